// The maps of one class, and what is found about them once a blob.
import { bordersOf, contestedOf, differenceByLevel, meanOf, pixelsByLevel, spreadOf } from "./counts.js";

export const DEPTHS = ["1", "2", "3", "4", "mean"];

export class Maps {
  constructor(heads, truth, width) {
    Object.assign(this, { heads, truth, width, at: {}, pixels: {}, differs: {}, found: new Map() });
    heads.forEach((map, d) => { this.at[DEPTHS[d]] = map; });
    if (heads.length) this.at.mean = meanOf(heads);
    for (const [depth, map] of Object.entries(this.at)) {
      this.pixels[depth] = pixelsByLevel(map);
      this.differs[depth] = differenceByLevel(map, this.at["4"]);
    }
  }

  once(name, find) {
    if (!this.found.has(name)) this.found.set(name, find());
    return this.found.get(name);
  }

  // Where the border of a map can run.
  borders(name) {
    return this.once(name, () => bordersOf(name === "truth" ? this.truth : this.at[name], this.width));
  }

  contested(depth) {
    return this.once(`${depth} against 4`, () => contestedOf(this.at[depth], this.at["4"]));
  }

  spread() { return this.once("spread", () => spreadOf(this.heads)); }

  // What a first touch of this depth would otherwise wait for.
  prepare(depth) {
    this.borders(depth);
    this.contested(depth);
  }
}
