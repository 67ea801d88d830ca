// A picture on which one pixel is chosen: by a click, or with the arrow keys. The cross moves at once.
import { element } from "../shared/element.js";
import { filled } from "../shared/filled.js";
import { seated } from "../shared/seat.js";
import { wayOf } from "../shared/ways.js";

class Spot {
  constructor(place) {
    this.image = element("img", "", { alt: "" });
    this.cross = element("i");
    const slider = { role: "slider", tabindex: "0", "aria-valuemin": "0" };
    this.frame = element("div", "spot", slider, this.image, this.cross);
    this.frame.addEventListener("click", (event) => this.point(event));
    this.frame.addEventListener("keydown", (event) => this.key(event));
    place.append(this.frame);
  }

  show({ uri, size, at, words }, { setTriggerValue }) {
    Object.assign(this, { size, words, tell: setTriggerValue });
    const told = JSON.stringify([size, at]); // told the same again, the cross stays where it has been moved to
    if (this.told !== told) [this.told, this.at] = [told, at];
    const [rows, cols] = size;
    this.image.src = uri;
    this.frame.setAttribute("aria-label", words.label);
    this.frame.setAttribute("aria-valuemax", String(rows * cols - 1));
    this.frame.title = words.label;
    this.frame.style.aspectRatio = `${cols} / ${rows}`;
    this.draw();
  }

  draw() {
    const [rows, cols] = this.size, [row, col] = this.at;
    this.cross.style.left = `${(100 * (col + 0.5)) / cols}%`;
    this.cross.style.top = `${(100 * (row + 0.5)) / rows}%`;
    this.frame.setAttribute("aria-valuenow", String(row * cols + col));
    this.frame.setAttribute("aria-valuetext", filled(this.words.at, { row, col }));
  }

  point(event) {
    const box = this.image.getBoundingClientRect(), [rows, cols] = this.size;
    const [down, across] = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
    this.go(Math.floor(down * rows), Math.floor(across * cols));
  }

  key(event) {
    const way = wayOf(event.key);
    if (!way) return;
    event.preventDefault();
    const far = event.shiftKey ? 8 : 1, [row, col] = this.at;
    this.go(row + far * way[0], col + far * way[1], 60);
  }

  go(r, c, wait = 0) {
    const [rows, cols] = this.size;
    const row = Math.max(0, Math.min(rows - 1, r)), col = Math.max(0, Math.min(cols - 1, c));
    this.at = [row, col];
    this.draw();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.tell("picked", { row, col }), wait); // a held key is told once
  }

  leave() {
    clearTimeout(this.waiting);
  }
}

export default seated(Spot);
