// Colours as three numbers, and packed into one.

// [red, green, blue] of "#RRGGBB".
export const rgbOf = (hex) => [1, 3, 5].map((at) => parseInt(hex.trim().slice(at, at + 2), 16));

// A colour as one number, as canvases keep it.
export const packed = ([r, g, b], alpha = 1) => ((Math.round(255 * alpha) << 24) | (b << 16) | (g << 8) | r) >>> 0;

// `share` of the other colour in the first.
export const mixed = (one, other, share) => one.map((value, i) => Math.round(value + (other[i] - value) * share));

// 256 packed colours of a scale given as [(position 0..1, "#RRGGBB")].
export function scaleOf(stops) {
  return Uint32Array.from({ length: 256 }, (_, v) => {
    const at = v / 255;
    const k = Math.max(1, stops.findIndex(([position]) => position >= at));
    const [[from, low], [to, high]] = [stops[k - 1], stops[k]];
    return packed(mixed(rgbOf(low), rgbOf(high), (at - from) / (to - from)));
  });
}
