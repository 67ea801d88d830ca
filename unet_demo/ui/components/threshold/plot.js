// The histogram: bars on a logarithmic scale, and where the truth is known the line of Dice above every threshold.

const SVG = "http://www.w3.org/2000/svg";
const BARS = 64; // four levels each
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function drawn(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// Pixels of each bar, from how many reach each level.
function barsOf(reach) {
  const wide = reach.length / BARS;
  return Array.from({ length: BARS }, (_, bar) => reach[bar * wide] - (reach[(bar + 1) * wide] ?? 0));
}

// The next power of ten at or above the largest, as an exponent of at least 1.
const decadesOf = (counts) => Math.max(1, Math.ceil(Math.log10(Math.max(...counts))));

function svgOf(className, ...marks) {
  const made = drawn("svg", { class: className, viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" });
  made.append(...marks);
  return made;
}

function barMarks(counts, decades) {
  return counts.map((count, bar) => {
    const high = count ? Math.max(1.5, (100 * Math.log10(count + 1)) / Math.log10(10 ** decades + 1)) : 0;
    return drawn("rect", { x: (100 * (bar + 0.08)) / BARS, width: 84 / BARS, y: 100 - high, height: high });
  });
}

function scoreLine(scores) {
  const points = scores.map((score, level) => `${(100 * level) / scores.length},${100 - 100 * score}`).slice(1);
  return drawn("polyline", { points: points.join(" ") });
}

// Everything inside the frame; the threshold itself is moved by CSS (--at).
function plotOf(data) {
  const counts = barsOf(data.pixels), decades = decadesOf(counts);
  const plot = element("div", "plot");
  for (let power = 0; power <= decades; power++) {
    const mark = element("span", "tick", {}, power < 4 ? String(10 ** power) : `10${"⁰¹²³⁴⁵⁶⁷⁸⁹"[power]}`);
    mark.style.bottom = `${(100 * Math.log10(10 ** power + 1)) / Math.log10(10 ** decades + 1)}%`;
    plot.append(mark);
  }
  plot.append(svgOf("bars quiet", ...barMarks(counts, decades)), svgOf("bars lit", ...barMarks(counts, decades)));
  if (data.dice) {
    plot.append(svgOf("score", scoreLine(data.dice)));
    for (const share of [0, 0.5, 1]) {
      const mark = element("span", "tick right", {}, share.toFixed(1));
      mark.style.bottom = `${100 * share}%`;
      plot.append(mark);
    }
    const best = element("i", "best");
    best.style.left = `${(100 * data.best) / 256}%`;
    best.style.bottom = `${100 * data.dice[data.best]}%`;
    plot.append(best);
  }
  plot.append(element("i", "cut"));
  return plot;
}
