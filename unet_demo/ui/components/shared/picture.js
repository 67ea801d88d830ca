import { element } from "./element.js";

// A picture (data URI) on a canvas of its size, as the context to read its pixels from.
export async function contextOf(uri) {
  const image = new Image();
  image.src = uri;
  await image.decode();
  const canvas = element("canvas", "", { width: image.width, height: image.height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  return context;
}
