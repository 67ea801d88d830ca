// Stacks of feature maps that are laid side by side: step through the channels of the result, see where each came from.
import { element } from "../shared/element.js";
import { filled } from "../shared/filled.js";
import { seated } from "../shared/seat.js";

class Join {
  constructor(place) {
    this.k = 0;
    this.stacks = element("div", "stacks");
    this.range = element("input", "range", { type: "range", min: "0", step: "1" });
    this.range.addEventListener("input", () => this.go(Number(this.range.value)));
    this.told = element("p", "told", { "aria-live": "polite" });
    this.result = element("div", "stack result");
    for (const root of [this.stacks, this.result]) root.addEventListener("click", (event) => this.press(event));
    place.append(this.stacks, this.range, this.told, this.result);
  }

  show(data) {
    const known = JSON.stringify(data);
    if (known === this.known) return;
    Object.assign(this, { known, data });
    let start = 0;
    this.starts = data.parts.map((part) => {
      const mine = start;
      start += part.count;
      return mine;
    });
    this.count = start;
    this.stacks.replaceChildren(...data.parts.map((part, at) => this.stack(part, at)));
    const all = data.parts.flatMap((part, at) => this.tiles(part, at));
    this.result.replaceChildren(element("p", "name", {}, data.words.result), element("div", "tiles", {}, ...all));
    this.range.max = String(this.count - 1);
    this.range.setAttribute("aria-label", data.words.scrub);
    this.go(Math.min(this.k, this.count - 1));
  }

  stack(part, at) {
    const tiles = element("div", "tiles", {}, ...this.tiles(part, at));
    return element("div", `stack ${part.origin}`, {}, element("p", "name", {}, part.name), tiles);
  }

  tiles(part, at) {
    const side = this.count > 96 ? 20 : this.count > 40 ? 28 : 40;
    const scale = side / Math.max(...part.tile);
    const [width, height] = part.tile.map((pixels) => pixels * scale);
    const rows = Math.ceil(part.count / part.columns);
    return Array.from({ length: part.count }, (_, channel) => {
      const tile = element("i", `tile ${part.origin}`, { "data-k": String(this.starts[at] + channel) });
      const [col, row] = [channel % part.columns, Math.floor(channel / part.columns)];
      Object.assign(tile.style, {
        width: `${width}px`,
        height: `${height}px`,
        backgroundImage: `url(${part.uri})`,
        backgroundSize: `${part.columns * width}px ${rows * height}px`,
        backgroundPosition: `${-col * width}px ${-row * height}px`,
      });
      return tile;
    });
  }

  press(event) {
    const tile = event.target.closest("[data-k]");
    if (tile) this.go(Number(tile.dataset.k));
  }

  go(k) {
    this.k = Math.max(0, Math.min(this.count - 1, k));
    const at = this.starts.findLastIndex((start) => start <= this.k);
    const { parts, words } = this.data;
    for (const root of [this.stacks, this.result]) {
      for (const tile of root.querySelectorAll(".tile.on")) tile.classList.remove("on");
      root.querySelector(`[data-k="${this.k}"]`)?.classList.add("on");
    }
    this.range.value = String(this.k);
    const said = filled(words.from, { k: this.k, name: parts[at].short, channel: this.k - this.starts[at] });
    this.told.textContent = said;
    this.range.setAttribute("aria-valuetext", said);
  }
}

export default seated(Join);
