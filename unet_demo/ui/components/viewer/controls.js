// What a visitor handles: groups of which one is chosen, ranges, and what explains the colours.
import { button } from "../shared/button.js";
import { element } from "../shared/element.js";

// Where a key leads from one of `count` things in a row, or null when it leads nowhere.
export function stepped(key, at, count) {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const to = key === "Home" ? 0 : key === "End" ? count - 1 : at + steps[key];
  return Number.isNaN(to) ? null : (to + count) % count;
}

// A group of which one is chosen: arrows move the choice, Tab passes by.
export function radioGroup(className, label, names, content, choose) {
  const group = element("div", className, { role: "radiogroup", "aria-label": label });
  const buttons = names.map((name) =>
    button("", () => choose(name), { role: "radio", "data-name": name }, ...content(name)));
  group.append(...buttons);
  group.addEventListener("keydown", (event) => {
    const at = buttons.findIndex((each) => each.getAttribute("aria-checked") === "true");
    const next = stepped(event.key, at, names.length);
    if (next === null) return;
    event.preventDefault();
    choose(names[next]);
    buttons[next].focus();
  });
  const show = (chosen) => buttons.forEach((each, i) => {
    each.setAttribute("aria-checked", String(names[i] === chosen));
    each.tabIndex = names[i] === chosen ? 0 : -1;
  });
  return { group, buttons, show };
}

// A native range with its name, its value and what both ends mean.
export function slider(name, words, [min, max, step], { input, change }) {
  const range = element("input", "", { type: "range", min, max, step, "aria-label": words[name] });
  const value = element("output", "value");
  range.addEventListener("input", () => input(Number(range.value)));
  range.addEventListener("change", () => change(Number(range.value)));
  const box = element("div", "slider", { "data-control": name },
    element("div", "line", {}, element("span", "name", {}, words[name]), value),
    range,
    element("div", "line ends", { "aria-hidden": "true" },
      element("span", "", {}, words[`${name}_low`]), element("span", "", {}, words[`${name}_high`])));
  const show = (number) => {
    range.value = String(number);
    range.style.setProperty("--filled", String((number - min) / (max - min)));
    value.textContent = name === "threshold" ? number.toFixed(2) : `${Math.round(number * 100)}%`;
    range.setAttribute("aria-valuetext", value.textContent);
  };
  return { box, range, show };
}

// What explains a colour: a scale between its two ends, a swatch with room for a number.
export const scaleBar = (low, high) =>
  [element("span", "end", {}, low), element("span", "bar"), element("span", "end", {}, high)];
export const swatch = (name, words) =>
  element("span", "swatch", {}, element("i", name), words[name], element("b", name));
