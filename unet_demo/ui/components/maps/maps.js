// All feature maps of a node: pages, sorting and scales without the server; a click names a channel and a pixel.

const PAGE = 16;
const ROOM = (window[Symbol.for("unet-demo.feature-maps")] ??= { seats: new Map(), wishes: new Map() });

class Maps {
  constructor(place) {
    this.state = { sort: "activity", scale: "map", page: 0 };
    const pick = (name, options) => {
      const select = element("select", name);
      select.append(...options.map((option) => element("option", "", { value: option })));
      select.addEventListener("change", () => this.set(name, select.value));
      const caption = element("span", "");
      return { select, caption, label: element("label", "", {}, caption, select), options };
    };
    this.sort = pick("sort", ["activity", "index"]);
    this.scale = pick("scale", ["map", "whole", "net"]);
    this.legend = element("canvas", "scale-bar", { width: "128", height: "1" });
    this.low = element("span", "");
    this.high = element("span", "");
    this.grid = element("div", "grid", { role: "group" });
    const turn = (by, name) => {
      const made = element("button", name, { type: "button" }, by < 0 ? "‹" : "›");
      made.addEventListener("click", () => this.set("page", this.state.page + by));
      return made;
    };
    [this.before, this.after] = [turn(-1, "before"), turn(1, "after")];
    this.pages = element("span", "pages", { "aria-live": "polite" });
    place.append(
      element("div", "controls", {}, this.sort.label, this.scale.label, element("span", "legend", {}, this.low, this.legend, this.high)),
      this.grid,
      element("div", "turn", {}, this.before, this.pages, this.after),
    );
  }

  async show(data, tell) {
    Object.assign(this, { tell, words: data.words });
    this.chosen ??= { channel: 0, row: 0, col: 0 };
    this.join(data.id);
    const fresh = this.uri !== data.uri;
    this.data = data;
    if (fresh) {
      this.uri = data.uri;
      const image = new Image();
      image.src = data.uri;
      await image.decode();
      if (this.uri !== data.uri) return;
      const canvas = element("canvas", "", { width: String(image.width), height: String(image.height) });
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.drawImage(image, 0, 0);
      this.sheet = context;
      this.state.page = 0;
      this.follow();
    }
    if (!this.sheet) return;
    this.label();
    this.draw();
  }

  join(id) {
    this.id = id;
    ROOM.seats.set(id, this);
    if (ROOM.wishes.has(id)) this.chosen = ROOM.wishes.get(id);
  }

  // Which channel and pixel is open, as Python says.
  obey(chosen) {
    const { channel, row, col } = this.chosen ?? {};
    this.chosen = chosen;
    if (!this.sheet || (channel === chosen.channel && row === chosen.row && col === chosen.col)) return;
    if (channel !== chosen.channel) this.follow();
    this.draw();
  }

  // The page that holds the chosen channel.
  follow() {
    const at = this.order().indexOf(this.chosen.channel);
    if (at >= 0) this.state.page = Math.floor(at / PAGE);
  }

  set(name, value) {
    this.state[name] = value;
    if (name === "sort") this.follow();
    this.draw();
  }

  label() {
    const { words } = this;
    for (const [each, name] of [[this.sort, "sort"], [this.scale, "scale"]]) {
      each.caption.textContent = words[name];
      [...each.select.options].forEach((option) => (option.textContent = words[option.value]));
      each.select.value = this.state[name];
    }
    this.before.setAttribute("aria-label", words.back);
    this.after.setAttribute("aria-label", words.next);
    this.grid.setAttribute("aria-label", words.grid);
  }

  order() {
    const { means } = this.data;
    const order = means.map((_, index) => index);
    return this.state.sort === "index" ? order : order.sort((a, b) => means[b] - means[a] || a - b);
  }

  range(channel) {
    const { lows, highs, net_high: all } = this.data;
    if (this.state.scale === "map") return [lows[channel], highs[channel]];
    return [0, this.state.scale === "net" ? all : Math.max(...highs)];
  }

  draw() {
    const { data, words, state } = this;
    const order = this.order();
    const pages = Math.ceil(order.length / PAGE);
    state.page = Math.max(0, Math.min(pages - 1, state.page));
    const shown = order.slice(state.page * PAGE, (state.page + 1) * PAGE);
    this.grid.replaceChildren(...shown.map((channel) => this.tile(channel)));
    this.grid.style.setProperty("--aspect", `${data.tile[0]} / ${data.tile[1]}`);
    this.grid.dataset.node = data.node;
    this.pages.textContent = words.page.replace("{page}", state.page + 1).replace("{pages}", pages);
    this.before.disabled = state.page === 0;
    this.after.disabled = state.page === pages - 1;
    const bar = this.legend.getContext("2d");
    const line = bar.createImageData(128, 1);
    for (let x = 0; x < 128; x++) line.data.set([...this.colour(x / 127), 255], 4 * x);
    bar.putImageData(line, 0, 0);
    const [low, high] = state.scale === "map" ? [this.words.low, this.words.high] : this.range(0).map((value) => value.toPrecision(3));
    [this.low.textContent, this.high.textContent] = [low, high];
  }

  colour(share) {
    const stops = this.data.stops;
    const at = Math.max(0, Math.min(1, share)) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(at));
    return stops[low].map((value, i) => value + (at - low) * (stops[low + 1][i] - value));
  }

  tile(channel) {
    const { data, words } = this;
    const [width, height] = data.tile;
    const name = words.channel.replace("{channel}", channel).replace("{mean}", data.means[channel]).replace("{max}", data.highs[channel]);
    const canvas = element("canvas", "", { width: String(width), height: String(height) });
    const grey = this.sheet.getImageData((channel % data.columns) * width, Math.floor(channel / data.columns) * height, width, height);
    const [low, high] = this.range(channel);
    const [own, span] = [data.lows[channel], data.highs[channel] - data.lows[channel]];
    const table = Array.from({ length: 256 }, (_, v) => this.colour(high > low ? (own + (v / 255) * span - low) / (high - low) : 0));
    for (let i = 0; i < grey.data.length; i += 4) grey.data.set(table[grey.data[i]], i);
    canvas.getContext("2d").putImageData(grey, 0, 0);
    const dead = data.highs[channel] <= 0;
    const button = element("button", "map", { type: "button", "aria-label": name, "aria-pressed": String(channel === this.chosen.channel), title: name },
      canvas, element("span", "number", {}, dead ? `${channel} · ${words.dead}` : String(channel)));
    if (channel === this.chosen.channel) {
      const [rows, cols] = data.size;
      const mark = element("i", "mark");
      mark.style.left = `${(100 * (this.chosen.col + 0.5)) / cols}%`;
      mark.style.top = `${(100 * (this.chosen.row + 0.5)) / rows}%`;
      canvas.after(element("span", "over", {}, mark));
    }
    button.addEventListener("click", (event) => this.pick(channel, event, canvas));
    return button;
  }

  // A click says which pixel; the keyboard keeps the pixel and changes the channel.
  pick(channel, event, canvas) {
    const box = canvas.getBoundingClientRect();
    const [rows, cols] = this.data.size;
    const within = (share, count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    const pointed = event.detail > 0;
    const row = pointed ? within((event.clientY - box.top) / box.height, rows) : this.chosen.row;
    const col = pointed ? within((event.clientX - box.left) / box.width, cols) : this.chosen.col;
    this.chosen = { channel, row, col };
    this.draw();
    if (!pointed) this.grid.querySelector("[aria-pressed=true]")?.focus();
    this.tell("picked", { channel, row, col });
  }
}

const SEATS = new WeakMap();

export default function maps({ data, parentElement, setTriggerValue }) {
  let seat = SEATS.get(parentElement);
  if (!seat) SEATS.set(parentElement, (seat = new Maps(parentElement)));
  seat.show(data, setTriggerValue);
  return () => {
    if (ROOM.seats.get(seat.id) === seat) ROOM.seats.delete(seat.id);
    SEATS.delete(parentElement);
    parentElement.replaceChildren();
  };
}
