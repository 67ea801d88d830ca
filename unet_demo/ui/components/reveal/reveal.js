// Scrolls the element with a key to the top of the page and gives it the focus: once for each wish of a button.
import { hide } from "../shared/faceless.js";
import { seated } from "../shared/seat.js";

const PATIENCE_MS = 3000; // for an element that is drawn in the same run
const HOLD_MS = 8000; // for all that is drawn above it later
const GESTURES = ["wheel", "touchstart", "pointerdown", "keydown"]; // of a visitor who goes on

let revealed; // the number of the last wish, whichever section it was made in

class Reveal {
  constructor(place) {
    this.place = place;
  }

  show({ target, count }) {
    hide(this.place);
    if (!target || revealed === count) return;
    revealed = count;
    this.leave();
    this.look(target, performance.now() + PATIENCE_MS);
  }

  look(key, until) {
    const target = document.querySelector(`.st-key-${CSS.escape(key)}`);
    if (target) this.found(target);
    else if (performance.now() < until) this.frame = requestAnimationFrame(() => this.look(key, until));
  }

  found(target) {
    show(target);
    this.letGo = hold(target);
  }

  leave() {
    cancelAnimationFrame(this.frame);
    this.letGo?.();
  }
}

function show(target) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1; // takes the focus, and is no stop of the Tab key
  target.style.outline = "none"; // the whole picture needs no frame to say where the focus is
  target.style.scrollMarginTop = "4.5rem"; // below Streamlit's header
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
}

// What is drawn above the target later moves it away: back to it, until the visitor goes on. -> what ends it sooner.
function hold(target) {
  const page = target.closest('[data-testid="stMainBlockContainer"]') ?? document.body;
  let height = page.scrollHeight;
  const grown = new ResizeObserver(() => {
    if (page.scrollHeight === height) return;
    height = page.scrollHeight;
    target.scrollIntoView({ block: "start" });
  });
  const end = () => {
    clearTimeout(late);
    grown.disconnect();
    for (const gesture of GESTURES) removeEventListener(gesture, end);
  };
  grown.observe(page);
  for (const gesture of GESTURES) addEventListener(gesture, end, { passive: true });
  const late = setTimeout(end, HOLD_MS);
  return end;
}

export default seated(Reveal);
