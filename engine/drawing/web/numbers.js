// Numbers and formulas as the engine writes them (engine/notation.py), on the page.

// Four significant digits; "—" means not computed yet.
function show(x) {
  if (x === null || x === undefined) return "—";
  if (x === 0 || !Number.isFinite(x)) return String(Math.abs(x) === 0 ? 0 : x);
  const [mantissa, power] = x.toExponential(3).split("e"), exponent = Number(power);
  const scientific = Math.abs(x) >= 999999.5 || exponent <= -5;
  const digits = scientific ? mantissa : x.toFixed(Math.max(0, 3 - exponent));
  const tidy = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  return scientific ? `${tidy}e${exponent}` : tidy;
}

// Templates mark the places for numbers with private characters (engine/draw/templates.py).
const FIRST_PLACE = 0xF0000;
const placeOf = character => {
  const code = character.codePointAt(0) - FIRST_PLACE;
  return { index: Math.floor(code / 3), care: code % 3 };
};

const inParentheses = text => `(${text})`;
const negativeInParentheses = x => x < 0 ? inParentheses(show(x)) : show(x);

// Write numbers into a text template.
function fill(template, numbers) {
  return template.replace(/[\u{F0000}-\u{FFFFD}]/gu, character => {
    const { index, care } = placeOf(character);
    return care ? negativeInParentheses(numbers[index]) : show(numbers[index]);
  });
}

const MATHML = "http://www.w3.org/1998/Math/MathML";
const LEAVES = { i: "mi", n: "mn", o: "mo", t: "mtext" };

// Build MathML from a tree such as ["mfrac", "i:a", "n:2"], element by element; `numbers` fill its places.
function math(tree, numbers = []) {
  if (typeof tree !== "string") return mathElement(tree[0], ...tree.slice(1).map(part => math(part, numbers)));
  const text = tree.slice(2);
  if (text.codePointAt(0) < FIRST_PLACE || text === "") return mathElement(LEAVES[tree[0]], text);
  const { index, care } = placeOf(text);
  return mathNumber(numbers[index], care);
}

function mathElement(name, ...children) {
  const element = document.createElementNS(MATHML, name);
  element.append(...children);
  return element;
}

const row = (...parts) => mathElement("mrow", ...parts);
const sign = text => mathElement("mo", text);

// A number, in parentheses when it is negative (care 1) or also when it is a power of ten (care 2).
function mathNumber(x, care = 0) {
  const [digits, exponent] = show(Math.abs(x)).split("e"), parts = [mathElement("mn", digits)];
  if (exponent) parts.push(sign("×"), mathElement("msup", mathElement("mn", "10"), math(numberTree(exponent))));
  if (x < 0) parts.unshift(sign("−"));
  const enclosed = care > 0 && x < 0 || care === 2 && exponent;
  const number = parts.length > 1 ? row(...parts) : parts[0];
  return enclosed ? row(sign("("), number, sign(")")) : number;
}

const numberTree = text => text.startsWith("-") ? ["mrow", "o:−", `n:${text.slice(1)}`] : `n:${text}`;

// ∂y/∂x
const partialOf = node => row(mathElement("mi", "∂"),
  math(node.quoted === node.name ? node.math : ["mrow", "o:(", node.math, "o:)"]));
const derivative = (y, x) => mathElement("mfrac", partialOf(y), partialOf(x));

// MathML does not break lines, so a formula is several <math> elements in a row, one for each term.
const BREAKS = new Set(["=", "+", "−", "·", ","]);

function formula(...parts) {
  const pieces = [[]], found = document.createElement("span");
  for (const part of parts.flatMap(flattened)) {
    const breaks = part.localName === "mo" && BREAKS.has(part.textContent);
    if (breaks) part.setAttribute("form", "infix");
    if (breaks && pieces.at(-1).length) pieces.push([]);
    pieces.at(-1).push(part);
  }
  found.className = "terms";
  found.append(...pieces.map(piece => mathElement("math", ...piece)));
  return found;
}

// Rows of terms come apart; a negative number or a parenthesis stays together, but a list of arguments does not.
function flattened(part) {
  const together = part.localName !== "mrow" || part.firstChild?.localName === "mo";
  const isList = [...part.querySelectorAll("mo")].some(mark => mark.textContent === "," && !mark.closest("msub"));
  return together && !isList ? [part] : [...part.children].flatMap(flattened);
}
