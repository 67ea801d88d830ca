// All feature maps of a node: pages, sorting and scales without the server; a click names a channel and a pixel.
import { button } from "../shared/button.js";
import { element } from "../shared/element.js";
import { filled } from "../shared/filled.js";
import { contextOf } from "../shared/picture.js";
import { enter, leave } from "../shared/room.js";
import { seated } from "../shared/seat.js";

const ROOM = "maps";
const PAGE = 16;

class Maps {
  constructor(place) {
    this.state = { sort: "activity", scale: "map", page: 0 };
    this.chosen = { channel: 0, row: 0, col: 0 };
    this.sort = this.picker("sort", ["activity", "index"]);
    this.scale = this.picker("scale", ["map", "whole", "net"]);
    this.legend = element("canvas", "scale-bar", { width: "128", height: "1" });
    this.low = element("span");
    this.high = element("span");
    this.grid = element("div", "grid", { role: "group" });
    this.before = button("before", () => this.set("page", this.state.page - 1), {}, "‹");
    this.after = button("after", () => this.set("page", this.state.page + 1), {}, "›");
    this.pages = element("span", "pages", { "aria-live": "polite" });
    const legend = element("span", "legend", {}, this.low, this.legend, this.high);
    place.append(
      element("div", "controls", {}, this.sort.label, this.scale.label, legend),
      this.grid,
      element("div", "turn", {}, this.before, this.pages, this.after),
    );
  }

  picker(name, options) {
    const select = element("select", name, {}, ...options.map((value) => element("option", "", { value })));
    select.addEventListener("change", () => this.set(name, select.value));
    const caption = element("span");
    return { select, caption, label: element("label", "", {}, caption, select) };
  }

  async show(data, { setTriggerValue }) {
    Object.assign(this, { tell: setTriggerValue, words: data.words, id: data.id });
    this.chosen = enter(ROOM, data.id, this) ?? this.chosen;
    const fresh = this.uri !== data.uri;
    this.data = data;
    if (fresh) {
      this.uri = data.uri;
      const sheet = await contextOf(data.uri);
      if (this.uri !== data.uri) return; // a newer one came meanwhile, or the place is gone
      this.sheet = sheet;
      this.state.page = 0;
      this.follow();
    }
    if (!this.sheet) return;
    this.label();
    this.draw();
  }

  // Which channel and pixel is open, as Python says.
  obey(chosen) {
    const { channel, row, col } = this.chosen;
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
    this.pages.textContent = filled(words.page, { page: state.page + 1, pages });
    this.before.disabled = state.page === 0;
    this.after.disabled = state.page === pages - 1;
    this.explain();
  }

  // The scale of the colours and what its ends mean.
  explain() {
    const { state, words } = this;
    const bar = this.legend.getContext("2d");
    const line = bar.createImageData(128, 1);
    for (let x = 0; x < 128; x++) line.data.set([...this.colour(x / 127), 255], 4 * x);
    bar.putImageData(line, 0, 0);
    const ends = state.scale === "map" ? [words.low, words.high] : this.range(0).map((value) => value.toPrecision(3));
    [this.low.textContent, this.high.textContent] = ends;
  }

  colour(share) {
    const stops = this.data.stops;
    const at = Math.max(0, Math.min(1, share)) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(at));
    return stops[low].map((value, i) => value + (at - low) * (stops[low + 1][i] - value));
  }

  tile(channel) {
    const { data, words } = this, max = data.highs[channel], on = channel === this.chosen.channel;
    const name = filled(words.channel, { channel, mean: data.means[channel], max });
    const canvas = this.picture(channel);
    const number = element("span", "number", {}, max <= 0 ? `${channel} · ${words.dead}` : String(channel));
    const attributes = { "aria-label": name, "aria-pressed": String(on), title: name };
    const made = button("map", (event) => this.pick(channel, event, canvas), attributes, canvas, number);
    if (on) canvas.after(element("span", "over", {}, this.mark()));
    return made;
  }

  // A channel in the colours of the scale.
  picture(channel) {
    const { data } = this, [width, height] = data.tile;
    const [left, top] = [(channel % data.columns) * width, Math.floor(channel / data.columns) * height];
    const grey = this.sheet.getImageData(left, top, width, height);
    const [low, high] = this.range(channel);
    const [own, span] = [data.lows[channel], data.highs[channel] - data.lows[channel]];
    const share = (v) => (high > low ? (own + (v / 255) * span - low) / (high - low) : 0);
    const table = Array.from({ length: 256 }, (_, v) => this.colour(share(v)));
    for (let i = 0; i < grey.data.length; i += 4) grey.data.set(table[grey.data[i]], i);
    const canvas = element("canvas", "", { width, height });
    canvas.getContext("2d").putImageData(grey, 0, 0);
    return canvas;
  }

  // Where the chosen pixel is.
  mark() {
    const [rows, cols] = this.data.size, mark = element("i", "mark");
    mark.style.left = `${(100 * (this.chosen.col + 0.5)) / cols}%`;
    mark.style.top = `${(100 * (this.chosen.row + 0.5)) / rows}%`;
    return mark;
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

  leave() {
    this.uri = null; // what is still being read comes too late
    leave(ROOM, this.id, this);
  }
}

export default seated(Maps);
