// @ts-check
// A point of a picture that is moved by the mouse, a finger, or the arrow keys.

/** @typedef {{ x: [number, number], y: [number, number] }} Axes */

/** @param {SVGElement} svg @param {SVGElement} dot @param {Axes} axes @param {() => [number, number]} where @param {(x: number, y: number) => void} put */
export function makeMovable(svg, dot, { x: [left, right], y: [low, high] }, where, put) {
  /** @param {number} x @param {number} y */
  const move = (x, y) => put(Math.min(right, Math.max(left, x)), Math.min(high, Math.max(low, y)));
  dot.addEventListener("pointerdown", event => dot.setPointerCapture(event.pointerId));
  dot.addEventListener("pointermove", event => {
    if (!dot.hasPointerCapture(event.pointerId)) return;
    const box = svg.getBoundingClientRect();
    move(left + (event.clientX - box.left) / box.width * (right - left), high - (event.clientY - box.top) / box.height * (high - low));
  });
  /** @type {Record<string, [number, number]>} */
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  dot.addEventListener("keydown", event => {
    const way = ways[event.key], [x, y] = where();
    if (!way) return;
    event.preventDefault();
    move(x + way[0] * (right - left) / 50, y + way[1] * (high - low) / 50);
  });
}
