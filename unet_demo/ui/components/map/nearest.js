const ASIDE = 6; // a step aside counts as many ahead
const LEAST_PX = 4;

function middleOf(node) {
  const { x, y, width, height } = node.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}

// The node that an arrow key leads to from another, along a way of [down, across]; undefined at the end.
export function nearest(nodes, from, [down, across]) {
  const [x, y] = middleOf(from);
  const far = (node) => {
    const [dx, dy] = [middleOf(node)[0] - x, middleOf(node)[1] - y];
    const along = dx * across + dy * down;
    return along > LEAST_PX ? along + ASIDE * Math.abs(dx * down + dy * across) : Infinity;
  };
  const ahead = nodes.filter((node) => node !== from && far(node) < Infinity);
  return ahead.sort((one, other) => far(one) - far(other))[0];
}
