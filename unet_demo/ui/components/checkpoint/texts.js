// Texts out of a file, in a form that can travel: half a pair of UTF-16 becomes a mark.
import { NAME_CHARS, NOTES, NOTE_CHARS } from "./limits.js";

export const plain = (text) => text.replace(/\p{Surrogate}/gu, "\ufffd");

// The first `most` characters; a character may be two units long.
export const cut = (text, most) => Array.from(text.slice(0, 2 * most)).slice(0, most).join("");

// Whether a text has more characters than that.
export const exceeds = (text, most) => text.length > most && Array.from(text).length > most;

// The first of what a file says of itself.
export function noted(pairs) {
  const few = pairs.slice(0, NOTES);
  return Object.fromEntries(few.map(([key, text]) => [plain(cut(key, NAME_CHARS)), plain(cut(text, NOTE_CHARS))]));
}
