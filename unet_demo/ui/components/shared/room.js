// Where a component and the remote of the same id meet, whichever of the two is there first. They are modules of their
// own in the browser, so the room hangs on the window.

const roomOf = (name) => (window[Symbol.for(`unet-demo.room.${name}`)] ??= { seats: new Map(), wishes: new Map() });

// From now on `seat.obey(wish)` is called with whatever is wished. -> what was wished last, or undefined.
export function enter(name, id, seat) {
  const { seats, wishes } = roomOf(name);
  seats.set(id, seat);
  return wishes.get(id)?.wish;
}

export function leave(name, id, seat) {
  const { seats } = roomOf(name);
  if (seats.get(id) === seat) seats.delete(id);
}

// -> what takes the wish back, unless there is a newer one.
export function wished(name, id, wish) {
  const { seats, wishes } = roomOf(name), mine = { wish };
  wishes.set(id, mine);
  seats.get(id)?.obey(wish);
  return () => {
    if (wishes.get(id) === mine) wishes.delete(id);
  };
}
