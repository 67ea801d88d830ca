// UNet++ growing out of a U-Net: step through the stages, choose a node, outline a contained net. All in the browser.
import { button } from "../shared/button.js";
import { element } from "../shared/element.js";
import { seated } from "../shared/seat.js";
import { wayOf } from "../shared/ways.js";

class Nested {
  constructor(place) {
    this.back = button("back", () => this.grow(this.at - 1), {}, "‹");
    this.next = button("next", () => this.grow(this.at + 1), {}, "›");
    this.range = element("input", "range", { type: "range", min: "0", step: "1" });
    this.range.addEventListener("input", () => this.grow(Number(this.range.value)));
    this.bar = element("div", "bar", {}, this.back, this.next, this.range);
    this.told = element("p", "told", { "aria-live": "polite" });
    this.levels = element("div", "levels", { role: "group" });
    this.frame = element("div", "frame", { role: "group" });
    this.formula = element("div", "formula", { "aria-live": "polite" });
    place.append(element("div", "place", {}, this.bar, this.told, this.levels, this.frame, this.formula));
    this.frame.addEventListener("click", (event) => this.pick(event.target.closest("[data-node]")));
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
    this.back.setAttribute("aria-label", words.back);
    this.next.setAttribute("aria-label", words.next);
    this.range.setAttribute("aria-label", words.scrub);
    this.levels.setAttribute("aria-label", words.levels);
    const buttons = data.levels.map((level) => this.level(level));
    this.levels.replaceChildren(element("span", "", {}, words.levels), ...buttons);
    this.grow(this.at);
  }

  level(level) {
    return button("level", () => this.outline(level), { "aria-pressed": String(this.outlined === level) }, `L${level}`);
  }

  outline(level) {
    this.outlined = this.outlined === level ? null : level;
    for (const each of this.levels.querySelectorAll("button")) {
      each.setAttribute("aria-pressed", String(each.textContent === `L${this.outlined}`));
    }
    this.paint();
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
    const node = event.target.closest("[data-node]");
    if (!node) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return void this.pick(node);
    }
    const way = wayOf(event.key);
    if (!way) return;
    event.preventDefault();
    const key = this.neighbour(node.dataset.node, way);
    if (!key) return;
    this.nodes.get(key).focus();
    this.chosen = key;
    this.paint();
  }

  // The first node that there is, along a way of [down, across].
  neighbour(key, [down, across]) {
    const [row, col] = key.split("_").map(Number);
    const along = [1, 2, 3, 4, 5].map((step) => `${row + step * down}_${col + step * across}`);
    return along.find((each) => this.data.stages[this.at].nodes.includes(each));
  }

  paint() {
    const stage = this.data.stages[this.at], info = stage.about[this.chosen], there = new Set(stage.nodes);
    this.paintNodes(stage, there, info);
    this.paintLinks(stage);
    this.paintLevels(there);
    this.formula.replaceChildren(...(info && there.has(this.chosen) ? this.toldOf(info) : []));
  }

  paintNodes(stage, there, info) {
    const before = new Set(info?.ancestors ?? []), after = new Set(info?.descendants ?? []);
    for (const [key, node] of this.nodes) {
      const rests = key === this.chosen || (!there.has(this.chosen) && key === stage.nodes[0]);
      node.classList.toggle("absent", !there.has(key));
      node.classList.toggle("new", key === stage.new);
      node.classList.toggle("chosen", key === this.chosen);
      node.classList.toggle("before", before.has(key));
      node.classList.toggle("after", after.has(key));
      node.setAttribute("aria-pressed", String(key === this.chosen));
      node.setAttribute("tabindex", rests ? "0" : "-1");
      node.toggleAttribute("aria-hidden", !there.has(key));
    }
  }

  paintLinks(stage) {
    const joined = new Set(stage.links);
    for (const link of this.links) {
      const { from, to } = link.dataset;
      const absent = !joined.has(`${from}>${to}`);
      link.classList.toggle("absent", absent);
      link.classList.toggle("enters", !absent && to === this.chosen);
    }
  }

  // A contained net can be outlined once all of its nodes are there.
  paintLevels(there) {
    for (const each of this.levels.querySelectorAll("button")) {
      const depth = Number(each.textContent.slice(1));
      each.disabled = !this.data.stages.at(-1).nodes.every((key) => {
        const [row, col] = key.split("_").map(Number);
        return row + col > depth || there.has(key);
      });
      if (each.disabled && this.outlined === depth) this.outlined = null;
    }
    for (const each of this.frame.querySelectorAll(".outline")) {
      each.classList.toggle("on", Number(each.dataset.level) === this.outlined);
    }
  }

  toldOf(info) {
    const line = element("p", "line");
    for (const [kind, text] of info.formula) line.append(element("span", kind, {}, text));
    return [line, ...info.told.map((text) => element("p", "", {}, text))];
  }
}

export default seated(Nested);
