// A file as what the server is sent of it: its header, or the reason why it is not read.
import { FIRST_BYTES, kindOf } from "./kinds.js";
import { readOnnx } from "./onnx.js";
import { Refusal } from "./refusal.js";
import { readSafetensors } from "./safetensors.js";

const READERS = { safetensors: readSafetensors, onnx: readOnnx };

export async function readingOf(file) {
  try {
    const first = new Uint8Array(await file.slice(0, FIRST_BYTES).arrayBuffer());
    return await READERS[kindOf(first, file.size)](file);
  } catch (error) {
    if (error instanceof Refusal) return { wrong: error.reason, values: error.values };
    if (error instanceof DOMException) return { wrong: "unread", values: {} }; // moved or changed meanwhile
    throw error;
  }
}
