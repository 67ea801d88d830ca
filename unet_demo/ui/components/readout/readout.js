// Figures, the depths as a table, sizes as a drawing. What has not changed is left standing, opened details with it.
const make = (tag, names = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), names);
  element.append(...children);
  return element;
};

const table = (rows, now = 0) =>
  make("table", {}, ...rows.map((cells, at) =>
    make("tr", at && at === now ? { className: "now", ariaCurrent: "true" } : {}, ...cells.map((text, column) =>
      at && column
        ? make("td", { textContent: text })
        : make("th", { textContent: text, scope: at ? "row" : "col" })))));

const faces = {
  figures: ({ figures, remark }) => [
    make("dl", {}, ...figures.map(({ id, name, value, beside }) => {
      const figure = make("div", {}, make("dt", { textContent: name }), make("dd", { textContent: value }));
      figure.dataset.name = id;
      if (beside) figure.append(make("dd", { className: "beside", textContent: beside }));
      return figure;
    })),
    ...(remark ? [make("p", { className: "remark", textContent: remark })] : []),
  ],
  meanings: ({ figures, meaning }) => [
    make("details", {}, make("summary", { textContent: meaning }), make("dl", {},
      ...figures.filter(({ help }) => help).flatMap(({ name, help }) =>
        [make("dt", { textContent: name }), make("dd", { textContent: help })]))),
  ],
  depths: ({ table: { title, rows, now, note } }) => [
    make("h2", { textContent: title }),
    make("div", { className: "wide", tabIndex: 0, role: "region", ariaLabel: title }, table(rows, now)),
    make("p", { className: "note", textContent: note }),
  ],
  sizes: ({ sizes }) => sizes ? [
    make("h2", { textContent: sizes.title }),
    make("div", { className: "drawing", role: "img", ariaLabel: sizes.alt, innerHTML: sizes.markup }),
  ] : [],
  twin: ({ sizes, twin }) => sizes ? [
    make("details", {}, make("summary", { textContent: twin }), table(sizes.rows)),
  ] : [],
};

export default function readout({ data, parentElement }) {
  let root = parentElement.querySelector(".readout");
  if (!root) {
    root = make("div", { className: "readout" });
    root.append(...Object.keys(faces).map((name) => make("div", { className: name })));
    parentElement.appendChild(root);
  }
  Object.entries(faces).forEach(([name, face], at) => {
    const place = root.children[at], fresh = face(data), shown = fresh.map((it) => it.outerHTML).join("");
    if (place.shown === shown) return;
    const open = place.querySelector("details")?.open ?? false;
    place.replaceChildren(...fresh);
    for (const details of place.querySelectorAll("details")) details.open = open;
    place.shown = shown;
    if (name === "figures") window.dispatchEvent(new CustomEvent("readout-shown"));  // for benchmarks/browser.py
  });
}
