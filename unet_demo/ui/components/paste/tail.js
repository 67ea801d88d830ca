// The end of a text: what is worth sending of it.

const LOOKED = 8000; // characters that tell whether this is a text
const PART = 10; // one odd character in so many, and it is none
const LOST = 0xfffd; // stands for bytes that are no character

export function isBinary(text) {
  const head = text.slice(-LOOKED);
  let odd = 0;
  for (let at = 0; at < head.length; at++) {
    const code = head.charCodeAt(at);
    if (code === 0) return true;
    if (code === LOST || code < 9 || (code > 13 && code < 32 && code !== 27)) odd += 1;
  }
  return odd * PART > head.length;
}

// -> { text, kept, total, unit }: the last `lines` lines and of these the last `chars` characters; `unit` says which of
// the two has cut it, "" where it is whole.
export function tailOf(text, lines, chars) {
  let at = text.length, count = 0;
  while (count < lines && at > 0) {
    at = text.lastIndexOf("\n", at - 1);
    count += 1;
  }
  const tail = at > 0 ? text.slice(at + 1) : text;
  if (tail.length > chars) return { text: tail.slice(-chars), kept: chars, total: text.length, unit: "cut" };
  if (at <= 0) return { text, kept: 0, total: 0, unit: "" };
  return { text: tail, kept: lines, total: linesOf(text), unit: "kept" };
}

function linesOf(text) {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

// The end of a file as text, without the rest being read; four bytes a character are enough.
export function endOf(file, chars) {
  return file.slice(Math.max(0, file.size - 4 * chars)).text();
}
