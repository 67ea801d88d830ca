// The elements on screen, built once per set of words; what they say and do is decided in viewer.js.
import { button } from "../shared/button.js";
import { element } from "../shared/element.js";
import { radioGroup, slider } from "./controls.js";
import { DEPTHS } from "./maps.js";
import { wipeHandle } from "./wipe.js";

const VIEWS = ["mask", "probability", "uncertainty", "spread", "difference"];
const HIDDEN = { "aria-hidden": "true" }; // from whoever cannot see: said elsewhere

const canvas = (name) => element("canvas", name, HIDDEN);

// The picture and all that lies over it.
function stageOf(words, acts) {
  const stage = element("div", "stage");
  const over = element("div", "over", {}, canvas("data"), canvas("ink"));
  const picture = element("canvas", "picture", { role: "img" });
  const wipe = wipeHandle(words, stage, acts.wipe);
  const chips = element("div", "chips", HIDDEN,
    element("span", "before", {}, words.before), element("span", "after", {}, words.after));
  stage.append(picture, over, canvas("truth"), chips, wipe.handle,
    element("div", "waiting", { role: "status" }, element("span", "", {}, words.computing)));
  return { stage, picture, wipe };
}

function choicesOf(words, acts) {
  const depth = (name) => [
    canvas("thumb"),
    element("span", "title", {}, words[`depth_${name}`]),
    element("span", "note", {}, words[`depth_${name}_note`]),
    element("span", "differs"),
  ];
  return {
    views: radioGroup("views", words.views, VIEWS, (name) => [words[`view_${name}`]], acts.view),
    depths: radioGroup("depths", words.depth, DEPTHS, depth, acts.depth),
    threshold: slider("threshold", words, [0.01, 0.99, 0.01], acts.threshold),
    overlay: slider("overlay", words, [0, 1, 0.01], acts.overlay),
  };
}

const heading = (name, note) => element("div", "heading", HIDDEN,
  element("span", "name", {}, name), ...(note ? [element("span", "note", {}, note)] : []));

// Everything, in reading order. `acts` says what each control does.
export function partsOf(words, hasTruth, acts) {
  const { stage, picture, wipe } = stageOf(words, acts);
  const { views, depths, threshold, overlay } = choicesOf(words, acts);
  const truth = button("truth-switch", acts.truth, { role: "switch" }, element("i", "", HIDDEN), words.truth);
  truth.hidden = !hasTruth;
  const [explained, says] = [element("p", "explained"), element("div", "says")];
  const [legend, readout] = [element("div", "legend", HIDDEN), element("div", "readout", HIDDEN)];
  const root = element("section", "viewer", { "aria-label": words.viewer },
    element("div", "show", {}, stage, element("div", "under", {}, legend, says, readout)),
    element("div", "panel", {},
      element("div", "block strip", {}, heading(words.depth, words.depth_help), depths.group),
      element("div", "block sliders", {}, threshold.box, overlay.box),
      element("div", "block", {}, heading(words.views), views.group, explained, truth)));
  return { root, stage, picture, wipe, views, depths, threshold, overlay, truth, explained, legend, says, readout };
}
