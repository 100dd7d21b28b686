// @ts-check
// What the table's rows need and JavaScript's Math lacks (engine/words/javascript.py).

export const arithmetic = {
  /** @param {number[]} xs */
  sum: xs => xs.reduce((a, b) => a + b, 0),
  /** @param {number[]} a @param {number[]} b */
  dot: (a, b) => arithmetic.sum(a.map((x, i) => x * b[i])),
  /** @param {number[]} xs */
  max: xs => xs.reduce((a, b) => b > a ? b : a),
  /** @param {number[]} xs */
  min: xs => xs.reduce((a, b) => b < a ? b : a),
  /** @param {number[]} xs @param {number} y */
  splitTies(xs, y) {
    const ties = xs.filter(x => x === y).length;
    return xs.map(x => x === y ? 1 / ties : 0);
  },
};
