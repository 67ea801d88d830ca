const WAYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// Where an arrow key leads, as [down, across]; undefined for any other key.
export const wayOf = (key) => WAYS[key];
