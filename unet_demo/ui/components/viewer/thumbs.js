// The strip of small masks, one per depth: the same threshold, the same colours, a coarser grid.
import { mixed, packed } from "./colours.js";

const THUMB_PIXELS = 176 * 132;

export class Thumbs {
  // maps: [Uint8Array (h * w) or undefined while it is being computed], one per canvas.
  constructor(bitmap, maps, canvases) {
    const { width: w, height: h } = bitmap;
    const scale = Math.min(1, Math.sqrt(THUMB_PIXELS / (w * h)));
    this.width = Math.max(1, Math.round(w * scale));
    this.height = Math.max(1, Math.round(h * scale));
    this.maps = maps.map((map) => map && this.coarse(map, w, h));
    this.contexts = canvases.map((canvas) => {
      canvas.width = this.width;
      canvas.height = this.height;
      return canvas.getContext("2d");
    });
    const context = this.contexts[0];
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, this.width, this.height);
    this.picture = new Uint32Array(context.getImageData(0, 0, this.width, this.height).data.buffer);
    this.image = context.createImageData(this.width, this.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  coarse(map, w, h) {
    const out = new Uint8Array(this.width * this.height);
    for (let y = 0, i = 0; y < this.height; y++) {
      const row = Math.floor(((y + 0.5) * h) / this.height) * w;
      for (let x = 0; x < this.width; x++, i++) out[i] = map[row + Math.floor(((x + 0.5) * w) / this.width)];
    }
    return out;
  }

  // The picture with the mask's hue over it, mixed once.
  colours(mask) {
    if (this.mask === mask.join()) return;
    this.mask = mask.join();
    this.tinted = this.picture.map((p) => packed(mixed([p & 255, (p >> 8) & 255, (p >> 16) & 255], mask, 0.62)));
  }

  paint(level) {
    const { pixels, picture, tinted, maps } = this;
    maps.forEach((map, k) => {
      if (!map) pixels.set(picture);
      else for (let i = 0; i < pixels.length; i++) pixels[i] = map[i] >= level ? tinted[i] : picture[i];
      this.contexts[k].putImageData(this.image, 0, 0);
    });
  }
}

// The same strip for several classes, each in its colour; of one alone where `only` is not -1.
export class ClassThumbs extends Thumbs {
  paint(colours, only) {
    const { pixels, picture } = this;
    this.maps.forEach((map, k) => {
      pixels.set(picture);
      if (map) this.tint(map, colours, only);
      this.contexts[k].putImageData(this.image, 0, 0);
    });
  }

  tint(map, colours, only) {
    const { pixels, picture } = this;
    for (let i = 0; i < pixels.length; i++) {
      if (only < 0 || map[i] === only) pixels[i] = blended(picture[i], colours[map[i]]);
    }
  }
}

// Five eighths of `over` on `under`, both packed.
function blended(under, over) {
  let out = 0xff000000;
  for (const shift of [0, 8, 16]) out |= ((3 * ((under >> shift) & 255) + 5 * ((over >> shift) & 255)) >> 3) << shift;
  return out >>> 0;
}
