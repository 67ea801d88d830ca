// A threshold over a histogram, and the mask it cuts out. Python hears of it when it is let go.

const ROOM = (window[Symbol.for("unet-demo.thresholds")] ??= { seats: new Map(), wishes: new Map() });
const [LOWEST, HIGHEST] = [0.01, 0.99];
const WHITE = [255, 255, 255], GLOW = 120; // what is right, over the picture in grey: colour is for mistakes alone
const TINT = 150, STRIPE = 3; // strength of the mask out of 255; width of the stripes over what was missed

async function readingOf(uri) {
  const image = new Image();
  image.src = uri;
  await image.decode();
  const canvas = element("canvas", "", { width: String(image.width), height: String(image.height) });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const rgba = context.getImageData(0, 0, image.width, image.height).data;
  return { width: image.width, height: image.height, grey: Uint8Array.from({ length: rgba.length / 4 }, (_, i) => rgba[4 * i]) };
}

class Threshold {
  constructor(place) {
    this.root = element("div", "both");
    place.append(this.root); // beside the styles, which stand in the same place
    this.value = 0.5;
    this.at = 0; // stamp of the newest action here
  }

  async show(data, tell) {
    this.tell = tell;
    this.join(data.id);
    const text = JSON.stringify(data);
    if (text === this.known) return;
    this.known = text;
    const [map, truth] = await Promise.all([readingOf(data.map), data.truth ? readingOf(data.truth) : null]);
    if (text !== this.known) return; // a newer one came meanwhile
    Object.assign(this, { data, map, truth });
    this.build();
    this.draw();
  }

  join(id) {
    this.id = id;
    ROOM.seats.set(id, this);
    if (ROOM.wishes.has(id)) this.obey(ROOM.wishes.get(id));
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

  choose(value) {
    this.held = false;
    this.set(value);
    this.at = Math.max(Date.now(), this.at + 1);
    this.tell("picked", { threshold: this.value, at: this.at });
  }

  build() {
    const { data, map } = this, { words } = data;
    const size = { width: String(map.width), height: String(map.height) };
    this.over = element("canvas", "over", { ...size, "aria-hidden": "true" });
    const stage = this.stage = element("div", "stage", { role: "img", "aria-label": words.picture },
      element("img", "", { src: data.picture, alt: "" }), this.over);
    stage.style.aspectRatio = `${map.width} / ${map.height}`;
    this.plot = plotOf(data);
    this.range = element("input", "range", { type: "range", min: LOWEST, max: HIGHEST, step: 0.01, "aria-label": words.label });
    this.range.addEventListener("input", () => { this.held = true; this.set(Number(this.range.value)); });
    this.range.addEventListener("change", () => this.choose(Number(this.range.value)));
    this.drags();
    this.told = element("p", "told");
    this.mistakes = element("input", "", { type: "checkbox" });
    this.mistakes.checked = this.shows ?? false;
    this.mistakes.addEventListener("change", () => { this.shows = this.mistakes.checked; this.draw(); });
    const key = (name) => element("span", "key", {}, element("i", name), words[name]);
    this.legend = element("p", "legend");
    this.keys = { plain: [key("mask_key")], judged: [key("right"), key("missed"), key("wrong")] };
    const left = element("div", "left", {}, stage, this.legend);
    if (this.truth) left.append(element("label", "switch", {}, this.mistakes, words.mistakes));
    const axes = element("p", "axes", { "aria-hidden": "true" }, element("span", "", {}, words.pixels));
    if (data.dice) axes.append(element("span", "key", {}, element("i", "line"), words.dice));
    const right = element("div", "right", {}, axes, element("div", "frame", {}, this.plot, this.range),
      element("p", "axis", { "aria-hidden": "true" }, element("span", "", {}, "0"), element("span", "", {}, words.probability), element("span", "", {}, "1")),
      this.told);
    if (data.dice) right.append(element("p", "quiet", {}, fill(words.best, { threshold: (data.best / 256).toFixed(2), dice: data.dice[data.best].toFixed(3) })));
    this.root.replaceChildren(left, right);
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
      this.held = true;
      this.set(valueAt(event));
    };
    plot.onpointermove = (event) => { if (plot.hasPointerCapture(event.pointerId)) this.set(valueAt(event)); };
    plot.onpointerup = (event) => { if (this.held) this.choose(valueAt(event)); };
    plot.onpointercancel = () => { this.held = false; };
  }

  draw() {
    const { data, value } = this, level = Math.round(256 * value);
    this.range.value = String(value);
    this.plot.style.setProperty("--at", `${100 * value}%`);
    this.paint(level);
    const pixels = data.pixels[level], total = data.total;
    const parts = [fill(data.words.mask, { threshold: value.toFixed(2), pixels: pixels.toLocaleString("en-US"),
      total: total.toLocaleString("en-US"), share: `${((100 * pixels) / total).toFixed(1)} %` })];
    if (data.dice) parts.push(`Dice ${data.dice[level].toFixed(3)}`, `IoU ${data.iou[level].toFixed(3)}`);
    this.told.textContent = parts.join(" · ");
    this.range.setAttribute("aria-valuetext", parts.join(", "));
    const judged = Boolean(this.shows && this.truth);
    this.stage.classList.toggle("judged", judged);
    this.legend.replaceChildren(...this.keys[judged ? "judged" : "plain"]);
  }

  // One colour a pixel: the mask with its border, or against the truth what is right, missed (striped) and wrong.
  paint(level) {
    const { map: { width, height, grey }, over, data: { hues, dark } } = this;
    const context = over.getContext("2d"), image = context.createImageData(width, height);
    const truth = this.shows ? this.truth?.grey : null;
    const put = (i, [r, g, b], alpha) => image.data.set([r, g, b, alpha], 4 * i);
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const inside = grey[i] >= level;
        if (truth && truth[i] === 128) continue; // unknown
        if (truth && inside !== truth[i] > 128) {
          if (inside) put(i, hues.added, 255);
          else put(i, Math.floor((x + y) / STRIPE) % 2 ? hues.removed : dark, 255);
        } else if (inside) {
          const edge = !truth && ((x > 0 && grey[i - 1] < level) || (x < width - 1 && grey[i + 1] < level) ||
            (y > 0 && grey[i - width] < level) || (y < height - 1 && grey[i + width] < level));
          if (truth) put(i, WHITE, GLOW);
          else put(i, edge ? hues.mask_edge : hues.mask, edge ? 255 : TINT);
        }
      }
    }
    context.putImageData(image, 0, 0);
  }
}

const SEATS = new WeakMap();

export default function threshold({ data, parentElement, setTriggerValue }) {
  let seat = SEATS.get(parentElement);
  if (!seat) SEATS.set(parentElement, (seat = new Threshold(parentElement)));
  seat.show(data, setTriggerValue);
  return () => {
    if (ROOM.seats.get(seat.id) === seat) ROOM.seats.delete(seat.id);
    SEATS.delete(parentElement);
    parentElement.replaceChildren();
  };
}
