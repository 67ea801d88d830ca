// The map of a net: an SVG made by viz, walked through step by step, its nodes to be chosen. All without the server.
import { button } from "../shared/button.js";
import { element } from "../shared/element.js";
import { filled } from "../shared/filled.js";
import { enter, leave } from "../shared/room.js";
import { seated } from "../shared/seat.js";
import { wayOf } from "../shared/ways.js";
import { nearest } from "./nearest.js";

const ROOM = "map";
const BEAT_MS = 1600;

class NetMap {
  constructor(place) {
    this.timer = null;
    this.frame = element("div", "frame", { tabindex: "0", role: "group" });
    this.told = element("p", "told", { "aria-live": "polite" });
    this.legend = element("ul", "legend");
    place.append(this.bar(), this.told, this.frame, this.legend);
    this.listen();
  }

  bar() {
    this.back = button("back", () => this.walk(this.at - 1), {}, "‹");
    this.play = button("play", () => (this.timer ? this.pause() : this.start()));
    this.next = button("next", () => this.walk(this.at + 1), {}, "›");
    this.range = element("input", "range", { type: "range", min: "0", step: "1" });
    this.range.addEventListener("input", () => this.walk(Number(this.range.value)));
    return element("div", "bar", {}, this.back, this.play, this.next, this.range);
  }

  listen() {
    const { frame } = this;
    frame.addEventListener("click", (event) => this.pick(event.target.closest("[data-node]")));
    frame.addEventListener("keydown", (event) => this.key(event));
    frame.addEventListener("pointerover", (event) => this.hover(event.target.closest("[data-steps]")));
    frame.addEventListener("pointerleave", () => this.hover(null));
    const edge = () => frame.classList.toggle("more", frame.scrollLeft + frame.clientWidth < frame.scrollWidth - 8);
    frame.addEventListener("scroll", edge);
    this.watch = new ResizeObserver(edge);
    this.watch.observe(frame);
  }

  show(data, { setTriggerValue }) {
    Object.assign(this, { data, tell: setTriggerValue });
    if (this.markup !== data.markup) this.draw(data);
    this.frame.setAttribute("aria-label", data.alt);
    const { words } = data;
    for (const [each, name] of [[this.back, "back"], [this.next, "next"], [this.range, "scrub"]]) {
      each.setAttribute("aria-label", words[name]);
    }
    this.legend.replaceChildren(...data.legend.map(([kind, text]) => element("li", kind, {}, text)));
    this.buttons();
    this.tellStep();
    this.id = data.id;
    const wish = enter(ROOM, data.id, this);
    if (wish !== undefined) this.obey(wish);
  }

  draw({ markup, steps }) {
    this.markup = markup;
    this.frame.innerHTML = markup;
    this.marks = [...this.frame.querySelectorAll("[data-steps]")].map((mark) =>
      ({ mark, steps: mark.dataset.steps.split(" ") }));
    this.nodes = [...this.frame.querySelectorAll("[data-node]")];
    this.pause();
    this.range.max = String(steps.length);
    this.walk(steps.length);
  }

  // Which node is open, as Python says, or as a click has just said.
  obey(key) {
    const open = this.nodes.find((node) => node.dataset.node === key);
    for (const node of this.nodes) {
      node.classList.toggle("chosen", node === open);
      node.setAttribute("aria-pressed", String(node === open));
    }
    this.rest(open ?? this.nodes[0]);
  }

  // Where the Tab key enters the map.
  rest(at) {
    for (const node of this.nodes) node.setAttribute("tabindex", node === at ? "0" : "-1");
  }

  pick(node) {
    if (!node) return;
    this.obey(node.dataset.node);
    const name = `X(${node.dataset.node.replace("_", ",")})`;
    this.told.textContent = filled(this.data.words.opened, { node: name });
    this.tell("picked", node.dataset.node);
  }

  key(event) {
    const from = event.target.closest("[data-node]");
    if (!from) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return void this.pick(from);
    }
    const way = wayOf(event.key);
    if (!way) return;
    event.preventDefault();
    const to = nearest(this.nodes, from, way);
    if (!to) return;
    this.rest(to);
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
    for (const { mark, steps } of this.marks) {
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
    this.timer = setInterval(() => this.walk(this.at + 1), BEAT_MS);
    this.buttons();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.buttons();
  }

  buttons() {
    const { words, steps } = this.data;
    this.play.textContent = this.timer ? words.pause : words.play;
    this.play.setAttribute("aria-pressed", String(Boolean(this.timer)));
    this.back.disabled = this.at <= 0;
    this.next.disabled = this.at >= steps.length;
  }

  leave() {
    clearInterval(this.timer);
    this.watch.disconnect();
    leave(ROOM, this.id, this);
  }
}

export default seated(NetMap);
