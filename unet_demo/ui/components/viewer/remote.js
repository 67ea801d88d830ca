// Steers the viewer of the same id, whichever of the two is there first.
export default function remote({ data }) {
  const room = (window[Symbol.for("unet-demo.viewers")] ??= { viewers: new Map(), wishes: new Map() });
  room.wishes.set(data.viewer_id, data);
  room.viewers.get(data.viewer_id)?.obey(data);
}
