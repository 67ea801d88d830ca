// The maps of several classes: label, confidence and entropy of every depth, and what is found about them once a blob.
import { DEPTHS, Maps } from "./maps.js";

const VOID = 255; // in the truth: unknown

export class ClassMaps extends Maps {
  constructor(planes, kinds, truth, width) {
    super([], truth, width);
    const several = planes.length > 0;
    const byDepth = (first) => several && Object.fromEntries(DEPTHS.map((depth, d) => [depth, planes[first + d]]));
    this.heads = planes.slice(0, DEPTHS.length - 1);
    [this.at, this.confidence, this.entropy] = [0, 1, 2].map((kind) => byDepth(kind * DEPTHS.length) || {});
    this.sure = {};
    for (const depth of several ? DEPTHS : []) {
      const counts = pixelsByClass(this.at[depth], this.confidence[depth], kinds.length);
      [this.pixels[depth], this.sure[depth]] = counts;
      this.differs[depth] = differenceByClass(this.at[depth], this.at["4"], kinds.length);
    }
  }

  seams(name) {
    return this.once(`seams ${name}`, () => seamsOf(name === "truth" ? this.truth : this.at[name], this.width));
  }

  spots(depth) { return this.once(`spots ${depth}`, () => spotsOf(this.at[depth], this.width)); }
  answers() { return this.once("answers", () => answersOf(this.heads)); }
  agreeing() { return this.once("agreeing", () => this.answers().reduce((sum, more) => sum + (more === 0), 0)); }

  contested(depth) {
    return this.once(`${depth} against 4`, () => unequalOf(this.at[depth], this.at["4"]));
  }

  prepare(depth) {
    this.seams(depth);
    this.contested(depth);
    this.spots(depth);
    this.answers();
    if (this.truth) this.seams("truth");
  }
}

// [pixels[k], sure[k]]: how many pixels a class has, and the sum of the probability given to it there.
export function pixelsByClass(label, confidence, kinds) {
  const pixels = new Uint32Array(kinds), sure = new Float64Array(kinds);
  for (let i = 0; i < label.length; i++) {
    pixels[label[i]]++;
    sure[label[i]] += confidence[i];
  }
  return [pixels, sure.map((sum, k) => (sum + 0.5 * pixels[k]) / 256)];
}

// total: pixels of another class than in the reference; added[k], removed[k]: those that class k wins and loses by it.
export function differenceByClass(label, reference, kinds) {
  const added = new Uint32Array(kinds), removed = new Uint32Array(kinds);
  let total = 0;
  for (let i = 0; i < label.length; i++) {
    const here = label[i], there = reference[i];
    if (here === there) continue;
    total++;
    added[here]++;
    removed[there]++;
  }
  return { total, added, removed };
}

// How many answers the heads give besides the first: 0 where they agree.
export function answersOf([a, b, c, d]) {
  const out = new Uint8Array(a.length);
  for (let i = 0; i < out.length; i++) {
    const p = a[i], q = b[i], r = c[i], s = d[i];
    out[i] = (q !== p) + (r !== p && r !== q) + (s !== p && s !== q && s !== r);
  }
  return out;
}

// No border runs along what is unknown.
export const apart = (one, other) => one !== other && one !== VOID && other !== VOID;

// Indices of the pixels whose right or lower neighbour is of another class.
export function seamsOf(map, w) {
  const out = new Uint32Array(map.length), lastRow = map.length - w;
  let count = 0;
  for (let i = 0, x = 0; i < map.length; i++) {
    const across = ++x < w;
    if (!across) x = 0;
    if ((across && apart(map[i], map[i + 1])) || (i < lastRow && apart(map[i], map[i + w]))) out[count++] = i;
  }
  return out.slice(0, count);
}

export function unequalOf(map, reference) {
  const out = new Uint32Array(map.length);
  let count = 0;
  for (let i = 0; i < map.length; i++) if (map[i] !== reference[i]) out[count++] = i;
  return out.slice(0, count);
}

// How many steps, diagonal ones too, a pixel is from the nearest of another class or from the edge of the picture.
export function roomAround(map, w) {
  const room = new Uint16Array(map.length), last = map.length - w;
  const sweep = (from, to, step) => {
    for (let i = from; i !== to; i += step) {
      const x = i % w, here = map[i];
      if (x === 0 || x === w - 1 || i < w || i >= last) { room[i] = 1; continue; }
      const p = i - step, q = i - step * (w - 1), r = i - step * w, s = i - step * (w + 1);
      if (map[p] !== here || map[q] !== here || map[r] !== here || map[s] !== here) { room[i] = 1; continue; }
      const one = room[p] < room[q] ? room[p] : room[q], other = room[r] < room[s] ? room[r] : room[s];
      const least = 1 + (one < other ? one : other);
      if (step > 0 || least < room[i]) room[i] = least;
    }
  };
  sweep(0, map.length, 1);
  sweep(map.length - 1, -1, -1);
  return room;
}

const CELLS = 8; // a class is looked for once in each cell of a grid this wide
const FAR = 0.35; // of the width: two spots of one class are no nearer to each other

// Where a class has the most room for its number: [{ kind, x, y, room }], widest first.
export function spotsOf(map, w) {
  const room = roomAround(map, w), cell = Math.max(1, Math.ceil(w / CELLS)), best = new Map();
  for (let i = 0; i < map.length; i++) {
    if (room[i] < 3) continue;
    const key = (((((i / w) | 0) / cell) | 0) * CELLS + (((i % w) / cell) | 0)) * (VOID + 1) + map[i];
    const there = best.get(key);
    if (there === undefined || room[i] > room[there]) best.set(key, i);
  }
  const spots = [];
  for (const i of [...best.values()].sort((one, other) => room[other] - room[one])) {
    const spot = { kind: map[i], x: i % w, y: (i / w) | 0, room: room[i] };
    const near = (other) => other.kind === spot.kind && Math.hypot(other.x - spot.x, other.y - spot.y) < FAR * w;
    if (!spots.some(near)) spots.push(spot);
  }
  return spots;
}
