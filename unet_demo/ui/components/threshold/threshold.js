// A threshold over a histogram, and the mask it cuts out. Python hears of it when it is let go.
import { element } from "../shared/element.js";
import { filled } from "../shared/filled.js";
import { levelOf } from "../shared/level.js";
import { contextOf } from "../shared/picture.js";
import { enter, leave } from "../shared/room.js";
import { seated } from "../shared/seat.js";
import { coloursOf, painted } from "./mask.js";
import { plotOf } from "./plot.js";

const ROOM = "threshold";
const [LOWEST, HIGHEST] = [0.01, 0.99];

async function readingOf(uri) {
  const context = await contextOf(uri);
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, grey: Uint8Array.from({ length: width * height }, (_, i) => data[4 * i]) };
}

const span = (text) => element("span", "", {}, text);
const keyOf = (mark, text) => element("span", "key", {}, element("i", mark), text);

class Threshold {
  constructor(place) {
    this.root = element("div", "both");
    place.append(this.root); // beside the styles, which stand in the same place
    this.value = 0.5;
    this.at = 0; // stamp of the newest action here
  }

  async show(data, { setTriggerValue }) {
    Object.assign(this, { tell: setTriggerValue, id: data.id });
    const wish = enter(ROOM, data.id, this);
    if (wish) this.obey(wish);
    const text = JSON.stringify(data);
    if (text === this.known) return;
    this.known = text;
    const [map, truth] = await Promise.all([readingOf(data.map), data.truth ? readingOf(data.truth) : null]);
    if (text !== this.known) return; // a newer one came meanwhile, or the place is gone
    Object.assign(this, { data, map, truth });
    this.build();
    this.draw();
  }

  // What Python says, unless something newer happened here that it has not heard of.
  obey(wish) {
    if (this.held || wish.at < this.at) return;
    this.at = wish.at;
    this.set(wish.threshold);
  }

  set(value) {
    this.value = Math.min(HIGHEST, Math.max(LOWEST, Math.round(100 * value) / 100));
    if (this.data) this.draw();
  }

  hold(value) {
    this.held = true;
    this.set(value);
  }

  choose(value) {
    this.held = false;
    this.set(value);
    this.at = Math.max(Date.now(), this.at + 1);
    this.tell("picked", { threshold: this.value, at: this.at });
  }

  build() {
    const { words } = this.data;
    this.colours = coloursOf(this.data.hues, this.data.dark);
    this.plot = plotOf(this.data);
    const ends = { min: LOWEST, max: HIGHEST, step: 0.01 };
    this.range = element("input", "range", { type: "range", ...ends, "aria-label": words.label });
    this.range.addEventListener("input", () => this.hold(Number(this.range.value)));
    this.range.addEventListener("change", () => this.choose(Number(this.range.value)));
    this.drags();
    this.root.replaceChildren(this.left(), this.right());
  }

  // The picture under its mask, and what the colours mean.
  left() {
    const { data: { picture, words }, map: { width, height } } = this;
    const key = (name) => keyOf(name, words[name]);
    this.keys = { plain: [key("mask_key")], judged: [key("right"), key("missed"), key("wrong")] };
    this.over = element("canvas", "over", { width, height, "aria-hidden": "true" });
    this.stage = element("div", "stage", { role: "img", "aria-label": words.picture },
      element("img", "", { src: picture, alt: "" }), this.over);
    this.stage.style.aspectRatio = `${width} / ${height}`;
    this.legend = element("p", "legend");
    return element("div", "left", {}, this.stage, this.legend, ...(this.truth ? [this.switch()] : []));
  }

  // Whether mistakes are shown.
  switch() {
    const box = element("input", "", { type: "checkbox" });
    box.checked = this.shows ?? false;
    box.addEventListener("change", () => {
      this.shows = box.checked;
      this.draw();
    });
    return element("label", "switch", {}, box, this.data.words.mistakes);
  }

  // The plot with its axes, and what the threshold comes to.
  right() {
    const { data: { dice, best, words } } = this;
    this.told = element("p", "told");
    const above = [span(words.pixels)], below = ["0", words.probability, "1"].map(span), notes = [];
    if (dice) {
      above.push(keyOf("line", words.dice));
      const values = { threshold: (best / 256).toFixed(2), dice: dice[best].toFixed(3) };
      notes.push(element("p", "quiet", {}, filled(words.best, values)));
    }
    return element("div", "right", {},
      element("p", "axes", { "aria-hidden": "true" }, ...above),
      element("div", "frame", {}, this.plot, this.range),
      element("p", "axis", { "aria-hidden": "true" }, ...below), this.told, ...notes);
  }

  // The plot itself can be dragged as well as the slider beneath it.
  drags() {
    const { plot } = this;
    const valueAt = (event) => {
      const box = plot.getBoundingClientRect();
      return (event.clientX - box.left) / box.width;
    };
    plot.onpointerdown = (event) => {
      plot.setPointerCapture(event.pointerId);
      this.hold(valueAt(event));
    };
    plot.onpointermove = (event) => {
      if (plot.hasPointerCapture(event.pointerId)) this.set(valueAt(event));
    };
    plot.onpointerup = (event) => {
      if (this.held) this.choose(valueAt(event));
    };
    plot.onpointercancel = () => {
      this.held = false;
    };
  }

  draw() {
    const { data, value } = this, level = levelOf(value);
    this.range.value = String(value);
    this.plot.style.setProperty("--at", `${100 * value}%`);
    this.paint(level);
    const parts = [this.covered(level)];
    if (data.dice) parts.push(`Dice ${data.dice[level].toFixed(3)}`, `IoU ${data.iou[level].toFixed(3)}`);
    this.told.textContent = parts.join(" · ");
    this.range.setAttribute("aria-valuetext", parts.join(", "));
    const judged = Boolean(this.shows && this.truth);
    this.stage.classList.toggle("judged", judged);
    this.legend.replaceChildren(...this.keys[judged ? "judged" : "plain"]);
  }

  // How much the mask covers.
  covered(level) {
    const { data: { pixels, total, words }, value } = this, count = pixels[level];
    const [some, all] = [count, total].map((number) => number.toLocaleString("en-US"));
    const share = `${((100 * count) / total).toFixed(1)} %`;
    return filled(words.mask, { threshold: value.toFixed(2), pixels: some, total: all, share });
  }

  paint(level) {
    const { map, over, truth, colours } = this;
    const rgba = painted(map, level, this.shows && truth ? truth.grey : null, colours);
    over.getContext("2d").putImageData(new ImageData(rgba, map.width, map.height), 0, 0);
  }

  leave() {
    this.known = null; // what is still being read comes too late
    leave(ROOM, this.id, this);
  }
}

export default seated(Threshold);
