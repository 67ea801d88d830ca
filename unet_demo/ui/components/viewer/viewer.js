// One viewer: what is chosen, what is drawn, and who is told. Python hears of a choice when the pointer lets go.
import { element } from "../shared/element.js";
import { enter, leave } from "../shared/room.js";
import { seated } from "../shared/seat.js";
import { contentOf, headerOf } from "./blob.js";
import { ClassFaces } from "./class_faces.js";
import { ClassInk, ClassTint } from "./class_layers.js";
import { ClassMaps } from "./class_maps.js";
import { scaleOf } from "./colours.js";
import { Faces } from "./faces.js";
import { Ink, Tint } from "./layers.js";
import { DEPTHS, Maps } from "./maps.js";
import { partsOf } from "./parts.js";

const ROOM = "viewer";
const STARTS = { depth: "4", threshold: 0.5, overlay: 0.6, view: "mask", wipe: 0, truth: false, isolated: "" };
const STEERED = ["depth", "threshold", "overlay"];
const MEASURES_KEPT = 600;
const LONGEST = 12; // a picture still longer than this is shown stretched, so that there is something to see
const WIDE = 1.6; // from here on the controls stand beneath the picture, not beside it

class Viewer {
  constructor(place) {
    this.place = place;
    this.state = { ...STARTS };
    this.at = {}; // stamp of the newest action here, by name
    this.held = null; // the choice under the pointer now
    this.todo = { size: true };
    this.measures = 0;
    this.watch = new ResizeObserver(() => this.redraw("size"));
  }

  // A blob may arrive again unchanged; only a new one is read, and only the newest is shown.
  async show(bytes, { setStateValue }) {
    this.tell = setStateValue;
    if (bytes === this.bytes) return void this.redraw("hues");
    this.bytes = bytes;
    const read = headerOf(bytes);
    if (read.text === this.known) return void this.redraw("hues");
    this.known = read.text;
    this.taken = performance.now();
    const content = await contentOf(bytes, read);
    if (read.text === this.known) this.open(content); // else a newer one came meanwhile, or the place is gone
  }

  open({ header, bitmap, planes, truth }) {
    const { classes, width, words } = header;
    const maps = classes.length ? new ClassMaps(planes, classes, truth, width) : new Maps(planes, truth, width);
    Object.assign(this, { header, words, maps, bitmap });
    const built = JSON.stringify([words, classes, Boolean(truth)]);
    if (this.builtFrom !== built) this.build(built);
    this.join(header.viewer_id);
    this.put(bitmap);
    this.scale = scaleOf(header.sequential);
    this.thumbs = this.faces.thumbsOn(this.parts.depths.buttons.map((button) => button.querySelector("canvas")));
    this.redraw("size", "all", "thumbs", "truth");
    this.announce = true;
  }

  // The picture, and what the page lays it out by.
  put(bitmap) {
    const { header, parts: { picture, root } } = this;
    picture.width = header.width;
    picture.height = header.height;
    picture.getContext("2d").drawImage(bitmap, 0, 0);
    const ratio = Math.min(LONGEST, Math.max(1 / LONGEST, header.width / header.height));
    root.style.setProperty("--ratio", String(ratio));
    root.classList.toggle("wide", ratio > WIDE);
    root.dataset.heads = String(header.heads);
    root.dataset.pictureKey = header.picture_key;
    root.classList.toggle("computing", !header.heads);
  }

  // While nobody drags: what a first touch of another depth would otherwise wait for, one list at a time.
  prepare(left = [...DEPTHS]) {
    const { maps } = this;
    if (!this.header.heads || !left.length) return;
    clearTimeout(this.ahead);
    this.ahead = setTimeout(() => {
      if (maps !== this.maps) return;
      maps.prepare(left.shift());
      this.prepare(left);
    }, 30);
  }

  build(words) {
    this.builtFrom = words;
    this.parts?.root.remove();
    this.parts = partsOf(this.words, Boolean(this.maps.truth), this.acts());
    const { root, stage } = this.parts;
    const [Colours, Lines, Shown] = this.header.classes.length ? [ClassTint, ClassInk, ClassFaces] : [Tint, Ink, Faces];
    this.tint = new Colours(root.querySelector(".data"));
    this.ink = new Lines(root.querySelector(".ink"));
    this.truthInk = new Lines(root.querySelector(".truth"));
    stage.addEventListener("pointermove", (event) => this.read(event));
    stage.addEventListener("pointerleave", () => this.read(null));
    this.place.append(root);
    this.watch.disconnect();
    this.watch.observe(stage);
    this.faces = new Shown(this);
  }

  // What each control does.
  acts() {
    const drag = (name) => ({ input: (value) => this.hold(name, value), change: (value) => this.choose(name, value) });
    return {
      view: (name) => this.set("view", name),
      depth: (name) => this.choose("depth", name),
      threshold: drag("threshold"),
      overlay: drag("overlay"),
      wipe: (share) => this.set("wipe", share),
      truth: () => this.set("truth", !this.state.truth),
    };
  }

  join(id) {
    if (this.id === id) return;
    this.id = id;
    const wish = enter(ROOM, id, this);
    if (wish) this.obey(wish);
  }

  leave() {
    this.known = null; // what is still being read comes too late
    this.watch.disconnect();
    for (const frame of [this.frame, this.painted]) cancelAnimationFrame(frame);
    for (const timer of [this.ahead, this.shown]) clearTimeout(timer);
    leave(ROOM, this.id, this);
  }

  // What Python says, unless a newer action happened here that Python had not heard of.
  obey(wish) {
    for (const name of STEERED) {
      if (this.held === name || (wish.at[name] ?? 0) < (this.at[name] ?? 0)) continue;
      if (wish[name] !== undefined) this.set(name, wish[name]);
    }
  }

  hold(name, value) {
    this.held = name;
    this.set(name, value);
  }

  choose(name, value) {
    this.held = null;
    this.set(name, value);
    this.at[name] = Math.max(Date.now(), (this.at[name] ?? 0) + 1);
    const { depth, threshold, overlay } = this.state;
    this.tell("chosen", { depth, threshold, overlay, at: { ...this.at } });
  }

  set(name, value) {
    if (this.state[name] === value) return;
    this.state[name] = value;
    this.redraw(name);
  }

  redraw(...parts) {
    for (const part of parts) this.todo[part] = true;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.parts?.stage.clientWidth) this.paint(); // in a closed tab there is nothing to draw on yet
    });
  }

  paint() {
    const start = performance.now();
    const todo = this.todo;
    this.todo = {};
    this.faces.paint(todo);
    performance.measure("viewer-redraw", { start, end: performance.now() });
    if (++this.measures % MEASURES_KEPT === 0) performance.clearMeasures("viewer-redraw");
    if (this.announce) this.afterPaint();
  }

  afterPaint() {
    this.announce = false;
    performance.measure("viewer-load", { start: this.taken, end: performance.now() });
    const detail = { viewer_id: this.id, picture_key: this.header.picture_key, heads: this.header.heads };
    this.painted = requestAnimationFrame(() => {
      this.shown = setTimeout(() => window.dispatchEvent(new CustomEvent("viewer-painted", { detail })));
    });
    this.prepare();
  }

  pixelUnder(event) {
    const { width, height } = this.header;
    const box = this.parts.stage.getBoundingClientRect();
    const within = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
    return { x: within((event.clientX - box.left) / box.width, width),
      y: within((event.clientY - box.top) / box.height, height) };
  }

  read(event) {
    const { readout } = this.parts;
    if (!event || event.pointerType === "touch" || !this.header.heads) return void (readout.textContent = "");
    const { width, height, full_size: full } = this.header;
    const { x, y } = this.pixelUnder(event);
    const there = `x ${Math.floor((x * full[1]) / width)} · y ${Math.floor((y * full[0]) / height)}`;
    const values = this.faces.answersAt(y * width + x).map((parts, d) => [`L${d + 1} `, ...parts]);
    readout.replaceChildren(...[[there], ...values].map((parts) => element("span", "", {}, ...parts)));
  }
}

export default seated(Viewer);
