// Shows a drawing (SVG or HTML made by viz) as one picture with its description, and the same as a table beneath it.
export default function drawing({ data, parentElement }) {
  let figure = parentElement.querySelector(".drawing");
  if (!figure) {
    figure = document.createElement("div");
    figure.className = "drawing";
    figure.setAttribute("role", "img");
    parentElement.appendChild(figure);
  }
  figure.hidden = !data.markup;
  figure.setAttribute("aria-label", data.alt);
  if (figure.shown !== data.markup) {
    figure.innerHTML = data.markup;
    figure.shown = data.markup;
  }
  let twin = parentElement.querySelector("details");
  if (!data.rows.length) {
    twin?.remove();
    return;
  }
  if (!twin) {
    twin = document.createElement("details");
    twin.append(document.createElement("summary"), document.createElement("table"));
    parentElement.appendChild(twin);
  }
  twin.firstChild.textContent = data.label;
  twin.lastChild.replaceChildren(...data.rows.map((cells, at) => {
    const row = document.createElement("tr");
    row.append(...cells.map((text) => {
      const cell = document.createElement(at ? "td" : "th");
      if (!at) cell.scope = "col";
      cell.textContent = text;
      return cell;
    }));
    return row;
  }));
}
