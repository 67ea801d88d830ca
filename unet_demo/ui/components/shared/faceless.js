// A component without a face takes no room among the others.
export function hide(place) {
  const slot = (place.host ?? place).closest('[data-testid="stElementContainer"]');
  if (slot) slot.style.display = "none";
}
