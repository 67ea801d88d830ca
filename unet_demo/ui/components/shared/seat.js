// The function that Streamlit calls, for a class whose objects are made for a place, `show` data there, and may have a
// `leave` to let go of what they hold outside of it.
// Streamlit calls again with other data for the same place, and keeps what the newest call returned until it takes the
// place away. A call that was overtaken before it was answered is told to clean up at once: that must not touch what
// the newer one shows.
export function seated(Kind) {
  const seats = new WeakMap();
  return (call) => {
    const place = call.parentElement, seat = seats.get(place) ?? { shown: new Kind(place), calls: 0 };
    const mine = ++seat.calls;
    seats.set(place, seat);
    seat.shown.show(call.data, call);
    return () => {
      if (seat.calls !== mine || !seats.delete(place)) return;
      seat.shown.leave?.();
      place.replaceChildren();
    };
  };
}
