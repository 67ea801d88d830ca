// Says which channel and pixel of the maps of the same id is open; the maps themselves are not sent again.
export default function remote({ data }) {
  const room = (window[Symbol.for("unet-demo.feature-maps")] ??= { seats: new Map(), wishes: new Map() });
  room.wishes.set(data.id, data.chosen);
  room.seats.get(data.id)?.obey(data.chosen);
}
