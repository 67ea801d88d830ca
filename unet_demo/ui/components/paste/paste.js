// A text area whose text stays here: Python is sent the end of it, when it was pasted, dropped, or is to be read.
import { button } from "../shared/button.js";
import { element } from "../shared/element.js";
import { filled } from "../shared/filled.js";
import { seated } from "../shared/seat.js";
import { endOf, isBinary, tailOf } from "./tail.js";

class Paste {
  constructor(place) {
    this.label = element("label", "", { for: "text" });
    this.area = element("textarea", "", { id: "text", rows: "7", spellcheck: "false", "aria-describedby": "note drop" });
    this.note = element("p", "note", { id: "note", role: "status" });
    this.drop = element("p", "drop", { id: "drop" });
    this.button = button("read", () => this.read());
    this.box = element("div", "paste", {}, this.label, this.area, this.note,
      element("div", "row", {}, this.button, this.drop));
    this.listen();
    place.append(this.box);
  }

  show({ lines, chars, words }, { setTriggerValue }) {
    Object.assign(this, { lines, chars, words, tell: setTriggerValue });
    this.label.textContent = words.label;
    this.area.placeholder = words.placeholder;
    this.button.textContent = words.read;
    this.drop.textContent = words.drop;
  }

  listen() {
    const { area, box } = this;
    area.addEventListener("paste", (event) => this.pasted(event));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.read();
    });
    box.addEventListener("dragover", (event) => event.preventDefault());
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer.files;
      if (file) this.takeFile(file);
      else this.take(event.dataTransfer.getData("text/plain"));
    });
  }

  pasted(event) {
    const [file] = event.clipboardData.files, text = event.clipboardData.getData("text/plain");
    if (file && !text) {
      event.preventDefault();
      this.takeFile(file);
    } else if (text.length > this.chars || isBinary(text)) {
      event.preventDefault(); // as it is, it would be laid out whole
      this.take(text);
    } else setTimeout(() => this.read()); // once it stands in the area
  }

  async takeFile(file) {
    const text = await endOf(file, this.chars);
    const whole = file.size <= 4 * this.chars;
    this.take(text, whole ? 0 : file.size);
  }

  // Puts the end of a text into the area and sends it.
  take(text, size = 0) {
    if (isBinary(text)) {
      this.area.value = "";
      this.note.textContent = this.words.binary;
      return;
    }
    this.send(text, size);
  }

  read() {
    this.take(this.area.value);
  }

  send(text, size) {
    const tail = tailOf(text, this.lines, this.chars), { words } = this;
    if (this.area.value !== tail.text) this.area.value = tail.text;
    const unit = size ? "cut" : tail.unit;
    const [kept, total] = [size ? tail.text.length : tail.kept, size || tail.total];
    const [some, all] = [kept, total].map((count) => count.toLocaleString("en-US"));
    this.note.textContent = unit ? filled(words[unit], { kept: some, total: all }) : "";
    this.tell("text", tail.text);
  }
}

export default seated(Paste);
