// Stacks of feature maps that are laid side by side: step through the channels of the result, see where each came from.

class Join {
  constructor(place) {
    this.k = 0;
    this.stacks = element("div", "stacks");
    this.range = element("input", "range", { type: "range", min: "0", step: "1" });
    this.range.addEventListener("input", () => this.go(Number(this.range.value)));
    this.told = element("p", "told", { "aria-live": "polite" });
    this.result = element("div", "stack result");
    place.append(this.stacks, this.range, this.told, this.result);
    place.addEventListener("click", (event) => {
      const tile = event.target.closest?.("[data-k]");
      if (tile) this.go(Number(tile.dataset.k));
    });
  }

  show(data) {
    this.data = data;
    const known = JSON.stringify([data.parts.map((part) => part.uri.length), data.words, data.id]);
    if (known === this.known) return;
    this.known = known;
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
    return element("div", `stack ${part.origin}`, {}, element("p", "name", {}, part.name), element("div", "tiles", {}, ...this.tiles(part, at)));
  }

  tiles(part, at) {
    const side = this.count > 96 ? 20 : this.count > 40 ? 28 : 40;
    const [width, height] = part.tile;
    const scale = side / Math.max(width, height);
    const rows = Math.ceil(part.count / part.columns);
    return Array.from({ length: part.count }, (_, channel) => {
      const tile = element("i", `tile ${part.origin}`, { "data-k": String(this.starts[at] + channel) });
      Object.assign(tile.style, {
        width: `${width * scale}px`,
        height: `${height * scale}px`,
        backgroundImage: `url(${part.uri})`,
        backgroundSize: `${part.columns * width * scale}px ${rows * height * scale}px`,
        backgroundPosition: `${-(channel % part.columns) * width * scale}px ${-Math.floor(channel / part.columns) * height * scale}px`,
      });
      return tile;
    });
  }

  go(k) {
    this.k = Math.max(0, Math.min(this.count - 1, k));
    const at = this.starts.findLastIndex((start) => start <= this.k);
    const { parts, words } = this.data;
    for (const tile of this.stacks.querySelectorAll(".tile.on")) tile.classList.remove("on");
    for (const tile of this.result.querySelectorAll(".tile.on")) tile.classList.remove("on");
    for (const root of [this.stacks, this.result]) root.querySelector(`[data-k="${this.k}"]`)?.classList.add("on");
    this.range.value = String(this.k);
    const said = words.from.replace("{k}", this.k).replace("{name}", parts[at].short).replace("{channel}", this.k - this.starts[at]);
    this.told.textContent = said;
    this.range.setAttribute("aria-valuetext", said);
  }
}

const SEATS = new WeakMap();

export default function join({ data, parentElement }) {
  let seat = SEATS.get(parentElement);
  if (!seat) SEATS.set(parentElement, (seat = new Join(parentElement)));
  seat.show(data);
  return () => {
    SEATS.delete(parentElement);
    parentElement.replaceChildren();
  };
}
