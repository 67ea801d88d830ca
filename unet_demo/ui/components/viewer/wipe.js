// The before-and-after handle: at 0 everything lies over the picture, at 1 only the picture is left.
import { element } from "../shared/element.js";

const within = (share) => Math.min(1, Math.max(0, share));

// Where a key moves it from `position`; undefined for any other key.
function movedBy({ key, shiftKey }, position) {
  const step = shiftKey ? 0.1 : 0.02;
  return { ArrowLeft: position - step, ArrowDown: position - step, ArrowRight: position + step,
    ArrowUp: position + step, PageDown: position - 0.2, PageUp: position + 0.2, Home: 0, End: 1 }[key];
}

// `move` is told where it is to be, on the `stage`; `show` puts it there.
export function wipeHandle(words, stage, move) {
  const handle = element("div", "wipe", {
    role: "slider", tabindex: "0", "aria-label": words.wipe, title: words.wipe,
    "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": "0",
  }, element("span", "grip", { "aria-hidden": "true" }));
  let position = 0;
  drag(handle, stage, move);
  handle.addEventListener("dblclick", () => move(position > 0 ? 0 : 0.5));
  handle.addEventListener("keydown", (event) => {
    const to = movedBy(event, position);
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

function drag(handle, stage, move) {
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const box = stage.getBoundingClientRect();
    move(within((event.clientX - box.left) / box.width));
  });
}
