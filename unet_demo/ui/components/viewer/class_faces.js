// What a viewer of several classes shows: the faces of one class, but for what a net that chooses has to say.
import { element } from "../shared/element.js";
import { filled } from "../shared/filled.js";
import { memberOf } from "./class_layers.js";
import { ClassLegend, readableOn } from "./class_legend.js";
import { packed, rgbOf } from "./colours.js";
import { scaleBar, swatch } from "./controls.js";
import { Faces } from "./faces.js";
import { DEPTHS } from "./maps.js";
import { ClassThumbs } from "./thumbs.js";

export class ClassFaces extends Faces {
  constructor(viewer) {
    super(viewer);
    const { header, parts, state, words } = viewer;
    const inks = [header.sequential[0][1], header.sequential[header.sequential.length - 1][1]];
    this.fullest = 1;
    this.tokens = header.classes.map((kind) => ({ ...kind, ink: readableOn(kind.colour, inks) }));
    this.list = new Intl.ListFormat(header.lang);
    const oneDigit = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
    this.percent = new Intl.NumberFormat(header.lang, { style: "percent", ...oneDigit });
    this.legendOf = new ClassLegend(this.tokens, words, (id) => this.press(id));
    if (this.only() < 0) state.isolated = "";
    parts.root.classList.add("several");
    parts.threshold.box.hidden = true; // the largest probability wins: there is nothing to cut
    parts.root.querySelector(".under").after(this.legendOf.root);
    parts.stage.addEventListener("click", (event) => this.pressAt(event));
  }

  paint(todo) {
    delete todo.threshold; // whoever moves one elsewhere moves nothing here
    super.paint(todo);
  }

  press(id) { this.viewer.set("isolated", this.viewer.state.isolated === id ? "" : id); }

  pressAt(event) {
    const { viewer } = this;
    if (!viewer.header.heads || event.target.closest(".wipe")) return;
    const { x, y } = viewer.pixelUnder(event);
    this.press(this.tokens[viewer.maps.at[viewer.state.depth][y * viewer.header.width + x]].id);
  }

  // The class that is shown alone, or -1.
  only() { return this.tokens.findIndex(({ id }) => id === this.viewer.state.isolated); }

  thumbsOn(canvases) {
    const { bitmap, maps } = this.viewer;
    return new ClassThumbs(bitmap, DEPTHS.map((depth) => maps.at[depth]), canvases);
  }

  hues() {
    super.hues();
    const [, dark] = this.viewer.header.sequential[0];
    this.kinds = Uint32Array.from(this.tokens, ({ colour }) => packed(rgbOf(colour)));
    this.dim = packed(rgbOf(dark), 0.5);
    this.seam = packed(rgbOf(dark), 0.8);
    this.opinions = Uint32Array.from([0, 85, 170, 255], (value) => this.viewer.scale[value]);
    this.font = getComputedStyle(this.viewer.parts.root).fontFamily;
  }

  empty() {
    super.empty();
    this.legendOf.show(null, [], this.only());
  }

  keys() {
    const { words, scale } = this.viewer;
    const opinion = (n) => {
      const sign = element("span", "opinion", {}, element("i"), String(n + 1));
      const [r, g, b] = [0, 8, 16].map((shift) => (scale[85 * n] >> shift) & 255);
      sign.style.setProperty("--kind", `#${[r, g, b].map((v) => v.toString(16).padStart(2, "0")).join("")}`);
      return sign;
    };
    return { ...super.keys(),
      uncertainty: () => scaleBar("0", words.undecided),
      spread: () => [element("span", "end", {}, words.answers), ...[0, 1, 2, 3].map(opinion)],
      difference: () => [] };
  }

  layers() {
    const { state, tint, ink, maps, scale } = this.viewer;
    const { depth, view } = state;
    const [label, only] = [maps.at[depth], this.only()];
    const within = (map, colours) => tint.within(map, colours, label, only, this.dim);
    ink.clear();
    if (view === "mask") within(label, this.kinds);
    else if (view === "probability") within(maps.confidence[depth], scale);
    else if (view === "uncertainty") within(maps.entropy[depth], scale);
    else if (view === "spread") within(maps.answers(), this.opinions);
    else this.against(label, only);
    if (only >= 0 && view !== "difference") ink.seams(label, maps.seams(depth), only, this.core, this.halo);
    else if (view === "mask") ink.seams(label, maps.seams(depth), only, this.seam);
    ink.show();
    if (view === "mask") ink.numbers(this.spots(only), this.tokens, this.font);
    this.shares();
  }

  spots(only) {
    const { maps, state } = this.viewer;
    return maps.spots(state.depth).filter(({ kind }) => only < 0 || kind === only);
  }

  // All that differs from L4 in the colour of its class; of one class what it wins and loses.
  against(label, only) {
    const { state, tint, ink, maps } = this.viewer;
    const [reference, places] = [maps.at["4"], maps.contested(state.depth)];
    ink.seams(reference, maps.seams("4"), only, this.line, only < 0 ? 0 : this.halo);
    if (only < 0) return void tint.only(places, label, this.kinds);
    tint.clear();
    ink.difference(memberOf(label, only), memberOf(reference, only), places, 128, this.added, this.removed);
  }

  dashes() {
    const { truthInk, maps } = this.viewer;
    truthInk.seams(maps.truth, maps.seams("truth"), this.only(), this.outline, this.halo, true);
  }

  thumbnails() { this.viewer.thumbs.paint(this.kinds, this.only()); }

  differing(depth) {
    const [{ total, added, removed }, only] = [this.viewer.maps.differs[depth], this.only()];
    return only < 0 ? total : added[only] + removed[only];
  }

  share(pixels) {
    const part = pixels / (this.viewer.header.width * this.viewer.header.height);
    if (part > 0 && part < 0.0005) return `< ${this.percent.format(0.001)}`;
    return pixels ? this.percent.format(part) : "0%";
  }

  shares() {
    const pixels = this.viewer.maps.pixels[this.viewer.state.depth];
    this.legendOf.show(pixels, Array.from(pixels, (count) => this.share(count)), this.only());
  }

  answersAt(i) {
    return this.viewer.maps.heads.map((label) => [this.legendOf.token(label[i]), this.tokens[label[i]].name]);
  }

  sentences() {
    const { state, parts, words, header, maps } = this.viewer;
    const only = this.only();
    if (!header.heads) super.sentences();
    else this.facts();
    delete parts.root.dataset.threshold;
    Object.assign(parts.root.dataset, { classes: String(this.tokens.length), isolated: state.isolated });
    if (!header.heads) return;
    const pixels = maps.pixels[state.depth];
    parts.root.dataset.maskPixels = String(only < 0 ? header.width * header.height : pixels[only]);
    const alone = only < 0 ? {} : { name: this.tokens[only].name, percent: this.share(pixels[only]) };
    const values = { depth: words[`depth_${state.depth}`], largest: this.largest(pixels), differing: this.changed() };
    const alt = filled(words[`alt_${state.view}`], values);
    const label = only < 0 ? alt : `${alt} ${filled(words.alt_alone, alone)}`;
    parts.picture.setAttribute("aria-label", this.counted(label));
    parts.says.textContent = this.counted(this.says(only, alone, pixels));
    if (state.view === "difference") this.balance(only);
  }

  changed() { return this.amount(this.differing(this.viewer.state.depth), "differs"); }

  largest(pixels) {
    const order = [...pixels.keys()].filter((k) => pixels[k]).sort((one, other) => pixels[other] - pixels[one]);
    return this.list.format(order.slice(0, 3).map((k) => `${this.tokens[k].name} ${this.share(pixels[k])}`));
  }

  says(only, alone, pixels) {
    const { state, words, maps } = this.viewer;
    const { view, depth } = state;
    if (view === "mask") {
      if (only >= 0) return filled(words.says_alone, alone);
      return filled(words.says, { found: pixels.filter((count) => count).length, all: pixels.length });
    }
    if (view === "probability") return this.sureness(only, pixels, maps.sure[depth]);
    if (view === "spread") return filled(words.says_agree, { percent: this.share(maps.agreeing()) });
    if (view === "difference" && only < 0) return depth === "4" ? words.reference : this.changed();
    return "";
  }

  sureness(only, pixels, sure) {
    const { words } = this.viewer;
    const sum = (of) => (only < 0 ? of.reduce((total, each) => total + each, 0) : of[only]);
    return sum(pixels) ? filled(words.says_sure, { percent: this.percent.format(sum(sure) / sum(pixels)) }) : "";
  }

  // What the class shown alone wins and loses against L4.
  balance(only) {
    const { parts, maps, state, words } = this.viewer;
    const both = only < 0 ? [] : ["added", "removed"];
    parts.legend.replaceChildren(...both.map((name) => swatch(name, words)));
    for (const name of both) {
      parts.legend.querySelector(`b.${name}`).textContent = this.amount(maps.differs[state.depth][name][only], "count");
    }
  }
}
