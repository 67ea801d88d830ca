// A picture on which one pixel is chosen: by a click, or with the arrow keys. The cross moves at once.
export default function spot({ data, parentElement, setTriggerValue }) {
  let frame = parentElement.querySelector(".spot");
  if (!frame) {
    frame = document.createElement("div");
    frame.className = "spot";
    frame.tabIndex = 0;
    frame.setAttribute("role", "slider");
    frame.append(document.createElement("img"), document.createElement("i"));
    parentElement.append(frame);
  }
  const [image, cross] = frame.children;
  const [rows, cols] = data.size;
  const told = JSON.stringify([data.size, data.at]); // told the same again, the cross stays where it has been moved to
  if (frame.told !== told) [frame.told, frame.at] = [told, data.at];
  let [row, col] = frame.at;
  const place = () => {
    cross.style.left = `${(100 * (col + 0.5)) / cols}%`;
    cross.style.top = `${(100 * (row + 0.5)) / rows}%`;
    frame.setAttribute("aria-valuenow", String(row * cols + col));
    frame.setAttribute("aria-valuetext", data.words.at.replace("{row}", row).replace("{col}", col));
  };
  image.src = data.uri;
  image.alt = "";
  frame.setAttribute("aria-label", data.words.label);
  frame.setAttribute("aria-valuemin", "0");
  frame.setAttribute("aria-valuemax", String(rows * cols - 1));
  frame.title = data.words.label;
  frame.style.aspectRatio = `${cols} / ${rows}`;
  place();
  const go = (r, c, wait = 0) => {
    row = Math.max(0, Math.min(rows - 1, r));
    col = Math.max(0, Math.min(cols - 1, c));
    frame.at = [row, col];
    place();
    clearTimeout(frame.waiting);
    frame.waiting = setTimeout(() => setTriggerValue("picked", { row, col }), wait); // a held key is told once
  };
  frame.onclick = (event) => {
    const box = image.getBoundingClientRect();
    go(Math.floor(((event.clientY - box.top) / box.height) * rows), Math.floor(((event.clientX - box.left) / box.width) * cols));
  };
  frame.onkeydown = (event) => {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const far = event.shiftKey ? 8 : 1;
    go(row + far * way[0], col + far * way[1], 60);
  };
}
