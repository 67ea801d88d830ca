// The header of a safetensors file: eight bytes of length, then JSON; no number of a tensor is read.
import { AXES, BITS, HEADER_BYTES, NAME_CHARS, SAFE, SHOWN, TENSORS } from "./limits.js";
import { Refusal, few } from "./refusal.js";
import { cut, exceeds, noted, plain } from "./texts.js";

const isWhole = (numbers) => Array.isArray(numbers) && numbers.every((it) => Number.isSafeInteger(it) && it >= 0);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const shown = (name) => plain(cut(name, SHOWN));

// -> what the server is sent; throws a Refusal.
export async function readSafetensors(file) {
  const start = new DataView(await file.slice(0, 8).arrayBuffer());
  const length = Number(start.getBigUint64(0, true));
  if (length > file.size - 8) throw new Refusal("cut", { got: file.size, need: Math.min(length + 8, SAFE) });
  if (length > HEADER_BYTES) throw new Refusal("long", { got: length, most: HEADER_BYTES });
  const entries = new Map(Object.entries(objectOf(await file.slice(8, 8 + length).arrayBuffer())));
  const notes = entries.get("__metadata__") ?? (entries.has("__metadata__") ? null : {});
  entries.delete("__metadata__");
  if (!isObject(notes) || !Object.values(notes).every((it) => typeof it === "string")) throw new Refusal("json");
  few([...entries], "tensors", TENSORS);
  const placed = [...entries].map(([name, entry]) => entryOf(name, entry));
  placed.sort((a, b) => a.begin - b.begin || a.end - b.end || (a.name < b.name ? -1 : 1));
  checkPlaces(placed, file.size - 8 - length);
  const tensors = placed.map(({ name, dtype, shape }) => [plain(name), dtype, shape]);
  return { format: "safetensors", bytes: file.size, tensors, metadata: noted(Object.entries(notes)) };
}

function objectOf(bytes) {
  let made = null;
  try {
    made = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Refusal("json");
  }
  if (!isObject(made)) throw new Refusal("json");
  return made;
}

function entryOf(name, entry) {
  const { dtype, shape, data_offsets: places } = isObject(entry) ? entry : {};
  const formed = typeof dtype === "string" && isWhole(shape) && isWhole(places);
  if (!formed || exceeds(name, NAME_CHARS) || shape.length > AXES || places.length !== 2) {
    throw new Refusal("entry", { name: shown(name) });
  }
  if (!BITS.has(dtype)) throw new Refusal("dtype", { name: shown(name), dtype: shown(dtype) });
  const [begin, end] = places, numbers = shape.reduce((product, side) => product * side, 1);
  if ((numbers * BITS.get(dtype)) / 8 !== end - begin) throw new Refusal("places", { name: shown(name) });
  return { name, dtype, shape, begin, end };
}

// One tensor begins where the one before ends, and the last ends with the file: as the format asks for.
function checkPlaces(placed, room) {
  let at = 0;
  for (const { name, begin, end } of placed) {
    if (end > room) throw new Refusal("cut", { got: room, need: end });
    if (begin !== at) throw new Refusal("places", { name: shown(name) });
    at = end;
  }
  if (at !== room) throw new Refusal("places", { name: "" });
}
