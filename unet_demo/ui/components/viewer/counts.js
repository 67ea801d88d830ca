// Numbers about the maps. Whatever depends on the threshold is found once for all 257 levels, so that dragging is free.
// Level t = round(256 * threshold); a pixel of value v belongs to the mask when v >= t.

const LEVELS = 257;

const levelOf = (threshold) => Math.round(threshold * 256);

// The average of all heads, rounded: Run.at("mean").
function meanOf(heads) {
  const [a, b, c, d] = heads;
  const out = new Uint8Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = (a[i] + b[i] + c[i] + d[i] + 2) >> 2;
  return out;
}

// Largest minus smallest value of the heads.
function spreadOf(heads) {
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
function pixelsByLevel(map) {
  const pixels = new Uint32Array(LEVELS);
  for (let i = 0; i < map.length; i++) pixels[map[i]]++;
  for (let t = LEVELS - 2; t >= 0; t--) pixels[t] += pixels[t + 1];
  return pixels;
}

// added[t], removed[t]: pixels that are only in the mask of `map`, only in that of `reference`.
function differenceByLevel(map, reference) {
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
const crosses = (one, other) => one !== other && (one >= LOWEST || other >= LOWEST) && (one < HIGHEST || other < HIGHEST);

// Indices of the pixels that differ from their right or lower neighbour across some threshold: the only places where a
// border can run. In a row of the list the last pixel may be told apart from the next row's first: whoever draws checks.
function bordersOf(map, w) {
  const out = new Uint32Array(map.length), last = map.length - 1, lastRow = map.length - w;
  let count = 0;
  for (let i = 0; i < map.length; i++) {
    if ((i < last && crosses(map[i], map[i + 1])) || (i < lastRow && crosses(map[i], map[i + w]))) out[count++] = i;
  }
  return out.slice(0, count);
}

// Indices of the pixels that two maps put on different sides of some threshold.
function contestedOf(map, reference) {
  const out = new Uint32Array(map.length);
  let count = 0;
  for (let i = 0; i < map.length; i++) if (crosses(map[i], reference[i])) out[count++] = i;
  return out.slice(0, count);
}

// What a probability value leaves open, in bits, as 0..255: the entropy of a coin that falls so.
const ENTROPY = Uint8Array.from({ length: 256 }, (_, v) => {
  const p = (v + 0.5) / 256;
  return Math.round(-255 * (p * Math.log2(p) + (1 - p) * Math.log2(1 - p)));
});

const rgbOf = (hex) => [1, 3, 5].map((at) => parseInt(hex.trim().slice(at, at + 2), 16));
const packed = ([r, g, b], alpha = 1) => ((Math.round(255 * alpha) << 24) | (b << 16) | (g << 8) | r) >>> 0;
const mixed = (one, other, share) => one.map((value, i) => Math.round(value + (other[i] - value) * share));

// 256 packed colours of a scale given as [(position 0..1, "#RRGGBB")].
function scaleOf(stops) {
  return Uint32Array.from({ length: 256 }, (_, v) => {
    const at = v / 255;
    const k = Math.max(1, stops.findIndex(([position]) => position >= at));
    const [[from, low], [to, high]] = [stops[k - 1], stops[k]];
    return packed(mixed(rgbOf(low), rgbOf(high), (at - from) / (to - from)));
  });
}
