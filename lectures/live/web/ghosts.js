// @ts-check
// What every value and gradient was before: pale, in the place of the word beside the number; and how much flows back.

import { contributionOf, placeOfEdge } from "./graph.js";
import { minus, show } from "./numbers.js";
import { shape } from "./parts.js";

const DIGIT = 7.7, SMALL = 5.9; // width of a digit, and of one of a ghost, in units of the drawing
const THIN = 1.1, THICK = 3.6; // of an arrow, by how much flows back along it

/** @param {Playing} play @returns {(play: Playing) => void} */
export function buildGhosts({ picture }) {
  const ghosts = picture.nodes.flatMap(({ i, data, gradient }) => [
    { i, of: /** @type {const} */ ("data"), ...ghostAt(data) },
    ...gradient ? [{ i, of: /** @type {const} */ ("gradient"), ...ghostAt(gradient) }] : [],
  ]);
  const arrows = picture.edges.flatMap(({ part, ids, partial, contribution }) => partial ? [{ ids, texts: [partial, contribution], ...shapesOf(part) }] : []);
  return ({ pass, original, isOpen }) => {
    for (const { i, of, key, text, number, room } of ghosts) {
      const isHere = isOpen && show(pass[of][i]) !== show(original[of][i]);
      text.textContent = isHere ? shortened(original[of][i], room - DIGIT * (number.textContent ?? "").length) : "";
      key?.classList.toggle("is-behind", isHere);
    }
    const flows = arrows.map(({ ids }) => Math.abs(ids.reduce((sum, id) => sum + contributionOf(pass, placeOfEdge(id)), 0)));
    const most = Math.max(...flows, 1e-300);
    arrows.forEach(({ line, pill, texts, wide, middle }, n) => {
      line.style.strokeWidth = isOpen ? `${(THIN + (THICK - THIN) * flows[n] / most).toFixed(2)}px` : "";
      const width = Math.max(wide, ...texts.map(text => DIGIT * (text.textContent ?? "").length));
      pill.setAttribute("width", String(width));
      pill.setAttribute("x", String(middle - width / 2));
    });
  };
}

/** The line of an arrow, and the pill around its number, which may become longer than it was. @param {Element} part */
function shapesOf(part) {
  const line = /** @type {HTMLElement} */ (part.querySelector(".line")), pill = /** @type {Element} */ (part.querySelector(".pill"));
  const wide = Number(pill.getAttribute("width"));
  return { line, pill, wide, middle: Number(pill.getAttribute("x")) + wide / 2 };
}

/** @param {NumberPart} number */
function ghostAt({ element }) {
  const key = element.previousElementSibling, text = shape("text", { class: "ghost", x: key?.getAttribute("x") ?? 0, y: element.getAttribute("y") ?? 0 });
  element.after(text);
  return { key, text, number: element, room: Number(element.getAttribute("x")) - Number(key?.getAttribute("x")) - SMALL };
}

/** With three digits, or fewer where the number of now leaves no room. @type {(x: number, room: number) => string} */
function shortened(x, room) {
  const written = [3, 2, 1].map(digits => minus(show(Number(x.toPrecision(digits)))));
  return written.find(text => text.length * SMALL <= room) ?? "";
}
