// Says which node of the map of the same id is open, whichever of the two is there first; the map is not sent again.
export default function remote({ data }) {
  const room = (window[Symbol.for("unet-demo.maps")] ??= { maps: new Map(), wishes: new Map() });
  room.wishes.set(data.id, data.chosen);
  room.maps.get(data.id)?.choose(data.chosen);
}
