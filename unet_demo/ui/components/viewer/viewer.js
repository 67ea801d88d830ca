// One viewer: what is chosen, what is drawn, and who is told. Python hears of a choice when the pointer lets go.

const ROOM = (window[Symbol.for("unet-demo.viewers")] ??= { viewers: new Map(), wishes: new Map() });
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
  async take(bytes, tell) {
    this.tell = tell;
    if (bytes === this.bytes) return this.redraw("hues");
    this.bytes = bytes;
    const read = headerOf(bytes);
    if (read.text === this.known) return this.redraw("hues");
    this.known = read.text;
    this.taken = performance.now();
    const content = await contentOf(bytes, read);
    if (bytes === this.bytes) this.show(content);
  }

  show({ header, bitmap, planes, truth }) {
    const several = header.classes.length > 0;
    const maps = several ? new ClassMaps(planes, header.classes, truth, header.width) : new Maps(planes, truth, header.width);
    Object.assign(this, { header, words: header.words, maps, bitmap });
    const words = JSON.stringify([header.words, header.classes, Boolean(truth)]);
    if (this.builtFrom !== words) this.build(words);
    this.join(header.viewer_id);
    const { picture, root } = this.parts;
    picture.width = header.width;
    picture.height = header.height;
    picture.getContext("2d").drawImage(bitmap, 0, 0);
    const ratio = Math.min(LONGEST, Math.max(1 / LONGEST, header.width / header.height));
    root.style.setProperty("--ratio", String(ratio));
    root.classList.toggle("wide", ratio > WIDE);
    root.dataset.heads = String(header.heads);
    root.dataset.pictureKey = header.picture_key;
    root.classList.toggle("computing", !header.heads);
    this.scale = scaleOf(header.sequential);
    this.thumbs = this.faces.thumbsOn(this.parts.depths.buttons.map((button) => button.querySelector("canvas")));
    this.redraw("size", "all", "thumbs", "truth");
    this.announce = true;
  }

  // While nobody drags: what a first touch of another depth would otherwise wait for, one list at a time.
  prepare(left = [...DEPTHS]) {
    const { maps } = this;
    if (!this.header.heads || !left.length) return;
    setTimeout(() => {
      if (maps !== this.maps) return;
      maps.prepare(left.shift());
      this.prepare(left);
    }, 30);
  }

  build(words) {
    this.builtFrom = words;
    const drag = (name) => ({ input: (value) => this.hold(name, value), change: (value) => this.choose(name, value) });
    this.parts?.root.remove();
    this.parts = controlsOf(this.words, Boolean(this.maps.truth), {
      view: (name) => this.set("view", name),
      depth: (name) => this.choose("depth", name),
      threshold: drag("threshold"),
      overlay: drag("overlay"),
      wipe: (share) => this.set("wipe", share),
      truth: () => this.set("truth", !this.state.truth),
    });
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

  join(id) {
    if (this.id === id) return;
    this.id = id;
    ROOM.viewers.set(id, this);
    if (ROOM.wishes.has(id)) this.obey(ROOM.wishes.get(id));
  }

  leave() {
    this.watch.disconnect();
    if (ROOM.viewers.get(this.id) === this) ROOM.viewers.delete(this.id);
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
    requestAnimationFrame(() => setTimeout(() => window.dispatchEvent(new CustomEvent("viewer-painted", { detail }))));
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

const SEATS = new WeakMap();

export default function viewer({ data, parentElement, setStateValue }) {
  let seat = SEATS.get(parentElement);
  if (!seat) SEATS.set(parentElement, (seat = new Viewer(parentElement)));
  seat.take(data, setStateValue);
  return () => {
    seat.leave();
    SEATS.delete(parentElement);
  };
}
