// Shows a drawing (SVG or HTML made by viz) as one picture with its description.
export default function drawing({ data, parentElement }) {
  let figure = parentElement.querySelector(".drawing");
  if (!figure) {
    figure = document.createElement("div");
    figure.className = "drawing";
    figure.setAttribute("role", "img");
    parentElement.appendChild(figure);
  }
  figure.setAttribute("aria-label", data.alt);
  if (figure.shown !== data.markup) {
    figure.innerHTML = data.markup;
    figure.shown = data.markup;
  }
}
