// The four canvases of the stage, from below: picture, data (one pixel per pixel of the mask, enlarged by the browser),
// ink (lines, drawn at the resolution of the screen and true to the pixel borders of the mask), truth (dashed lines).
// Buffers are kept from frame to frame.

const MOST_INK_PIXELS = 1.6e6;

export class Ink {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  // Fits the ink to a stage of `side` CSS pixels, for a mask of w * h.
  fit(w, h, cssWidth, cssHeight, density) {
    const room = Math.min(1, Math.sqrt(MOST_INK_PIXELS / (cssWidth * cssHeight * density * density)));
    const width = Math.max(1, w, Math.round(cssWidth * density * room));
    const height = Math.max(1, h, Math.round(cssHeight * density * room));
    this.unit = width / cssWidth; // pixels of ink to one of CSS
    this.thick = Math.max(1, Math.round(this.unit));
    if (this.w === w && this.h === h && this.width === width && this.height === height) return;
    Object.assign(this, { w, h, width, height });
    this.canvas.width = width;
    this.canvas.height = height;
    this.image = this.context.createImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.xs = Int32Array.from({ length: w + 1 }, (_, x) => Math.round((x * width) / w));
    this.ys = Int32Array.from({ length: h + 1 }, (_, y) => Math.round((y * height) / h));
  }

  clear() { this.pixels.fill(0); }
  show() { this.context.putImageData(this.image, 0, 0); }

  // Fills [x0, x1) * [y0, y1); a halo (`under` set) never covers that colour.
  box(x0, x1, y0, y1, colour, under) {
    const { pixels, width, height } = this;
    if (x0 < 0) x0 = 0;
    if (y0 < 0) y0 = 0;
    if (x1 > width) x1 = width;
    if (y1 > height) y1 = height;
    for (let y = y0; y < y1; y++) {
      for (let i = y * width + x0, end = y * width + x1; i < end; i++) {
        if (under === undefined || pixels[i] !== under) pixels[i] = colour;
      }
    }
  }

  // The border between inside (map >= level) and outside: a thin light line on the inner side, a dark halo around it.
  // A dashed line runs on the outer side, so that two borders that agree are both seen.
  // `borders`: where to look, of bordersOf.
  contour(map, borders, level, core, halo, dashed = false) {
    const { w, ys } = this;
    const lastRow = map.length - w;
    for (let k = 0; k < borders.length; k++) {
      const i = borders[k];
      const inside = map[i] >= level;
      const across = map[i + 1] >= level !== inside, down = i < lastRow && map[i + w] >= level !== inside;
      if (!across && !down) continue;
      const x = i % w, y = (i / w) | 0;
      if (across && x + 1 < w) this.upright(x, y, inside, core, halo, dashed);
      if (down) this.level(x, ys[y + 1], inside, core, halo, dashed);
    }
  }

  upright(x, y, insideLeft, core, halo, dashed) {
    const t = this.thick, edge = this.xs[x + 1], top = this.ys[y], end = this.ys[y + 1];
    const from = insideLeft !== dashed ? edge - t : edge;
    if (dashed && ((top / (4 * t)) | 0) % 2) return;
    if (halo) this.box(from - t, from + 2 * t, top - t, end + t, halo, core);
    this.box(from, from + t, top, end, core);
  }

  level(x, edge, insideAbove, core, halo, dashed) {
    const t = this.thick, left = this.xs[x], end = this.xs[x + 1];
    const from = insideAbove !== dashed ? edge - t : edge;
    if (dashed && ((left / (4 * t)) | 0) % 2) return;
    if (halo) this.box(left - t, end + t, from - t, from + 2 * t, halo, core);
    this.box(left, end, from, from + t, core);
  }

  // Pixels that the mask has and the reference has not are filled; the other way round they are hatched.
  // `contested`: where to look, of contestedOf.
  difference(map, reference, contested, level, added, removed) {
    const { w, xs, ys } = this;
    for (let k = 0; k < contested.length; k++) {
      const i = contested[k];
      const inside = map[i] >= level;
      if (inside === reference[i] >= level) continue;
      const x = i % w, y = (i / w) | 0;
      if (inside) this.box(xs[x], xs[x + 1], ys[y], ys[y + 1], added);
      else this.hatch(xs[x], xs[x + 1], ys[y], ys[y + 1], removed);
    }
  }

  hatch(x0, x1, y0, y1, colour) {
    const period = 4 * this.thick, half = 2 * this.thick;
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) if ((x + y) % period < half) this.pixels[y * this.width + x] = colour;
    }
  }
}

// One pixel of colour per pixel of a map.
export class Tint {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  fit(w, h) {
    if (this.canvas.width === w && this.canvas.height === h && this.image) return;
    this.canvas.width = w;
    this.canvas.height = h;
    this.image = this.context.createImageData(w, h);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  clear() { this.context.clearRect(0, 0, this.canvas.width, this.canvas.height); }

  paint(map, colours) {
    const { pixels } = this;
    for (let i = 0; i < pixels.length; i++) pixels[i] = colours[map[i]];
    this.context.putImageData(this.image, 0, 0);
  }
}
