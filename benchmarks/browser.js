// The recorder that benchmarks/browser.py puts into every page before its own scripts: `bench` in the console.
// Answers are promises: nothing polls the page while it works.
(() => {
  const bench = (window.bench = { gaps: [], hand: 0, waits: null, running: false });
  const shown = (found) => requestAnimationFrame(() => setTimeout(() => found(performance.now())));
  const heard = (event) => {
    if (bench.waits === event.type) Object.assign(bench, { waits: null, hand: event.timeStamp });
  };
  for (const kind of ["pointerup", "keydown", "click", "change"]) addEventListener(kind, heard, true);
  addEventListener("readout-shown", () => bench.hand && bench.figures?.(performance.now()));
  addEventListener("viewer-painted", ({ detail: { heads, picture_key } }) => {
    if (!heads) bench.bare?.(performance.now());
    else if (picture_key !== bench.before) bench.mask?.(performance.now());
  });
  // From here on: `answered` and `painted` are the times of the next figures and of the next picture's mask.
  bench.expect = (kind, before = "") => {
    Object.assign(bench, { waits: kind, hand: 0, before });
    bench.answered = new Promise((found) => (bench.figures = () => shown(found)));
    bench.painted = new Promise((found) => (bench.mask = found));
  };
  bench.pictured = new Promise((found) => (bench.bare = found));
  bench.expect(null);
  bench.frames = () => {
    performance.clearMeasures("viewer-redraw");
    Object.assign(bench, { gaps: [], running: true });
    let last = 0;
    const tick = (now) => {
      if (last) bench.gaps.push(now - last);
      last = now;
      if (bench.running) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  };
  bench.redraws = () => {
    bench.running = false;
    return [performance.getEntriesByName("viewer-redraw").map((entry) => entry.duration), bench.gaps];
  };
})();
