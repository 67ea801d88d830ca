// What every page needs of the browser's tab. Keeps the tab's key in its sessionStorage, tells the server which key the
// tab had when it came, and how it came. Says which language the page is in, and completes its address in place.
// Streamlit's own words it says in that language too. Also: what follows from Back, Forward or a load, and a query that only completes the one in the address, is no step
// of the history of its own: a late answer to an entry already left would cut off the way forward.
import { hide } from "../shared/faceless.js";
import { Words } from "./words.js";

const ROOM = Symbol.for("unet-demo.tab");
const ITEM = "unet-demo.tab";

// There is nothing to clean up: what `begin` listens to belongs to the tab, not to a page. Between one page and the
// next, when this component is away for a moment, is exactly when Streamlit writes the address.
function tab({ data, setStateValue, parentElement }) {
  hide(parentElement);
  document.documentElement.lang = data.lang; // Streamlit gives no other way to set it
  const room = (window[ROOM] ??= begin(data.loud));
  room.words.speak(data.words);
  if (data.ask && room.answered !== data.ask) {
    room.answered = data.ask;
    setStateValue("word", { ...read(), kind: room.kind, ask: data.ask });
    room.kind = "again";
  }
  if (data.ask) return;
  keep(data.key);
  const query = new URLSearchParams(location.search);
  if (!data.loud.every((name) => query.has(name))) history.replaceState({}, "", `${location.pathname}?${data.query}`);
}

function begin(loud) {
  const push = history.pushState.bind(history);
  let asked = false; // for something, since the last Back, Forward or load
  addEventListener("popstate", () => (asked = false), true);
  for (const name of ["pointerdown", "keydown", "change", "click"]) addEventListener(name, () => (asked = true), true);
  history.pushState = (state, title, url) => {
    const here = new URL(location.href);
    const there = new URL(url ?? here, here);
    const completes = here.pathname === there.pathname && !loud.every((name) => here.searchParams.has(name));
    if (completes || !asked) history.replaceState(state, title, url);
    else push(state, title, url);
  };
  return { kind: performance.getEntriesByType("navigation")[0]?.type ?? "navigate", answered: "", words: new Words() };
}

function read() {
  try {
    return { key: sessionStorage.getItem(ITEM) ?? "", blocked: false };
  } catch {
    return { key: "", blocked: true };
  }
}

function keep(key) {
  try {
    if (sessionStorage.getItem(ITEM) !== key) sessionStorage.setItem(ITEM, key);
  } catch {
    // Without storage a reload begins anew, and the page says so.
  }
}

export default tab;
