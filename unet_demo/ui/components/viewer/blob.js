// The blob of blob.py, read back: one header, one picture, the maps of the heads, the truth.

export function headerOf(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const text = new TextDecoder().decode(bytes.subarray(4, 4 + length));
  return { header: JSON.parse(text), text, start: 4 + length };
}

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// -> { header, bitmap, planes: [Uint8Array (h * w)], truth: Uint8Array (h * w) or null }
// Planes: 4 of probability, or of several classes 5 labels, 5 confidences and 5 entropies; none while being computed.
// Truth: 0 and 255, or of several classes their numbers.
export async function contentOf(bytes, { header, start }) {
  const [pictureEnd, mapsEnd, truthEnd] = header.bytes.map((_, i) =>
    start + header.bytes.slice(0, i + 1).reduce((sum, n) => sum + n, 0));
  const pixels = header.width * header.height;
  const [bitmap, maps, bits] = await Promise.all([
    createImageBitmap(new Blob([bytes.subarray(start, pictureEnd)], { type: header.kind })),
    header.heads ? inflated(bytes.subarray(pictureEnd, mapsEnd)) : null,
    header.bytes[2] ? inflated(bytes.subarray(mapsEnd, truthEnd)) : null,
  ]);
  const planes = Array.from({ length: maps ? maps.length / pixels : 0 }, (_, k) =>
    maps.subarray(k * pixels, (k + 1) * pixels));
  return { header, bitmap, planes, truth: header.classes.length ? bits : bits && unpackedBits(bits, pixels) };
}

function unpackedBits(bits, count) {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) out[i] = (bits[i >> 3] >> (7 - (i & 7))) & 1 ? 255 : 0;
  return out;
}
