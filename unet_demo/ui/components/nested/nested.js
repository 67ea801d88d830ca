// UNet++ growing out of a U-Net: step through the stages, choose a node, outline a contained net. All in the browser.
class Nested {
  constructor(place) {
    const button = (name, act) => {
      const made = element("button", name, { type: "button" });
      made.addEventListener("click", act);
      return made;
    };
    this.back = button("back", () => this.grow(this.at - 1));
    this.next = button("next", () => this.grow(this.at + 1));
    this.range = element("input", "range", { type: "range", min: "0", step: "1" });
    this.range.addEventListener("input", () => this.grow(Number(this.range.value)));
    this.bar = element("div", "bar", {}, this.back, this.next, this.range);
    this.told = element("p", "told", { "aria-live": "polite" });
    this.levels = element("div", "levels", { role: "group" });
    this.frame = element("div", "frame", { role: "group" });
    this.formula = element("div", "formula", { "aria-live": "polite" });
    place.append(this.bar, this.told, this.levels, this.frame, this.formula);
    this.frame.addEventListener("click", (event) => this.pick(event.target.closest?.("[data-node]")));
    this.frame.addEventListener("keydown", (event) => this.key(event));
  }

  show(data) {
    this.data = data;
    const { words } = data;
    if (this.markup !== data.markup) {
      this.markup = data.markup;
      this.frame.innerHTML = data.markup;
      this.nodes = new Map([...this.frame.querySelectorAll("[data-node]")].map((node) => [node.dataset.node, node]));
      this.links = [...this.frame.querySelectorAll("[data-from]")];
      this.range.max = String(data.stages.length - 1);
      this.at ??= 0;
      this.chosen ??= data.chosen;
    }
    this.frame.setAttribute("aria-label", data.alt);
    this.back.textContent = "‹";
    this.next.textContent = "›";
    this.back.setAttribute("aria-label", words.back);
    this.next.setAttribute("aria-label", words.next);
    this.range.setAttribute("aria-label", words.scrub);
    this.levels.setAttribute("aria-label", words.levels);
    this.levels.replaceChildren(element("span", "", {}, words.levels), ...data.levels.map((level) => this.level(level)));
    this.grow(this.at);
  }

  level(level) {
    const made = element("button", "level", { type: "button", "aria-pressed": String(this.outlined === level) }, `L${level}`);
    made.addEventListener("click", () => {
      this.outlined = this.outlined === level ? null : level;
      for (const each of this.levels.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each.textContent === `L${this.outlined}`));
      this.paint();
    });
    return made;
  }

  grow(to) {
    this.at = Math.max(0, Math.min(this.data.stages.length - 1, to));
    this.range.value = String(this.at);
    this.back.disabled = this.at === 0;
    this.next.disabled = this.at === this.data.stages.length - 1;
    const stage = this.data.stages[this.at];
    this.range.setAttribute("aria-valuetext", stage.text);
    this.told.textContent = stage.text;
    this.paint();
  }

  pick(node) {
    if (!node || !this.data.stages[this.at].nodes.includes(node.dataset.node)) return;
    this.chosen = node.dataset.node;
    this.paint();
  }

  key(event) {
    const node = event.target.closest?.("[data-node]");
    if (!node) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.pick(node);
    }
    const way = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (!way) return;
    event.preventDefault();
    const [row, col] = node.dataset.node.split("_").map(Number);
    const there = this.data.stages[this.at].nodes;
    for (let step = 1; step < 6; step += 1) {
      const key = `${row + step * way[0]}_${col + step * way[1]}`;
      if (there.includes(key)) {
        this.nodes.get(key).focus();
        this.chosen = key;
        return this.paint();
      }
    }
  }

  paint() {
    const stage = this.data.stages[this.at];
    const there = new Set(stage.nodes), joined = new Set(stage.links);
    const info = stage.about[this.chosen];
    const before = new Set(info?.ancestors ?? []), after = new Set(info?.descendants ?? []);
    for (const [key, node] of this.nodes) {
      node.classList.toggle("absent", !there.has(key));
      node.classList.toggle("new", key === stage.new);
      node.classList.toggle("chosen", key === this.chosen);
      node.classList.toggle("before", before.has(key));
      node.classList.toggle("after", after.has(key));
      node.setAttribute("aria-pressed", String(key === this.chosen));
      node.setAttribute("tabindex", key === this.chosen || (!there.has(this.chosen) && key === stage.nodes[0]) ? "0" : "-1");
      node.toggleAttribute("aria-hidden", !there.has(key));
    }
    for (const link of this.links) {
      const { from, to } = link.dataset;
      const absent = !joined.has(`${from}>${to}`);
      link.classList.toggle("absent", absent);
      link.classList.toggle("enters", !absent && to === this.chosen);
    }
    for (const button of this.levels.querySelectorAll("button")) {
      const depth = Number(button.textContent.slice(1));
      button.disabled = !this.data.stages.at(-1).nodes.every((key) => {
        const [row, col] = key.split("_").map(Number);
        return row + col > depth || there.has(key);
      });
      if (button.disabled && this.outlined === depth) this.outlined = null;
    }
    for (const each of this.frame.querySelectorAll(".outline")) each.classList.toggle("on", Number(each.dataset.level) === this.outlined);
    this.formula.replaceChildren(...(info && there.has(this.chosen) ? this.told_of(info) : []));
  }

  told_of(info) {
    const line = element("p", "line");
    for (const [kind, text] of info.formula) line.append(element("span", kind, {}, text));
    return [line, ...info.told.map((text) => element("p", "", {}, text))];
  }
}

export default function nested({ data, parentElement }) {
  const place = parentElement.querySelector(".place") ?? parentElement.appendChild(element("div", "place"));
  place.nested ??= new Nested(place);
  place.nested.show(data);
}
