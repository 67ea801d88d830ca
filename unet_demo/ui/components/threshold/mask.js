// What stands over the picture, one colour a pixel: the mask with its border, or, where the truth is known, what is
// right, what is missed (striped) and what is wrong. There colour is for mistakes alone: what is right only glows.

const UNKNOWN = 128; // in a truth of 0 and 255
const TINT = 150; // strength of the mask, out of 255
const RIGHT = [255, 255, 255, 120];
const STRIPE = 3; // pixels

// The colours of `painted` as [red, green, blue, opacity].
export const coloursOf = ({ mask, mask_edge: edge, added, removed }, dark) => ({
  inside: [...mask, TINT],
  edge: [...edge, 255],
  wrong: [...added, 255],
  missed: [...removed, 255],
  dark: [...dark, 255],
});

// -> RGBA of every pixel of a map { width, grey (h * w) } whose mask is where grey >= level; `truth` (h * w) or null.
export function painted(map, level, truth, colours) {
  const { width, grey } = map, rgba = new Uint8ClampedArray(4 * grey.length);
  for (let i = 0; i < grey.length; i++) {
    const colour = truth
      ? judged(grey[i] >= level, truth[i], (i % width) + Math.floor(i / width), colours)
      : plain(map, level, i, colours);
    if (colour) rgba.set(colour, 4 * i);
  }
  return rgba;
}

function judged(inside, known, diagonal, { wrong, missed, dark }) {
  if (known === UNKNOWN) return null;
  if (inside === known > UNKNOWN) return inside ? RIGHT : null;
  if (inside) return wrong;
  return Math.floor(diagonal / STRIPE) % 2 ? missed : dark;
}

function plain({ width, grey }, level, i, { inside, edge }) {
  if (grey[i] < level) return null;
  const x = i % width;
  const borders = (x > 0 && grey[i - 1] < level) || (x < width - 1 && grey[i + 1] < level) ||
    (i >= width && grey[i - width] < level) || (i + width < grey.length && grey[i + width] < level);
  return borders ? edge : inside;
}
