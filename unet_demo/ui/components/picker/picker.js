// A radio group of thumbnails. One tab stop; arrow keys move and choose, as in any radio group.
export default function ({ data, parentElement, setTriggerValue }) {
  let strip = parentElement.querySelector(".strip");
  if (!strip) {
    strip = document.createElement("div");
    strip.className = "strip";
    strip.setAttribute("role", "radiogroup");
    parentElement.appendChild(strip);
  }
  strip.setAttribute("aria-label", data.label);

  const choose = (id, focus) => {
    mark(id);
    setTriggerValue("picked", id);
    if (focus) strip.querySelector(`[data-id="${id}"]`).focus();
  };
  const mark = (id) => {
    const known = data.items.some((item) => item.id === id);
    strip.querySelectorAll("button").forEach((button, index) => {
      const on = button.dataset.id === id;
      button.setAttribute("aria-checked", on);
      button.tabIndex = on || (!known && index === 0) ? 0 : -1;
    });
  };

  const items = JSON.stringify(data.items);
  if (strip.items !== items) strip.replaceChildren(...data.items.map((item) => {
    const button = document.createElement("button");
    const picture = document.createElement("img");
    const title = document.createElement("span");
    button.type = "button";
    button.dataset.id = item.id;
    button.setAttribute("role", "radio");
    picture.src = item.image;
    picture.alt = "";
    title.textContent = item.title;
    button.append(picture, title);
    return button;
  }));
  strip.items = items;  // what has not changed is left standing, the focus with it
  strip.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) choose(button.dataset.id);
  };
  strip.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const ids = data.items.map((item) => item.id);
    const at = ids.indexOf(parentElement.activeElement?.dataset?.id ?? document.activeElement?.dataset?.id);
    choose(ids[(at + step + ids.length) % ids.length], true);
  };
  mark(data.chosen);
  const chosen = strip.querySelector("[aria-checked=true]");
  if (chosen && strip.scrollWidth > strip.clientWidth) {
    const [from, to] = [chosen.offsetLeft - strip.offsetLeft, strip.clientWidth - chosen.clientWidth];
    if (from < strip.scrollLeft || from > strip.scrollLeft + to) strip.scrollLeft = from - to / 2;
  }
}
