// Shows a drawing (SVG or HTML made by viz) as one picture with its description, and the same as a table beneath it.
import { element } from "../shared/element.js";
import { seated } from "../shared/seat.js";

class Drawing {
  constructor(place) {
    this.place = place;
    this.figure = element("div", "drawing", { role: "img" });
    place.append(this.figure);
  }

  show({ markup, alt, rows, label }) {
    this.figure.hidden = !markup;
    this.figure.setAttribute("aria-label", alt);
    if (this.markup !== markup) this.figure.innerHTML = this.markup = markup;
    let twin = this.place.querySelector("details");
    if (!rows.length) return void twin?.remove();
    if (!twin) this.place.append(twin = element("details", "", {}, element("summary"), element("table")));
    twin.firstChild.textContent = label;
    twin.lastChild.replaceChildren(...rows.map((cells, at) =>
      element("tr", "", {}, ...cells.map((text) => element(at ? "td" : "th", "", at ? {} : { scope: "col" }, text)))));
  }
}

export default seated(Drawing);
