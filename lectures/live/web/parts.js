// @ts-check
// Making the elements of a live figure.

/** @template {keyof HTMLElementTagNameMap} K @param {K} name @param {Record<string, any>} given @param {(Node | string)[]} children */
export function part(name, given = {}, ...children) {
  const made = Object.assign(document.createElement(name), given);
  made.append(...children);
  return made;
}

/** @param {string} name @param {Record<string, string | number>} given */
export function shape(name, given = {}) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, String(value));
  return made;
}

/** A number as it is shown. @param {number} x */
export const shortly = x => Math.abs(x) >= 1e5 || (x !== 0 && Math.abs(x) < 1e-4) ? x.toExponential(2) : String(Number(x.toPrecision(4)));

/** The colour of a number between -1 and 1: orange, paper, blue. @param {number} x @returns {[number, number, number]} */
export function colour(x) {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches, t = Math.min(1, Math.abs(x)) ** 0.8;
  const ends = isDark ? [[230, 159, 0], [27, 31, 36], [86, 180, 233]] : [[213, 94, 0], [255, 255, 255], [0, 114, 178]];
  const end = ends[x < 0 ? 0 : 2], paper = ends[1], strength = 0.75 * t;
  return /** @type {any} */ (end.map((c, i) => Math.round(paper[i] + (c - paper[i]) * strength)));
}

/** Numbers as an image, one pixel each; rows from the top. @param {HTMLCanvasElement} canvas @param {number} columns @param {ArrayLike<number>} numbers */
export function paintImage(canvas, columns, numbers) {
  const rows = numbers.length / columns, image = new ImageData(columns, rows);
  for (let i = 0; i < numbers.length; i += 1) image.data.set([...colour(numbers[i]), 255], 4 * i);
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}
