// A pixel of the 8-bit value v belongs to the mask of a threshold when v >= level.
export const levelOf = (threshold) => Math.round(256 * threshold);
