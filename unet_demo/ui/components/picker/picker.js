// A radio group of thumbnails. One tab stop; arrow keys move and choose, as in any radio group.
import { element } from "../shared/element.js";
import { seated } from "../shared/seat.js";

class Picker {
  constructor(place) {
    this.place = place;
    this.strip = element("div", "strip", { role: "radiogroup" });
    this.strip.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (pressed) this.choose(pressed.dataset.id);
    });
    this.strip.addEventListener("keydown", (event) => this.key(event));
    place.append(this.strip);
  }

  show({ items, chosen, label }, { setTriggerValue }) {
    Object.assign(this, { ids: items.map(({ id }) => id), tell: setTriggerValue });
    this.strip.setAttribute("aria-label", label);
    const content = JSON.stringify(items); // what has not changed is left standing, the focus with it
    if (this.content !== content) this.strip.replaceChildren(...items.map(thumbnail));
    this.content = content;
    this.mark(chosen);
    this.follow();
  }

  choose(id) {
    this.mark(id);
    this.tell("picked", id);
  }

  mark(id) {
    const known = this.ids.includes(id);
    [...this.strip.children].forEach((each, index) => {
      const on = each.dataset.id === id;
      each.setAttribute("aria-checked", String(on));
      each.tabIndex = on || (!known && index === 0) ? 0 : -1;
    });
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { ids, place } = this;
    const at = ids.indexOf((place.activeElement ?? document.activeElement)?.dataset?.id);
    const to = (at + step + ids.length) % ids.length;
    this.choose(ids[to]);
    this.strip.children[to].focus();
  }

  // Brings the chosen picture into a strip that is wider than its place.
  follow() {
    const { strip } = this, chosen = strip.querySelector("[aria-checked=true]");
    if (!chosen || strip.scrollWidth <= strip.clientWidth) return;
    const [from, to] = [chosen.offsetLeft - strip.offsetLeft, strip.clientWidth - chosen.clientWidth];
    if (from < strip.scrollLeft || from > strip.scrollLeft + to) strip.scrollLeft = from - to / 2;
  }
}

function thumbnail({ id, title, image }) {
  return element("button", "", { type: "button", role: "radio", "data-id": id },
    element("img", "", { src: image, alt: "" }), element("span", "", {}, title));
}

export default seated(Picker);
