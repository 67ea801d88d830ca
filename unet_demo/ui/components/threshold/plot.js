// The histogram: bars on a logarithmic scale, and where the truth is known the line of Dice above every threshold.
import { element } from "../shared/element.js";

const SVG = "http://www.w3.org/2000/svg";
const BARS = 64; // four levels each

function drawn(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// Pixels of each bar, from how many reach each level.
export function barsOf(reach) {
  const wide = reach.length / BARS;
  return Array.from({ length: BARS }, (_, bar) => reach[bar * wide] - (reach[(bar + 1) * wide] ?? 0));
}

// The next power of ten at or above the largest, as an exponent of at least 1.
export const decadesOf = (counts) => Math.max(1, Math.ceil(Math.log10(Math.max(...counts))));

function svgOf(className, ...marks) {
  const box = { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" };
  const made = drawn("svg", { class: className, ...box });
  made.append(...marks);
  return made;
}

// How high a count stands, in percent.
const heightOf = (count, decades) => (100 * Math.log10(count + 1)) / Math.log10(10 ** decades + 1);

function barMarks(counts, decades) {
  return counts.map((count, bar) => {
    const high = count ? Math.max(1.5, heightOf(count, decades)) : 0;
    return drawn("rect", { x: (100 * (bar + 0.08)) / BARS, width: 84 / BARS, y: 100 - high, height: high });
  });
}

function scoreLine(scores) {
  const points = scores.map((score, level) => `${(100 * level) / scores.length},${100 - 100 * score}`).slice(1);
  return drawn("polyline", { points: points.join(" ") });
}

function tick(className, text, percent) {
  const mark = element("span", className, {}, text);
  mark.style.bottom = `${percent}%`;
  return mark;
}

// The line of Dice with its ticks, and where it is highest.
function scoreMarks({ dice, best: level }) {
  const best = element("i", "best");
  best.style.left = `${(100 * level) / 256}%`;
  best.style.bottom = `${100 * dice[level]}%`;
  const ticks = [0, 0.5, 1].map((share) => tick("tick right", share.toFixed(1), 100 * share));
  return [svgOf("score", scoreLine(dice)), ...ticks, best];
}

// Everything inside the frame; the threshold itself is moved by CSS (--at).
export function plotOf(data) {
  const counts = barsOf(data.pixels), decades = decadesOf(counts);
  const ticks = Array.from({ length: decades + 1 }, (_, power) => {
    const text = power < 4 ? String(10 ** power) : `10${"⁰¹²³⁴⁵⁶⁷⁸⁹"[power]}`;
    return tick("tick", text, heightOf(10 ** power, decades));
  });
  const bars = ["bars quiet", "bars lit"].map((name) => svgOf(name, ...barMarks(counts, decades)));
  return element("div", "plot", {}, ...ticks, ...bars, ...(data.dice ? scoreMarks(data) : []), element("i", "cut"));
}
