// Numbers about the maps. Whatever depends on the threshold is found once for all 257 levels, so that dragging is free.
import { levelOf } from "../shared/level.js";

const LEVELS = 257;

// The average of all heads, rounded: Run.at("mean").
export function meanOf(heads) {
  const [a, b, c, d] = heads;
  const out = new Uint8Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = (a[i] + b[i] + c[i] + d[i] + 2) >> 2;
  return out;
}

// Largest minus smallest value of the heads.
export function spreadOf(heads) {
  const [a, b, c, d] = heads;
  const out = new Uint8Array(a.length);
  for (let i = 0; i < out.length; i++) {
    const p = a[i], q = b[i], r = c[i], s = d[i];
    const high1 = p > q ? p : q, low1 = p > q ? q : p, high2 = r > s ? r : s, low2 = r > s ? s : r;
    out[i] = (high1 > high2 ? high1 : high2) - (low1 < low2 ? low1 : low2);
  }
  return out;
}

// pixels[t]: how many pixels the mask has at level t.
export function pixelsByLevel(map) {
  const pixels = new Uint32Array(LEVELS);
  for (let i = 0; i < map.length; i++) pixels[map[i]]++;
  for (let t = LEVELS - 2; t >= 0; t--) pixels[t] += pixels[t + 1];
  return pixels;
}

// added[t], removed[t]: pixels that are only in the mask of `map`, only in that of `reference`.
export function differenceByLevel(map, reference) {
  const added = new Int32Array(LEVELS + 1), removed = new Int32Array(LEVELS + 1);
  for (let i = 0; i < map.length; i++) {
    const v = map[i], r = reference[i];
    if (v > r) { added[r + 1]++; added[v + 1]--; }
    else if (v < r) { removed[v + 1]++; removed[r + 1]--; }
  }
  for (let t = 1; t <= LEVELS; t++) { added[t] += added[t - 1]; removed[t] += removed[t - 1]; }
  return { added, removed };
}

const LOWEST = levelOf(0.01), HIGHEST = levelOf(0.99);
const crosses = (one, other) =>
  one !== other && (one >= LOWEST || other >= LOWEST) && (one < HIGHEST || other < HIGHEST);

// Indices of the pixels that differ from their right or lower neighbour across some threshold: the only places where a
// border can run. In it the last pixel of a row may be told apart from the next row's first: whoever draws checks.
export function bordersOf(map, w) {
  const out = new Uint32Array(map.length), last = map.length - 1, lastRow = map.length - w;
  let count = 0;
  for (let i = 0; i < map.length; i++) {
    if ((i < last && crosses(map[i], map[i + 1])) || (i < lastRow && crosses(map[i], map[i + w]))) out[count++] = i;
  }
  return out.slice(0, count);
}

// Indices of the pixels that two maps put on different sides of some threshold.
export function contestedOf(map, reference) {
  const out = new Uint32Array(map.length);
  let count = 0;
  for (let i = 0; i < map.length; i++) if (crosses(map[i], reference[i])) out[count++] = i;
  return out.slice(0, count);
}

// What a probability value leaves open, in bits, as 0..255: the entropy of a coin that falls so.
export const ENTROPY = Uint8Array.from({ length: 256 }, (_, v) => {
  const p = (v + 0.5) / 256;
  return Math.round(-255 * (p * Math.log2(p) + (1 - p) * Math.log2(1 - p)));
});
