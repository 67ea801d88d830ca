import { element } from "./element.js";

// A button that does something when it is pressed.
export function button(className, act, attributes = {}, ...children) {
  const made = element("button", className, { type: "button", ...attributes }, ...children);
  made.addEventListener("click", act);
  return made;
}
