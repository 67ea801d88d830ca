// The list of classes: what each number and colour means, how much of the picture it is, and one press to see it alone.
import { button } from "../shared/button.js";
import { element } from "../shared/element.js";
import { rgbOf } from "./colours.js";
import { stepped } from "./controls.js";

// Of two inks the one that can be read on a colour, all "#RRGGBB".
export function readableOn(colour, inks) {
  const light = (hex) => {
    const [r, g, b] = rgbOf(hex).map((value) => (value / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const contrast = (ink) => Math.max(light(ink) / light(colour), light(colour) / light(ink));
  return inks.reduce((best, ink) => (contrast(ink) > contrast(best) ? ink : best));
}

export class ClassLegend {
  // tokens: [{ id, name, colour, ink }] in the order of the classes, in which they stay.
  constructor(tokens, words, press) {
    this.tokens = tokens;
    this.words = words;
    this.note = element("span", "note");
    this.shares = tokens.map(() => element("span", "share"));
    this.buttons = tokens.map(({ id, name }, k) =>
      button("", () => press(id), { "data-class": id, "aria-pressed": "false" },
        this.token(k), element("span", "kind", {}, name), " ", this.shares[k]));
    const list = element("div", "kinds", { role: "toolbar", "aria-label": words.list }, ...this.buttons);
    list.addEventListener("keydown", (event) => this.walk(event));
    this.root = element("div", "classes", {},
      element("div", "heading", { "aria-hidden": "true" }, element("span", "name", {}, words.list), this.note), list);
    this.rest(0);
  }

  // The coloured sign of a class with its number.
  token(k) {
    const sign = element("i", "token", { "aria-hidden": "true" }, String(k + 1));
    sign.style.setProperty("--kind", this.tokens[k].colour);
    sign.style.setProperty("--ink", this.tokens[k].ink);
    return sign;
  }

  // Arrows walk along the list; Tab passes by.
  walk(event) {
    const at = this.buttons.indexOf(event.target.closest("button"));
    const to = stepped(event.key, at, this.buttons.length);
    if (to === null) return;
    event.preventDefault();
    this.rest(to);
    this.buttons[to].focus();
  }

  rest(at) { this.buttons.forEach((each, k) => { each.tabIndex = k === at ? 0 : -1; }); }

  // shares: text by class; pixels: by class, or null while they are being computed.
  show(pixels, shares, only) {
    this.note.textContent = only < 0 ? this.words.list_help : this.words.list_back;
    this.root.classList.toggle("alone", only >= 0);
    if (only >= 0) this.rest(only);
    this.buttons.forEach((each, k) => {
      each.setAttribute("aria-pressed", String(k === only));
      each.classList.toggle("absent", pixels !== null && pixels[k] === 0);
      this.shares[k].textContent = pixels === null ? "" : shares[k];
    });
  }
}
