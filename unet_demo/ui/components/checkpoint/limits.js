// Most of what is read of a file; the server holds what arrives to the same numbers (core/clinic/checkpoint/records.py).
export const HEADER_BYTES = 10_000_000;
export const DECLARED_BYTES = 2_000_000_000;
export const TENSORS = 10_000;
export const NODES = 20_000;
export const ENDS = 64;
export const AXES = 8;
export const SETTINGS = 64;
export const NAME_CHARS = 300;
export const NOTES = 64;
export const NOTE_CHARS = 2000;
export const ALL_CHARS = 4_000_000;
export const SHOWN = 80;
export const FIELDS = 1_000_000; // of one ONNX file
export const SAFE = Number.MAX_SAFE_INTEGER;

export const BITS = new Map(Object.entries({
  BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, I16: 16, U16: 16, F16: 16, BF16: 16,
  I32: 32, U32: 32, F32: 32, I64: 64, U64: 64, F64: 64, C64: 64,
}));
