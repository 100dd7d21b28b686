// @ts-check
// Numbers and formulas as the engine writes them (engine/words/digits.py, notation.py), on the page.

import { span } from "./elements.js";

/** Four significant digits; "—" means not computed yet, "?" that the reader is asked for it (NaN). @type {(x: number | null | undefined) => string} */
export function show(x) {
  if (x === null || x === undefined) return "—";
  if (Number.isNaN(x)) return "?";
  if (x === 0 || !Number.isFinite(x)) return String(Math.abs(x) === 0 ? 0 : x);
  const [mantissa, power] = x.toExponential(3).split("e"), exponent = Number(power);
  const scientific = Math.abs(x) >= 999999.5 || exponent <= -5;
  const digits = scientific ? mantissa : x.toFixed(Math.max(0, 3 - exponent));
  const tidy = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  return scientific ? `${tidy}e${exponent}` : tidy;
}

/** A number as on paper, with a true minus sign. @param {number | null} x */
export const paper = x => show(x).replaceAll("-", "−");
/** What flows back, with its sign. @param {number} x */
export const signed = x => x > 0 ? `+${paper(x)}` : paper(x);

/** Whether factors make a product, both as they are printed. @type {(factors: number[], product: number) => string} */
export const equalsSign = (factors, product) =>
  show(factors.reduce((made, x) => made * Number(show(x)), 1)) === show(product) ? "=" : "≈";

/** With how many decimals the numbers of an addition are written, null where none would do (words/digits.py).
 * @param {number[]} numbers */
export function decimals(numbers, digits = 4) {
  const largest = Math.max(0, ...numbers.map(Math.abs));
  if (!numbers.every(Number.isFinite) || largest && !(largest >= 1e-4 && largest < 999999.5)) return null;
  const most = largest ? Math.min(Math.max(digits - 1 - Number(largest.toExponential(3).split("e")[1]), 0), 6) : 0;
  const needed = numbers.map(x => x.toFixed(most).replace(/^[^.]*\.?|0+$/g, "").length);
  return most ? Math.max(0, ...needed) : 0;
}

/** A number with so many decimals, or as `show` writes it. @type {(x: number, places: number | null, signed?: boolean) => string} */
export function fixed(x, places, signed = false) {
  const digits = places === null || Number.isNaN(x) ? show(x) : x.toFixed(places);
  if (!/[^-0.]/.test(digits)) return digits.replace("-", "");
  return minus(signed && x > 0 ? `+${digits}` : digits);
}

/** A true minus sign. @param {string} number */
export const minus = number => number.replace(/^-/, "−");
/** Numbers that are added up on paper, with signs and as many decimals each; NaN is "?", null is "".
 * @type {(xs: (number | null)[]) => string[]} */
export function column(xs) {
  const places = decimals(xs.filter(x => x !== null && !Number.isNaN(x)).map(Number));
  return xs.map(x => x === null ? "" : fixed(x, places, true));
}

// Templates mark the places for numbers with private characters (engine/words/templates.py).
const FIRST_PLACE = 0xF0000;
/** Which number belongs there, below zero where it is no place, and with how much care. @param {string} text */
const placeOf = text => {
  const code = (text.codePointAt(0) ?? 0) - FIRST_PLACE;
  return { index: Math.floor(code / 3), care: code % 3 };
};

/** @param {number} x */
export const negativeInParentheses = x => x < 0 ? `(${show(x)})` : show(x);

/** Write numbers into a text template. @type {(template: string, numbers: number[]) => string} */
export function fill(template, numbers) {
  return template.replace(/[\u{F0000}-\u{FFFFD}]/gu, character => {
    const { index, care } = placeOf(character);
    return care ? negativeInParentheses(numbers[index]) : show(numbers[index]);
  });
}

const TALL = "mfrac, mtable, munderover"; // around all else a font may stretch parentheses to twice its height
const MATHML = "http://www.w3.org/1998/Math/MathML";
/** @type {Record<string, string>} */
const LEAVES = { i: "mi", n: "mn", o: "mo", t: "mtext" };

/** Build MathML from a tree such as ["mfrac", "i:a", "n:2"], element by element; `numbers` fill its places.
 * @type {(tree: Tree, numbers?: number[]) => MathMLElement} */
export function math(tree, numbers = []) {
  if (typeof tree !== "string") {
    const [name, ...parts] = tree;
    return mathElement(name, ...parts.map(part => math(part, numbers)));
  }
  const text = tree.slice(2), { index, care } = placeOf(text);
  return index < 0 ? mathElement(LEAVES[tree[0]], text) : mathNumber(numbers[index], care);
}

/** @type {(name: string, ...children: Content) => MathMLElement} */
export function mathElement(name, ...children) {
  const element = document.createElementNS(MATHML, name);
  element.append(...children);
  if (name === "mrow" && !element.querySelector(TALL)) {
    for (const part of element.children) if ("()".includes(part.textContent ?? "")) part.setAttribute("stretchy", "false");
  }
  return element;
}

/** @param {Node[]} parts */
export const row = (...parts) => mathElement("mrow", ...parts);
/** @param {string} text */
export const sign = text => mathElement("mo", text);
/** @type {(parts: MathMLElement[], mark: string) => MathMLElement[]} */
export const joined = (parts, mark) => parts.flatMap((part, i) => i ? [sign(mark), part] : [part]);

/** A number, in parentheses when it is negative (care 1) or also when it is a power of ten (care 2).
 * @type {(x: number, care?: number) => MathMLElement} */
export function mathNumber(x, care = 0) {
  const [digits, exponent] = show(Math.abs(x)).split("e"), parts = [mathElement("mn", digits)];
  if (exponent) parts.push(sign("×"), mathElement("msup", mathElement("mn", "10"), mathNumber(Number(exponent))));
  if (x < 0) parts.unshift(sign("−"));
  const enclosed = care > 0 && x < 0 || care === 2 && exponent;
  const number = parts.length > 1 ? row(...parts) : parts[0];
  return enclosed ? row(sign("("), number, sign(")")) : number;
}

/** A name, in parentheses where it would be misread. @param {Pick<GraphNode, "name" | "quoted" | "math">} node */
const quoted = node => math(node.quoted === node.name ? node.math : ["mrow", "o:(", node.math, "o:)"]);
/** ∂y/∂x on one line. @type {(y: Parameters<typeof quoted>[0], x: Parameters<typeof quoted>[0]) => Content} */
export const ratio = (y, x) => ["∂", quoted(y), "/∂", quoted(x)];
/** @param {GraphNode} node */
const partialOf = node => row(mathElement("mi", "∂"), quoted(node));
/** ∂y/∂x @param {GraphNode} y @param {GraphNode} x */
export const derivative = (y, x) => mathElement("mfrac", partialOf(y), partialOf(x));

// MathML does not break lines, so a formula is several <math> elements in a row, one for each term.
const BREAKS = new Set(["=", "+", "−", "·", ","]);

/** @param {Element[]} parts */
export function formula(...parts) {
  const terms = span("terms");
  for (const part of parts.flatMap(flattened)) {
    const breaks = part.localName === "mo" && BREAKS.has(part.textContent ?? "");
    if (breaks) part.setAttribute("form", "infix");
    if (breaks || !terms.lastChild) terms.append(mathElement("math"));
    terms.lastElementChild?.append(part);
  }
  return terms;
}

/** Rows of terms come apart; a negative number or a parenthesis stays together, but a list of arguments does not.
 * @type {(part: Element) => Element[]} */
function flattened(part) {
  const isList = [...part.querySelectorAll("mo")].some(mark => mark.textContent === "," && !mark.closest("msub, msubsup"));
  const together = part.localName !== "mrow" || part.firstElementChild?.localName === "mo" && !isList;
  return together ? [part] : [...part.children].flatMap(flattened);
}
