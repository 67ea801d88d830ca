// Why a file is not read: a reason by name, and what was got. The sentence about it is Python's.
export class Refusal extends Error {
  constructor(reason, values = {}) {
    super(reason);
    Object.assign(this, { reason, values });
  }
}

// The list, unless it is too long.
export function few(list, what, most) {
  if (list.length > most) throw new Refusal("many", { what, most });
  return list;
}
