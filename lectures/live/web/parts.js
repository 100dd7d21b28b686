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

const SHADES = 250; // on either side of 0
const dark = matchMedia("(prefers-color-scheme: dark)");

/** The colours of numbers from -1 to 1: orange, paper, blue; a pixel is one number, red in its lowest byte. @param {number[][]} ends */
const coloursOf = ([orange, paper, blue]) => Uint32Array.from({ length: 2 * SHADES + 1 }, (_, i) => {
  const x = (i - SHADES) / SHADES, end = x < 0 ? orange : blue, strength = 0.75 * Math.abs(x) ** 0.8;
  return end.reduce((pixel, c, k) => pixel + Math.round(paper[k] + (c - paper[k]) * strength) * 256 ** k, 255 * 256 ** 3);
});
const inLight = coloursOf([[213, 94, 0], [255, 255, 255], [0, 114, 178]]), inDark = coloursOf([[230, 159, 0], [27, 31, 36], [86, 180, 233]]);

/** Numbers as an image, one pixel each; rows from the top. @param {HTMLCanvasElement} canvas @param {number} columns @param {ArrayLike<number>} numbers */
export function paintImage(canvas, columns, numbers) {
  const rows = numbers.length / columns, image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer), colours = dark.matches ? inDark : inLight;
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = colours[Math.round((1 + Math.max(-1, Math.min(1, numbers[i]))) * SHADES)];
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}
