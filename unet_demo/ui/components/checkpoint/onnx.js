// What an ONNX file says of its net without its weights: ends, names and shapes of tensors, operations.
import {
  ALL_CHARS, AXES, BITS, DECLARED_BYTES, ENDS, NAME_CHARS, NODES, NOTE_CHARS, SAFE, SETTINGS, SHOWN, TENSORS,
} from "./limits.js";
import { Walker, blocks, lastValue, valuesOf } from "./protobuf.js";
import { Refusal, few } from "./refusal.js";
import { cut, exceeds, noted } from "./texts.js";

const DTYPES = new Map([
  [1, "F32"], [2, "U8"], [3, "I8"], [4, "U16"], [5, "I16"], [6, "I32"], [7, "I64"], [9, "BOOL"], [10, "F16"],
  [11, "F64"], [12, "U32"], [13, "U64"], [14, "C64"], [16, "BF16"], [17, "F8_E4M3"], [19, "F8_E5M2"],
]);
const WANTED = new Set([
  "kernel_shape", "strides", "pads", "dilations", "output_padding", "group", "axis", "auto_pad", "mode",
  "coordinate_transformation_mode",
]);
const WORD_BYTES = 64; // of a setting that is a word

const dtypeOf = (number) => DTYPES.get(number) ?? `T${number}`;

// -> what the server is sent; throws a Refusal.
export const readOnnx = (file) => new Reader(file).read();

class Reader {
  constructor(file) {
    Object.assign(this, { size: file.size, walker: new Walker(file), chars: 0, declared: 0 });
  }

  async read() {
    const model = await this.walker.fields(0, this.size), graph = blocks(model, 7).at(-1);
    if (!graph) throw new Refusal("damaged", { at: 0 });
    const producer = [await this.name(model, 2), await this.name(model, 3)].filter(Boolean).join(" ");
    const notes = await this.all(blocks(model, 14).slice(0, ENDS), (it) => this.pair(it));
    const fields = await this.fields(graph);
    const tensors = await this.all(few(blocks(fields, 5), "tensors", TENSORS), (it) => this.tensor(it));
    const ends = await this.ends(fields, new Set(tensors.map(([name]) => name)));
    const opset = await this.opset(model);
    const [inputs, outputs] = [few(ends[0], "inputs", ENDS), few(ends[1], "outputs", ENDS)];
    const nodes = await this.all(few(blocks(fields, 1), "nodes", NODES), (it) => this.node(it));
    const said = { opset, producer, inputs, outputs, nodes };
    return { format: "onnx", bytes: this.size, tensors, metadata: noted(notes), graph: said };
  }

  // One after the other: they share the window.
  async all(list, read) {
    const made = [];
    for (const it of list) made.push(await read(it));
    return made;
  }

  fields({ start, end }) {
    return this.walker.fields(start, end);
  }

  async text(field) {
    const text = await this.walker.text(field, 4 * NAME_CHARS + 4), count = Array.from(text).length;
    if (exceeds(text, NAME_CHARS)) throw new Refusal("entry", { name: cut(text, SHOWN) });
    this.chars += count;
    if (this.chars > ALL_CHARS) throw new Refusal("many", { what: "characters", most: ALL_CHARS });
    return text;
  }

  async name(fields, number) {
    const last = blocks(fields, number).at(-1);
    return last ? this.text(last) : "";
  }

  async pair(field) {
    const fields = await this.fields(field), value = blocks(fields, 2).at(-1);
    return [await this.name(fields, 1), value ? await this.walker.text(value, NOTE_CHARS) : ""];
  }

  async opset(model) {
    const own = [], sets = await this.all(blocks(model, 8), (it) => this.fields(it));
    for (const fields of sets) {
      if (["", "ai.onnx"].includes(await this.name(fields, 1))) own.push(lastValue(fields, 2));
    }
    return own.at(-1) ?? 0;
  }

  async tensor(field) {
    const fields = await this.fields(field), name = await this.name(fields, 8);
    const dims = await this.walker.numbers(fields.filter((it) => it.number === 1));
    const shown = cut(name, SHOWN);
    if (dims.length > AXES || !dims.every((it) => it >= 0 && it < SAFE)) throw new Refusal("entry", { name: shown });
    if (blocks(fields, 13).length || lastValue(fields, 14) === 1) throw new Refusal("external", { name: shown });
    const dtype = dtypeOf(lastValue(fields, 2));
    const size = dims.reduce((product, side) => product * side, 1) * Math.floor((BITS.get(dtype) ?? 0) / 8);
    this.weigh(shown, size, blocks(fields, 9).at(-1), BITS.has(dtype));
    return [name, dtype, dims];
  }

  weigh(name, size, raw, known) {
    this.declared += size;
    if (this.declared > DECLARED_BYTES) {
      throw new Refusal("large", { bytes: Math.min(this.declared, SAFE), most: DECLARED_BYTES });
    }
    if (raw && known && raw.end - raw.start !== size) throw new Refusal("places", { name });
  }

  // Inputs and outputs, without the weights that old files have among them.
  async ends(fields, held) {
    const both = [];
    for (const number of [11, 12]) both.push(await this.all(blocks(fields, number), (it) => this.end(it)));
    return both.map((some) => some.filter(([name]) => !held.has(name)));
  }

  async end(field) {
    const fields = await this.fields(field), types = await this.all(blocks(fields, 2), (it) => this.fields(it));
    const tensor = types.length ? blocks(types.at(-1), 1).at(-1) : null;
    if (!tensor) return [await this.name(fields, 1), "", null];
    const inner = await this.fields(tensor), shape = blocks(inner, 2).at(-1);
    const axes = shape ? blocks(await this.fields(shape), 1) : null;
    const dims = axes && (await this.all(axes, (it) => this.dim(it)));
    if (dims) few(dims, "axes", AXES);
    return [await this.name(fields, 1), dtypeOf(lastValue(inner, 1)), dims];
  }

  async dim(field) {
    const fields = await this.fields(field), value = valuesOf(fields, 1).at(-1);
    return value ?? ((await this.name(fields, 2)) || null);
  }

  async node(field) {
    const fields = await this.fields(field), names = [];
    for (const number of [1, 2]) {
      names.push(await this.all(few(blocks(fields, number), "names", ENDS), (it) => this.text(it)));
    }
    const settings = await this.all(blocks(fields, 5), (it) => this.setting(it));
    return [await this.name(fields, 4), ...names, Object.fromEntries(settings.filter(([, value]) => value !== null))];
  }

  // [name, whole numbers or a word] of an attribute that decides a shape; null for any other.
  async setting(field) {
    const fields = await this.fields(field), name = await this.name(fields, 1);
    if (!WANTED.has(name)) return [name, null];
    const numbers = await this.walker.numbers(fields.filter((it) => it.number === 8));
    const word = blocks(fields, 4).at(-1);
    if (!numbers.length && word) return [name, await this.walker.text(word, WORD_BYTES)];
    const given = few(numbers.length ? numbers : valuesOf(fields, 3).slice(-1), "settings", SETTINGS);
    return [name, given.length ? given : null];
  }
}
