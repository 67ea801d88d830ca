// What several classes need of the canvases beyond what layers.js draws.
import { apart } from "./class_maps.js";
import { Ink, Tint } from "./layers.js";

export class ClassInk extends Ink {
  // The lines between different classes, or around the one of `only` (-1: all). Without a halo they are thin.
  seams(map, places, only, line, halo = 0, dashed = false) {
    const { w, ys } = this, lastRow = map.length - w;
    for (let k = 0; k < places.length; k++) {
      const i = places[k], x = i % w, y = (i / w) | 0, here = map[i];
      const parted = (there) => apart(here, there) && (only < 0 || here === only || there === only);
      const inside = only < 0 || here === only;
      if (x + 1 < w && parted(map[i + 1])) this.upright(x, y, inside, line, halo, dashed);
      if (i < lastRow && parted(map[i + w])) this.level(x, ys[y + 1], inside, line, halo, dashed);
    }
  }

  // Numbers of classes where there is room for them; to be called after show(), which wipes them.
  numbers(spots, tokens, font) {
    const { context, xs, ys, unit } = this, radius = 9.5 * unit;
    Object.assign(context, { textAlign: "center", textBaseline: "middle", lineWidth: 1.5 * unit });
    context.font = `600 ${11 * unit}px ${font}`;
    for (const { kind, x, y, room } of spots) {
      if ((room * this.width) / this.w < 1.2 * radius) continue;
      const [across, down] = [(xs[x] + xs[x + 1]) / 2, (ys[y] + ys[y + 1]) / 2];
      context.beginPath();
      context.arc(across, down, radius, 0, 2 * Math.PI);
      context.fillStyle = tokens[kind].colour;
      context.fill();
      context.strokeStyle = context.fillStyle = tokens[kind].ink;
      context.stroke();
      context.fillText(String(kind + 1), across, down + 0.5 * unit);
    }
  }
}

export class ClassTint extends Tint {
  // As paint, where the label is `only` (-1: everywhere); the rest is dimmed.
  within(map, colours, label, only, dim) {
    if (only < 0) return void this.paint(map, colours);
    const { pixels } = this;
    for (let i = 0; i < pixels.length; i++) pixels[i] = label[i] === only ? colours[map[i]] : dim;
    this.context.putImageData(this.image, 0, 0);
  }

  // The pixels at `places` in the colour of their class.
  only(places, map, colours) {
    const { pixels } = this;
    pixels.fill(0);
    for (let k = 0; k < places.length; k++) pixels[places[k]] = colours[map[places[k]]];
    this.context.putImageData(this.image, 0, 0);
  }
}

// A class as one thing, for what layers.js draws of one: 255 inside, 0 outside.
export function memberOf(label, kind) {
  const out = new Uint8Array(label.length);
  for (let i = 0; i < out.length; i++) out[i] = label[i] === kind ? 255 : 0;
  return out;
}
