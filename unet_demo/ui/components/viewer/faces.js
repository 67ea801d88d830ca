// What a viewer shows, derived from its state: layers, numbers, sentences. Called once a frame, for what has changed.
import { filled } from "../shared/filled.js";
import { levelOf } from "../shared/level.js";
import { packed, rgbOf } from "./colours.js";
import { scaleBar, swatch } from "./controls.js";
import { ENTROPY } from "./counts.js";
import { DEPTHS } from "./maps.js";
import { Thumbs } from "./thumbs.js";

const DENSITY_MOST = 2;
const SAID = ["mask", "probability"]; // the views whose line has an inside

export class Faces {
  constructor(viewer) {
    this.viewer = viewer;
    this.fullest = 0.75; // of the mask's colour, at full overlay
    this.number = new Intl.NumberFormat(viewer.header.lang);
  }

  paint(todo) {
    const { viewer } = this;
    const { state, parts } = viewer;
    if (todo.size) this.fit(todo);
    if (todo.hues || todo.all) { this.hues(); todo.all = todo.thumbs = todo.truth = true; }
    if (todo.all || todo.wipe) this.wipe();
    if (todo.all || todo.truth || todo.isolated) this.truth();
    const shows = { depth: parts.depths, threshold: parts.threshold, overlay: parts.overlay };
    for (const [name, control] of Object.entries(shows)) if (todo.all || todo[name]) control.show(state[name]);
    if (todo.all || todo.view) this.view();
    if (todo.all || todo.overlay || todo.view) this.strength();
    if (!viewer.header.heads) return void this.empty();
    if (todo.all || todo.depth || todo.threshold || todo.view || todo.isolated) this.layers();
    if (todo.all || todo.thumbs || todo.threshold || todo.isolated) this.strip();
    this.sentences();
  }

  thumbsOn(canvases) {
    const { bitmap, maps } = this.viewer;
    return new Thumbs(bitmap, DEPTHS.map((depth) => maps.at[depth]), canvases);
  }

  // Only the picture: its mask is still being computed.
  empty() {
    const { tint, ink, thumbs } = this.viewer;
    tint.clear();
    ink.clear();
    ink.show();
    thumbs.paint(0);
    this.sentences();
  }

  fit(todo) {
    const { stage } = this.viewer.parts;
    const { width, height } = this.viewer.header;
    const [across, down] = [Math.max(1, stage.clientWidth), Math.max(1, stage.clientHeight)];
    const density = Math.min(DENSITY_MOST, window.devicePixelRatio || 1);
    this.viewer.tint.fit(width, height);
    this.viewer.ink.fit(width, height, across, down, density);
    this.viewer.truthInk.fit(width, height, across, down, density);
    this.viewer.tint.canvas.classList.toggle("enlarged", across * density > width);
    todo.all = true;
  }

  hues() {
    const style = getComputedStyle(this.viewer.parts.root);
    const hue = (name) => rgbOf(style.getPropertyValue(`--u-${name}`));
    const stops = this.viewer.header.sequential;
    const [dark, light] = [rgbOf(stops[0][1]), rgbOf(stops[stops.length - 1][1])];
    this.mask = hue("mask");
    this.core = packed(hue("mask-edge"));
    this.line = packed(light);
    this.halo = packed(dark, 0.6);
    this.added = packed(hue("added"));
    this.removed = packed(hue("removed"));
    this.outline = packed(hue("truth"));
    this.fill = new Uint32Array(256);
    this.entropy = Uint32Array.from(ENTROPY, (bits) => this.viewer.scale[bits]);
  }

  wipe() {
    const { state, parts } = this.viewer;
    const percent = `${(100 * state.wipe).toFixed(2)}%`;
    parts.stage.style.setProperty("--wipe", percent);
    parts.stage.classList.toggle("wiped", state.wipe > 0.001);
    parts.wipe.show(state.wipe);
  }

  view() {
    const { state, parts, words } = this.viewer;
    parts.views.show(state.view);
    parts.root.dataset.view = state.view;
    parts.explained.textContent = words[`view_${state.view}_help`];
    parts.overlay.range.disabled = state.view !== "mask";
    this.legend();
  }

  legend() {
    const { state, parts, header } = this.viewer;
    parts.legend.replaceChildren(...this.keys()[state.view]());
    const stops = header.sequential.map(([at, colour]) => `${colour} ${at * 100}%`).join(",");
    parts.legend.style.setProperty("--scale", `linear-gradient(90deg, ${stops})`);
  }

  // What explains the colours of each view.
  keys() {
    const { words } = this.viewer;
    return { mask: () => [], probability: () => scaleBar("0", "1"), uncertainty: () => scaleBar("0", words.bits),
      spread: () => scaleBar("0", "1"), difference: () => [swatch("added", words), swatch("removed", words)] };
  }

  strength() {
    const { state, tint, ink } = this.viewer;
    tint.canvas.style.opacity = state.view === "mask" ? String(this.fullest * state.overlay) : "1";
    ink.canvas.style.opacity = state.view === "mask" ? String(Math.min(1, 5 * state.overlay)) : "1";
  }

  layers() {
    const { viewer } = this;
    const { state, tint, ink, maps, scale } = viewer;
    const [map, level] = [maps.at[state.depth], levelOf(state.threshold)];
    const border = (depth, core) => ink.contour(maps.at[depth], maps.borders(depth), level, core, this.halo);
    ink.clear();
    if (state.view === "mask") {
      this.fill.fill(0, 0, level).fill(packed(this.mask), level);
      tint.paint(map, this.fill);
      border(state.depth, this.core);
    } else if (state.view === "difference") {
      tint.clear();
      border("4", this.line);
      ink.difference(map, maps.at["4"], maps.contested(state.depth), level, this.added, this.removed);
    } else if (state.view === "spread") {
      tint.paint(maps.spread(), scale);
    } else {
      tint.paint(map, state.view === "probability" ? scale : this.entropy);
      if (state.view === "probability") border(state.depth, this.line);
    }
    ink.show();
  }

  truth() {
    const { state, parts, truthInk, maps } = this.viewer;
    parts.truth.setAttribute("aria-checked", String(Boolean(maps.truth && state.truth)));
    truthInk.clear();
    if (maps.truth && state.truth) this.dashes();
    truthInk.show();
  }

  dashes() {
    const { truthInk, maps } = this.viewer;
    truthInk.contour(maps.truth, maps.borders("truth"), 128, this.outline, this.halo, true);
  }

  strip() {
    const { viewer } = this;
    this.thumbnails();
    DEPTHS.forEach((depth, k) => {
      const text = depth === "4" ? viewer.words.reference : this.amount(this.differing(depth), "differs");
      viewer.parts.depths.buttons[k].querySelector(".differs").textContent = text;
    });
  }

  thumbnails() {
    const { thumbs, state } = this.viewer;
    thumbs.colours(this.mask);
    thumbs.paint(levelOf(state.threshold));
  }

  // Pixels that a depth puts on another side than L4.
  differing(depth) {
    const { maps, state } = this.viewer;
    const [{ added, removed }, level] = [maps.differs[depth], levelOf(state.threshold)];
    return added[level] + removed[level];
  }

  // What each head says of a pixel, as content of an element.
  answersAt(i) { return this.viewer.maps.heads.map((map) => [((map[i] + 0.5) / 256).toFixed(2)]); }

  // Whether the picture is shown pixel by pixel, and not a smaller copy of it.
  exact() {
    const { header } = this.viewer;
    return header.full_size[0] === header.height && header.full_size[1] === header.width;
  }

  // A sentence with a share in it; of a copy it says that it was counted there: the picture's own share is another.
  counted(text) {
    const { header, words } = this.viewer;
    if (!text || this.exact()) return text;
    return filled(words.counted_on_copy, { text, height: header.height, width: header.width });
  }

  // Pixels, or about what share of them when a smaller copy is shown.
  amount(pixels, word) {
    const { header, words } = this.viewer;
    if (this.exact()) return filled(words[word], { pixels: this.number.format(pixels) });
    const percent = ((100 * pixels) / (header.width * header.height)).toFixed(2);
    return filled(words[`${word}_about`], { percent });
  }

  facts() {
    const { id, state, parts } = this.viewer;
    Object.assign(parts.root.dataset, { viewerId: id, depth: state.depth, threshold: state.threshold.toFixed(2),
      overlay: state.overlay.toFixed(2), wipe: state.wipe.toFixed(3), truth: String(state.truth) });
  }

  sentences() {
    const { viewer } = this;
    const { state, parts, words, header } = viewer;
    const { dataset } = parts.root;
    this.facts();
    if (!header.heads) {
      delete dataset.maskPixels;
      parts.says.textContent = "";
      return void parts.picture.setAttribute("aria-label", words.alt_computing);
    }
    const level = levelOf(state.threshold);
    const pixels = viewer.maps.pixels[state.depth][level];
    const percent = ((100 * pixels) / (header.width * header.height)).toFixed(1);
    const { added, removed } = viewer.maps.differs[state.depth];
    const values = { depth: words[`depth_${state.depth}`], threshold: state.threshold.toFixed(2), percent,
      differing: this.amount(this.differing(state.depth), "differs") };
    dataset.maskPixels = String(pixels);
    parts.picture.setAttribute("aria-label", this.counted(filled(words[`alt_${state.view}`], values)));
    parts.says.textContent = SAID.includes(state.view) ? this.counted(filled(words.says, values)) : "";
    if (state.view !== "difference") return;
    for (const [name, counts] of [["added", added], ["removed", removed]]) {
      parts.legend.querySelector(`b.${name}`).textContent = this.amount(counts[level], "count");
    }
  }
}
