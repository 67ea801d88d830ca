// The elements on screen, built once per set of words; what they say and do is decided in viewer.js.

const VIEWS = ["mask", "probability", "uncertainty", "spread", "difference"];

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function element(tag, className, attributes = {}, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Where a key leads from one of `count` things in a row, or null when it leads nowhere.
function stepped(key, at, count) {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const to = key === "Home" ? 0 : key === "End" ? count - 1 : at + steps[key];
  return Number.isNaN(to) ? null : (to + count) % count;
}

// A group of which one is chosen: arrows move the choice, Tab passes by.
function radioGroup(className, label, names, content, choose) {
  const group = element("div", className, { role: "radiogroup", "aria-label": label });
  const buttons = names.map((name) => {
    const button = element("button", "", { type: "button", role: "radio", "data-name": name }, ...content(name));
    button.addEventListener("click", () => choose(name));
    return button;
  });
  group.append(...buttons);
  group.addEventListener("keydown", (event) => {
    const at = buttons.findIndex((button) => button.getAttribute("aria-checked") === "true");
    const next = stepped(event.key, at, names.length);
    if (next === null) return;
    event.preventDefault();
    choose(names[next]);
    buttons[next].focus();
  });
  const show = (chosen) => buttons.forEach((button, i) => {
    button.setAttribute("aria-checked", String(names[i] === chosen));
    button.tabIndex = names[i] === chosen ? 0 : -1;
  });
  return { group, buttons, show };
}

// A native range with its name, its value and what both ends mean.
function slider(name, words, [min, max, step], { input, change }) {
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
const scaleBar = (low, high) =>
  [element("span", "end", {}, low), element("span", "bar"), element("span", "end", {}, high)];
const swatch = (name, words) => element("span", "swatch", {}, element("i", name), words[name], element("b", name));

// The before-and-after handle: at 0 everything lies over the picture, at 1 only the picture is left.
function wipeHandle(words, stage, move) {
  const grip = element("span", "grip", { "aria-hidden": "true" });
  const handle = element("div", "wipe", {
    role: "slider", tabindex: "0", "aria-label": words.wipe, title: words.wipe,
    "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": "0",
  }, grip);
  const within = (x) => Math.min(1, Math.max(0, x));
  const at = (event) => {
    const box = stage.getBoundingClientRect();
    return within((event.clientX - box.left) / box.width);
  };
  let position = 0;
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) move(at(event));
  });
  handle.addEventListener("dblclick", () => move(position > 0 ? 0 : 0.5));
  handle.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 0.1 : 0.02;
    const to = { ArrowLeft: position - step, ArrowDown: position - step, ArrowRight: position + step,
      ArrowUp: position + step, PageDown: position - 0.2, PageUp: position + 0.2, Home: 0, End: 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(within(to));
  });
  const show = (share) => {
    position = share;
    handle.setAttribute("aria-valuenow", String(Math.round(share * 100)));
  };
  return { handle, show };
}

// Everything, in reading order. `acts` says what each control does.
function controlsOf(words, hasTruth, acts) {
  const canvas = (name) => element("canvas", name, { "aria-hidden": "true" });
  const stage = element("div", "stage");
  const over = element("div", "over", {}, canvas("data"), canvas("ink"));
  const picture = element("canvas", "picture", { role: "img" });
  const wipe = wipeHandle(words, stage, acts.wipe);
  const chips = element("div", "chips", { "aria-hidden": "true" },
    element("span", "before", {}, words.before), element("span", "after", {}, words.after));
  stage.append(picture, over, canvas("truth"), chips, wipe.handle,
    element("div", "waiting", { role: "status" }, element("span", "", {}, words.computing)));

  const views = radioGroup("views", words.views, VIEWS, (name) => [words[`view_${name}`]], acts.view);
  const depths = radioGroup("depths", words.depth, DEPTHS, (name) => [
    canvas("thumb"),
    element("span", "title", {}, words[`depth_${name}`]),
    element("span", "note", {}, words[`depth_${name}_note`]),
    element("span", "differs"),
  ], acts.depth);
  const threshold = slider("threshold", words, [0.01, 0.99, 0.01], acts.threshold);
  const overlay = slider("overlay", words, [0, 1, 0.01], acts.overlay);
  const truth = element("button", "truth-switch", { type: "button", role: "switch" },
    element("i", "", { "aria-hidden": "true" }), words.truth);
  truth.addEventListener("click", acts.truth);
  truth.hidden = !hasTruth;

  const explained = element("p", "explained");
  const says = element("div", "says");
  const legend = element("div", "legend", { "aria-hidden": "true" });
  const readout = element("div", "readout", { "aria-hidden": "true" });
  const heading = (name, note) => element("div", "heading", { "aria-hidden": "true" },
    element("span", "name", {}, name), ...(note ? [element("span", "note", {}, note)] : []));
  const root = element("section", "viewer", { "aria-label": words.viewer },
    element("div", "show", {}, stage, element("div", "under", {}, legend, says, readout)),
    element("div", "panel", {},
      element("div", "block strip", {}, heading(words.depth, words.depth_help), depths.group),
      element("div", "block sliders", {}, threshold.box, overlay.box),
      element("div", "block", {}, heading(words.views), views.group, explained, truth)));
  return { root, stage, picture, wipe, views, depths, threshold, overlay, truth, explained, legend, says, readout };
}
