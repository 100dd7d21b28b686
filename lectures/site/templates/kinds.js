// What is typed into a box, as `chalkgrad check` reads it (lectures/exercises/answers.py); null where it is nothing of the kind.
import { evaluate } from "./answer.js";

const SHORT = 3, LONG = 8 // digits that what was worked out is brought to
const ZERO = 1e-12

/** A number as its digits and an exponent: -0.670 is "-670e-3"; null where it is none. @param {string} typed */
export function digitsOf(typed) {
  const text = typed.trim().replaceAll("−", "-").replace(/^([+-]?)\s+/, "$1").replace(/^([+-]?[\d.]*),(\d+)/, "$1.$2")
  const match = text.match(/^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i)
  if (!match || !(match[2] + match[3])) return null
  let digits = (match[2] + match[3]).replace(/^0+/, "")
  let exponent = Number(match[4] ?? 0) - match[3].length
  if (digits.length > 8) {
    exponent += digits.length - 8
    digits = String(Math.round(Number(`${digits.slice(0, 8)}.${digits.slice(8)}`)))
  }
  return digits ? {key: `${match[1] === "-" ? "-" : ""}${digits}e${exponent}`, count: digits.length} : {key: "0", count: 9}
}

/** A number, or what an expression comes to, in each form in which it may be right. @param {string} typed */
export function formsOf(typed) {
  const text = typed.replace(/^\s*[\p{L}\p{N}_]+\s*[=≈]\s*|^\s*[≈~]\s*/u, "") // w = 0.67
    .replace(/\s*[·*x×]\s*10\s*(?:\^|\*\*)\s*\{?\(?([+−-]?\d+)\)?\}?/g, "e$1")
    .replace(/^\s*\[([^[\]]*)\]\s*$|^\s*\(([^()]*)\)\s*$/, "$1$2")
  const plain = digitsOf(text), x = plain ? 0 : evaluate(text)
  if (plain || !Number.isFinite(x)) return plain && [plain]
  return [SHORT, LONG].map(digits => digitsOf((Math.abs(x) < ZERO ? 0 : x).toPrecision(digits))).filter(form => form !== null)
}

/** A shape, as in "3x2"; "()" for one number. @param {string} typed */
export function shapeIn(typed) {
  const text = typed.trim().toLowerCase()
  if (["()", "one number", "scalar", "number"].includes(text)) return "()"
  const words = text.replace(/\b(by|and|rows?|columns?|numbers?)\b/g, " ").trim()
  return /^[\s([]*\d+([\s,x×*]+\d+)*[\s,)\]]*$/.test(words) ? (words.match(/\d+/g) ?? []).map(Number).join("x") : null
}

/** The number of a line. @param {string} typed */
export function lineIn(typed) {
  const match = /^(?:line|l\.|#)?\s*(\d+)(?:\.0)?\s*[.:]?$/.exec(typed.trim().toLowerCase())
  return match && String(Number(match[1]))
}
