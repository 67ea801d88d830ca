// Figures, the depths as a table, sizes as a drawing. What has not changed is left standing, opened details with it.
import { element } from "../shared/element.js";
import { seated } from "../shared/seat.js";

const text = (tag, words, className = "") => element(tag, className, {}, words);

const folded = (title, content) => element("details", "", {}, text("summary", title), content);

function row(cells, at, now) {
  const [name, current] = at && at === now ? ["now", { "aria-current": "true" }] : ["", {}];
  return element("tr", name, current, ...cells.map((cell, column) =>
    at && column ? text("td", cell) : element("th", "", { scope: at ? "row" : "col" }, cell)));
}

const table = (rows, now = 0) => element("table", "", {}, ...rows.map((cells, at) => row(cells, at, now)));

function drawing({ alt, markup }) {
  const made = element("div", "drawing", { role: "img", "aria-label": alt });
  made.innerHTML = markup;
  return made;
}

const FACES = {
  figures: ({ figures, remark }) => [
    element("dl", "", {}, ...figures.map(({ id, name, value, beside }) =>
      element("div", "", { "data-name": id }, text("dt", name), text("dd", value),
        ...(beside ? [text("dd", beside, "beside")] : [])))),
    ...(remark ? [text("p", remark, "remark")] : []),
  ],
  meanings: ({ figures, meaning }) => [
    folded(meaning, element("dl", "", {}, ...figures.filter(({ help }) => help).flatMap(({ name, help }) =>
      [text("dt", name), text("dd", help)]))),
  ],
  depths: ({ table: { title, rows, now, note } }) => [
    text("h2", title),
    element("div", "wide", { tabindex: "0", role: "region", "aria-label": title }, table(rows, now)),
    text("p", note, "note"),
  ],
  sizes: ({ sizes }) => (sizes ? [text("h2", sizes.title), drawing(sizes)] : []),
  twin: ({ sizes, twin }) => (sizes ? [folded(twin, table(sizes.rows))] : []),
};

class Readout {
  constructor(place) {
    this.shown = {};
    this.places = Object.fromEntries(Object.keys(FACES).map((name) => [name, element("div", name)]));
    place.append(element("div", "readout", {}, ...Object.values(this.places)));
  }

  show(data) {
    for (const [name, face] of Object.entries(FACES)) {
      const fresh = face(data), content = fresh.map((it) => it.outerHTML).join("");
      if (this.shown[name] === content) continue;
      this.shown[name] = content;
      this.put(this.places[name], fresh);
      if (name === "figures") window.dispatchEvent(new CustomEvent("readout-shown")); // for benchmarks/browser.py
    }
  }

  put(place, fresh) {
    const open = place.querySelector("details")?.open ?? false;
    place.replaceChildren(...fresh);
    for (const details of place.querySelectorAll("details")) details.open = open;
  }
}

export default seated(Readout);
