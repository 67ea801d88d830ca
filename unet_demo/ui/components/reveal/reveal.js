// Scrolls the element with a key to the top of the page and gives it the focus: once for each wish of a button.
const PATIENCE_MS = 3000; // for an element that is drawn in the same run

export default function reveal({ data, parentElement }) {
  const slot = (parentElement.host ?? parentElement).closest('[data-testid="stElementContainer"]');
  if (slot) slot.style.display = "none";
  if (!data.target || window.unetRevealed === data.count) return;
  window.unetRevealed = data.count;
  const until = performance.now() + PATIENCE_MS;
  const look = () => {
    const target = document.querySelector(`.st-key-${CSS.escape(data.target)}`);
    if (target) show(target);
    else if (performance.now() < until) requestAnimationFrame(look);
  };
  look();
}

function show(target) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1; // takes the focus, and is no stop of the Tab key
  target.style.outline = "none"; // the whole picture needs no frame to say where the focus is
  target.style.scrollMarginTop = "4.5rem"; // below Streamlit's header
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
  hold(target);
}

// What is drawn above the target later moves it away: back to it, until the visitor goes on or all of it must be there.
function hold(target) {
  const HOLD_MS = 8000, GESTURES = ["wheel", "touchstart", "pointerdown", "keydown"];
  const page = target.closest('[data-testid="stMainBlockContainer"]') ?? document.body;
  let height = page.scrollHeight;
  const grown = new ResizeObserver(() => {
    if (page.scrollHeight === height) return;
    height = page.scrollHeight;
    target.scrollIntoView({ block: "start" });
  });
  const end = () => {
    grown.disconnect();
    for (const gesture of GESTURES) removeEventListener(gesture, end);
  };
  grown.observe(page);
  for (const gesture of GESTURES) addEventListener(gesture, end, { passive: true });
  setTimeout(end, HOLD_MS);
}
