// Put into a page before its own scripts: notes what the components' scripts hold outside of their own elements.
// Streamlit names each of those scripts "st-bidi-…", so that the stack says who has called.
(() => {
  const held = new Set();
  const ours = () => new Error().stack.split("\n")[3]?.includes("st-bidi-");

  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (name, act, ...more) {
    if (!(this instanceof Element) && ours()) held.add({ kind: "listener", name, target: this, act });
    return addEventListener.call(this ?? window, name, act, ...more);
  };
  EventTarget.prototype.removeEventListener = function (name, act, ...more) {
    for (const it of held) if (it.target === this && it.name === name && it.act === act) held.delete(it);
    return removeEventListener.call(this ?? window, name, act, ...more);
  };

  for (const name of ["ResizeObserver", "MutationObserver", "IntersectionObserver"]) {
    const { observe, disconnect } = window[name].prototype, notes = new WeakMap();
    window[name].prototype.observe = function (...what) {
      if (ours()) {
        if (!notes.has(this)) notes.set(this, { kind: "observer", name });
        held.add(notes.get(this));
      }
      return observe.apply(this, what);
    };
    window[name].prototype.disconnect = function () {
      held.delete(notes.get(this));
      return disconnect.call(this);
    };
  }

  const clock = (name, end, again) => {
    const [start, stop] = [window[name], window[end]], notes = new Map();
    window[name] = (act, ...more) => {
      if (!ours()) return start(act, ...more);
      const note = { kind: "clock", name };
      const id = start((...given) => {
        if (!again) held.delete(note);
        act(...given);
      }, ...more);
      notes.set(id, note);
      held.add(note);
      return id;
    };
    window[end] = (id) => {
      held.delete(notes.get(id));
      stop(id);
    };
  };
  clock("setTimeout", "clearTimeout", false);
  clock("setInterval", "clearInterval", true);
  clock("requestAnimationFrame", "cancelAnimationFrame", false);

  const now = performance.now.bind(performance);
  performance.now = () => (ours() ? 0 : now()); // time stands still for them: whoever waits goes on waiting

  window.leftBehind = () => [...held].map(({ kind, name }) => `${kind} ${name}`).sort();
})();
