// @ts-check
// Leaves with other numbers than the engine's: which ones, and what the gradient promised.

/** @typedef {Pick<Player, "original" | "pass" | "leaves">} Changed */
/** The leaves with another number. @param {Changed} player */
export const changesOf = ({ original, leaves }) => Object.entries(leaves)
  .map(([i, x]) => ({ i: Number(i), from: original.data[Number(i)], x })).filter(({ from, x }) => x !== from);

/** How the output changes: as predicted, grad * dx summed, and really. @param {Changed} player */
export function prediction(player) {
  const { original, pass } = player, last = pass.data.length - 1;
  const changes = changesOf(player).map(({ i, from, x }) => original.gradient[i] * (x - from));
  return { predicted: changes.reduce((sum, change) => sum + change, 0), actual: pass.data[last] - original.data[last] };
}
