// The wire format of protocol buffers, walked field by field: what is long is jumped over, not read.
import { FIELDS, SAFE } from "./limits.js";
import { Refusal } from "./refusal.js";

export const VARINT = 0;
export const FIXED64 = 1;
export const BLOCK = 2;
export const FIXED32 = 5;
const WIDTH = new Map([[FIXED64, 8], [FIXED32, 4]]);
const WINDOW = 32_768, HEAD = 20; // bytes that are read at once; of a field what comes before its content

// The fields of this number that hold a text or a message.
export const blocks = (fields, number) => fields.filter((it) => it.number === number && it.wire === BLOCK);

// The values of whole numbers that stand once.
export const valuesOf = (fields, number) =>
  fields.filter((it) => it.number === number && it.wire === VARINT).map((it) => it.value);

export const lastValue = (fields, number) => valuesOf(fields, number).at(-1) ?? 0;

export class Walker {
  constructor(file) {
    Object.assign(this, { file, left: FIELDS, low: 0, bytes: new Uint8Array() });
  }

  // So many bytes from here on lie in the window, or all that there are.
  async reach(at, count) {
    const end = Math.min(at + count, this.file.size);
    if (at >= this.low && end <= this.low + this.bytes.length) return;
    const part = this.file.slice(at, at + Math.max(count, WINDOW));
    Object.assign(this, { low: at, bytes: new Uint8Array(await part.arrayBuffer()) });
  }

  // {number, wire, start, end, value} of each field of the message at these bytes.
  async fields(start, end) {
    const made = [];
    for (let at = start; at < end; at = made.at(-1).end) {
      this.spend();
      await this.reach(at, HEAD);
      made.push(this.field(at, end));
    }
    return made;
  }

  spend() {
    this.left -= 1;
    if (this.left < 0) throw new Refusal("many", { what: "fields", most: FIELDS });
  }

  field(at, stop) {
    const [tag, inner] = this.varint(at, stop), number = Math.floor(tag / 8), wire = tag & 7;
    if (!(number > 0 && number < 2 ** 29)) throw new Refusal("damaged", { at });
    if (wire === VARINT) {
      const [value, end] = this.varint(inner, stop);
      return { number, wire, start: inner, end, value };
    }
    const [length, start] = wire === BLOCK ? this.varint(inner, stop) : [WIDTH.get(wire) ?? -1, inner];
    if (length < 0 || length > stop - start) throw new Refusal("damaged", { at });
    return { number, wire, start, end: start + length };
  }

  // [a whole number of 64 bits with its sign, cut to what is exact here; where it ends]
  varint(at, stop) {
    let value = 0n, small = 0;
    for (let count = 0; count < Math.min(10, stop - at); count++) {
      const byte = this.bytes[at + count - this.low];
      if (byte === undefined) break;
      if (count < 7) small += (byte & 127) * 2 ** (7 * count);
      else value |= BigInt(byte & 127) << BigInt(7 * count);
      if (byte < 128) return [count < 7 ? small : signed(value | BigInt(small)), at + count + 1];
    }
    throw new Refusal("damaged", { at });
  }

  // The text of a block, at most so many bytes of it.
  async text({ start, end }, most) {
    const count = Math.min(most, end - start);
    await this.reach(start, count);
    const from = start - this.low;
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes.subarray(from, from + count));
  }

  // The whole numbers of a repeated field, packed into blocks or one by one.
  async numbers(fields) {
    const made = [];
    for (const field of fields) {
      if (field.wire === VARINT) made.push(field.value);
      if (field.wire === BLOCK) for (const it of await this.packed(field)) made.push(it);
    }
    return made;
  }

  async packed({ start, end }) {
    const made = [];
    for (let at = start; at < end;) {
      this.spend();
      await this.reach(at, HEAD);
      const [number, next] = this.varint(at, end);
      made.push(number);
      at = next;
    }
    return made;
  }
}

const signed = (value) => Math.max(-SAFE, Math.min(SAFE, Number(BigInt.asIntN(64, value))));
