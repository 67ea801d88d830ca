// The map of a net: an SVG made by viz, walked through step by step, its nodes to be chosen. All without the server.

const ROOM = (window[Symbol.for("unet-demo.maps")] ??= { maps: new Map(), wishes: new Map() });
const BEAT_MS = 1600;

class NetMap {
  constructor(place, tell) {
    this.place = place;
    this.tell = tell;
    this.timer = null;
    this.build();
  }

  build() {
    const button = (name, act) => {
      const made = element("button", name, { type: "button" });
      made.addEventListener("click", act);
      return made;
    };
    this.frame = element("div", "frame", { tabindex: "0", role: "group" });
    this.back = button("back", () => this.walk(this.at - 1));
    this.play = button("play", () => (this.timer ? this.pause() : this.start()));
    this.next = button("next", () => this.walk(this.at + 1));
    this.range = element("input", "range", { type: "range", min: "0", step: "1" });
    this.range.addEventListener("input", () => this.walk(Number(this.range.value)));
    this.told = element("p", "told", { "aria-live": "polite" });
    this.legend = element("ul", "legend");
    this.bar = element("div", "bar", {}, this.back, this.play, this.next, this.range);
    this.place.append(this.bar, this.told, this.frame, this.legend);
    this.frame.addEventListener("click", (event) => this.pick(event.target.closest?.("[data-node]")));
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.frame.addEventListener("pointerover", (event) => this.hover(event.target.closest?.("[data-steps]")));
    this.frame.addEventListener("pointerleave", () => this.hover(null));
    const edge = () => {
      const { scrollLeft, scrollWidth, clientWidth } = this.frame;
      this.frame.classList.toggle("more", scrollLeft + clientWidth < scrollWidth - 8);
    };
    this.frame.addEventListener("scroll", edge);
    new ResizeObserver(edge).observe(this.frame);
  }

  show(data) {
    this.data = data;
    const { words } = data;
    if (this.markup !== data.markup) {
      this.markup = data.markup;
      this.frame.innerHTML = data.markup;
      this.parts = [...this.frame.querySelectorAll("[data-steps]")].map((mark) => ({ mark, steps: mark.dataset.steps.split(" ") }));
      this.nodes = [...this.frame.querySelectorAll("[data-node]")];
      this.pause();
      this.range.max = String(data.steps.length);
      this.walk(data.steps.length);
    }
    this.frame.setAttribute("aria-label", data.alt);
    this.back.textContent = "‹";
    this.next.textContent = "›";
    this.back.setAttribute("aria-label", words.back);
    this.next.setAttribute("aria-label", words.next);
    this.range.setAttribute("aria-label", words.scrub);
    this.legend.replaceChildren(...data.legend.map(([kind, text]) => element("li", kind, {}, text)));
    this.buttons();
    this.tellStep();
    this.join(data.id);
  }

  join(id) {
    this.id = id;
    ROOM.maps.set(id, this);
    if (ROOM.wishes.has(id)) this.choose(ROOM.wishes.get(id));
  }

  // Which node is open, as Python says, or as a click has just said.
  choose(key) {
    this.chosen = key;
    for (const node of this.nodes ?? []) {
      const on = node.dataset.node === key;
      node.classList.toggle("chosen", on);
      node.setAttribute("aria-pressed", String(on));
      node.setAttribute("tabindex", on ? "0" : "-1");
    }
    if (this.nodes?.length && !this.nodes.some((node) => node.dataset.node === key)) this.nodes[0].setAttribute("tabindex", "0");
  }

  pick(node) {
    if (!node) return;
    this.choose(node.dataset.node);
    this.told.textContent = this.data.words.opened.replace("{node}", `X(${node.dataset.node.replace("_", ",")})`);
    this.tell("picked", node.dataset.node);
  }

  key(event) {
    const from = event.target.closest?.("[data-node]");
    if (!from) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.pick(from);
    }
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const middle = (node) => {
      const box = node.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = middle(from);
    const far = (node) => {
      const [dx, dy] = [middle(node)[0] - x, middle(node)[1] - y];
      const along = dx * way[0] + dy * way[1];
      return along > 4 ? along + 6 * Math.abs(dx * way[1] + dy * way[0]) : Infinity;
    };
    const to = this.nodes.filter((node) => node !== from && far(node) < Infinity).sort((a, b) => far(a) - far(b))[0];
    if (!to) return;
    this.nodes.forEach((node) => node.setAttribute("tabindex", node === to ? "0" : "-1"));
    to.focus();
  }

  hover(mark) {
    const step = mark && this.data.steps.find((each) => each.id === mark.dataset.steps.split(" ").at(-1));
    if (step) this.told.textContent = step.text;
    else if (!mark) this.tellStep();
  }

  tellStep() {
    const { steps, words } = this.data;
    const whole = this.at >= steps.length;
    this.told.textContent = whole ? words.rest : `${this.at + 1} / ${steps.length} · ${steps[this.at].text}`;
  }

  // `at` steps are done, the next one is being done; at the end everything is.
  walk(at) {
    const last = this.data.steps.length;
    this.at = Math.max(0, Math.min(last, at));
    const order = new Map(this.data.steps.map((step, index) => [step.id, index]));
    for (const { mark, steps } of this.parts) {
      const places = steps.map((id) => order.get(id) ?? 0);
      mark.classList.toggle("later", Math.min(...places) > this.at);
      mark.classList.toggle("now", this.at < last && places.includes(this.at));
    }
    this.follow();
    this.range.value = String(this.at);
    this.range.setAttribute("aria-valuetext", this.at < last ? this.data.steps[this.at].text : this.data.words.whole);
    if (this.at >= last) this.pause();
    this.frame.classList.toggle("walking", this.at < last);
    this.buttons();
    this.tellStep();
  }

  // On a narrow screen the drawing scrolls along with what is being computed.
  follow() {
    const mark = this.at < this.data.steps.length && this.frame.querySelector(".now:last-of-type, .now");
    if (!mark || this.frame.scrollWidth <= this.frame.clientWidth) return;
    const [part, room] = [mark.getBoundingClientRect(), this.frame.getBoundingClientRect()];
    this.frame.scrollLeft += part.x + part.width / 2 - room.x - room.width / 2;
  }

  start() {
    if (this.at >= this.data.steps.length) this.walk(0);
    this.timer = setInterval(() => (this.place.isConnected ? this.walk(this.at + 1) : this.pause()), BEAT_MS);
    this.buttons();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.buttons();
  }

  buttons() {
    if (!this.data) return;
    const { words, steps } = this.data;
    this.play.textContent = this.timer ? words.pause : words.play;
    this.play.setAttribute("aria-pressed", String(Boolean(this.timer)));
    this.back.disabled = this.at <= 0;
    this.next.disabled = this.at >= steps.length;
  }

  leave() {
    this.pause();
    if (ROOM.maps.get(this.id) === this) ROOM.maps.delete(this.id);
  }
}

const SEATS = new WeakMap();

export default function map({ data, parentElement, setTriggerValue }) {
  let seat = SEATS.get(parentElement);
  if (!seat) SEATS.set(parentElement, (seat = new NetMap(parentElement, setTriggerValue)));
  seat.tell = setTriggerValue;
  seat.show(data);
  return () => {
    seat.leave();
    SEATS.delete(parentElement);
    parentElement.replaceChildren();
  };
}
