// What a file is, by its first bytes: nothing is opened to find out, and the name does not count.
import { Refusal } from "./refusal.js";

export const FIRST_BYTES = 512;
const MAGIC = [
  [0, "\x80\x02", "pickle"], [0, "\x80\x03", "pickle"], [0, "\x80\x04", "pickle"], [0, "\x80\x05", "pickle"],
  [0, "\x89HDF\r\n\x1a\n", "keras"], [0, "GGUF", "gguf"], [0, "\x93NUMPY", "numpy"], [4, "TFL3", "tensorflow"],
  [0, "\x08\x01\x12", "tensorflow"], [0, "version https://git-lfs", "pointer"],
  [0, "<!DOCTYPE", "page"], [0, "<!doctype", "page"], [0, "<html", "page"],
];
const ENTRIES = [["data.pkl", "pickle"], [".npy", "numpy"], ["metadata.json", "keras"], ["config.json", "keras"]];

// "safetensors" or "onnx", by the first bytes of a file of `size` bytes.
export function kindOf(first, size) {
  if (size < 10) throw new Refusal("empty", { bytes: size });
  const text = Array.from(first, (byte) => String.fromCharCode(byte)).join("");
  const known = MAGIC.find(([at, magic]) => text.startsWith(magic, at));
  if (known) throw new Refusal(known[2]);
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) throw new Refusal(archiveOf(text));
  if (text[8] === "{") return "safetensors";
  if (text[0] === "\x08") return "onnx"; // ir_version, which every ONNX file has first
  throw new Refusal("unknown");
}

// Of a zip archive what its first entry says that it is.
function archiveOf(text) {
  const length = text.charCodeAt(26) + 256 * text.charCodeAt(27), name = text.slice(30, 30 + length);
  return ENTRIES.find(([end]) => name.endsWith(end))?.[1] ?? "zip";
}
