// The recorder that benchmarks/browser.py puts into every page before its own scripts: `bench` in the console.
(() => {
  const bench = (window.bench = { painted: [], gaps: [], hand: 0, answer: 0, waits: null, running: false });
  const heard = (event) => {
    if (bench.waits === event.type) Object.assign(bench, { waits: null, hand: event.timeStamp, answer: 0 });
  };
  for (const kind of ["pointerup", "keydown", "click", "change"]) addEventListener(kind, heard, true);
  addEventListener("viewer-painted", ({ detail }) => bench.painted.push({ ...detail, at: performance.now() }));
  addEventListener("readout-shown", () => {
    if (!bench.hand || bench.answer) return;
    bench.answer = -1;
    requestAnimationFrame(() => setTimeout(() => (bench.answer = performance.now())));
  });
  bench.expect = (kind) => Object.assign(bench, { waits: kind, hand: 0, answer: 0, painted: [] });
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
