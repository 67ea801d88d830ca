// A place to bring a checkpoint to. The file stays here: Python hears its header, or why there is none.
import { element } from "../shared/element.js";
import { filled } from "../shared/filled.js";
import { seated } from "../shared/seat.js";
import { readingOf } from "./reading.js";

const UNITS = [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"], [1, "B"]];

function sizeOf(bytes) {
  const [unit, name] = UNITS.find(([least]) => bytes >= least) ?? UNITS.at(-1);
  return `${(bytes / unit).toFixed(unit === 1 ? 0 : 1)} ${name}`;
}

class Checkpoint {
  constructor(place) {
    this.name = element("b");
    this.help = element("span", "help");
    this.choose = element("span", "choose");
    this.input = element("input", "", { type: "file" }); // of any kind: what a file is, its first bytes say
    this.zone = element("label", "zone", {}, this.name, this.choose, this.help, this.input);
    this.told = element("p", "told", { role: "status" });
    this.input.addEventListener("change", () => this.take(this.input.files));
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      this.zone.addEventListener(name, (event) => this.drag(event));
    }
    place.append(element("div", "checkpoint", {}, this.zone, this.told));
  }

  show({ words }, { setTriggerValue }) {
    Object.assign(this, { words, tell: setTriggerValue });
    for (const name of ["name", "help", "choose"]) this[name].textContent = words[name];
    this.input.setAttribute("aria-label", words.name);
    this.input.title = words.help;
  }

  drag(event) {
    event.preventDefault();
    this.zone.classList.toggle("over", event.type === "dragenter" || event.type === "dragover");
    if (event.type === "drop") this.take(event.dataTransfer.files);
  }

  // Only the newest file is told of; the same one may be brought again.
  async take(files) {
    const file = files[0];
    if (!file) return;
    this.file = file;
    this.told.textContent = filled(this.words.reading, { name: file.name });
    const sent = await readingOf(file);
    if (this.file !== file) return;
    this.input.value = "";
    const size = { size: sizeOf(file.size), sent: sizeOf(new Blob([JSON.stringify(sent)]).size) };
    this.told.textContent = filled(sent.wrong ? this.words.refused : this.words.read, { name: file.name, ...size });
    this.tell("read", { ...sent, at: Date.now() });
  }

  leave() {
    this.file = null; // what is still being read comes too late
  }
}

export default seated(Checkpoint);
