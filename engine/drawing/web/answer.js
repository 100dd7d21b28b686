// @ts-check
// A predicted number: what somebody typed, as a number, and what is to be said of it.

const MOST_CHARACTERS = 80;
const LOOSE = .1; // relative: "1" is right to the digit typed for 0.96, and not for 0.6
const EXACT = 5e-3; // relative: for fractions and expressions
/** @type {Record<string, (x: number) => number>} */
const FUNCTIONS = { exp: Math.exp, log: Math.log, ln: Math.log, sqrt: Math.sqrt, tanh: Math.tanh, abs: Math.abs };
/** @type {Record<string, (a: number, b: number) => number>} */
const OPERATORS = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b };
const TOKEN = /\s*(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|[a-z]+|\*\*|[-+*/^()])/y;

/** The number that a fraction or an expression stands for, NaN where it is none. @param {string} typed */
export function evaluate(typed) {
  const text = typed.trim().toLowerCase().replace(/[−–]/g, "-").replace(/[×·]/g, "*").replace(/(\d),(\d)/g, "$1.$2");
  const tokens = tokensOf(text.slice(0, MOST_CHARACTERS + 1));
  if (!tokens.length || text.length > MOST_CHARACTERS) return NaN;
  let at = 0;
  /** Left to right, as long as the operators are these. @type {(operators: string, operand: () => number) => number} */
  const chain = (operators, operand) => {
    let x = operand();
    while (at < tokens.length && operators.includes(tokens[at])) x = OPERATORS[tokens[at++]](x, operand());
    return x;
  };
  const sum = () => chain("+-", product);
  /** @type {() => number} */
  const product = () => chain("*/", signed);
  /** @type {() => number} */
  const signed = () => {
    if (tokens[at] === "-") return at += 1, -signed();
    return tokens[at] === "+" ? (at += 1, signed()) : power();
  };
  /** @type {() => number} */
  const power = () => {
    const base = atom();
    return ["^", "**"].includes(tokens[at]) ? (at += 1, base ** signed()) : base;
  };
  /** @type {() => number} */
  const atom = () => {
    const token = tokens[at++];
    if (token === "(") {
      const x = sum();
      return tokens[at++] === ")" ? x : NaN;
    }
    if (Object.hasOwn(FUNCTIONS, token) && tokens[at] === "(") return FUNCTIONS[token](atom());
    return token === undefined ? NaN : Number(token);
  };
  const x = sum();
  return at === tokens.length ? x : NaN;
}

/** @param {string} text */
function tokensOf(text) {
  const tokens = [], pattern = new RegExp(TOKEN);
  for (let match; pattern.lastIndex < text.length && (match = pattern.exec(text));) tokens.push(match[1]);
  return tokens.join("") === text.replace(/\s/g, "") ? tokens : [];
}

/** What is to be said of a guess; "" where nothing can be read. The factors are those of a product, of which one may have
 * been forgotten. @type {(typed: string, truth: number, factors?: { partial: number, upstream: number } | null) => Judgement | ""} */
export function judge(typed, truth, factors = null) {
  const judgement = compare(typed, truth);
  if (!factors || !judgement || judgement === "right") return judgement;
  const alone = /** @type {const} */ (["partial", "upstream"]).find(factor => compare(typed, factors[factor]) === "right");
  return alone ?? judgement;
}

/** @type {(typed: string, truth: number) => Judgement | ""} */
function compare(typed, truth) {
  const guess = evaluate(typed), plain = /^[-+−–]?\d*[.,]?(\d*)$/.exec(typed.trim());
  if (!Number.isFinite(guess)) return "";
  const within = plain ? Math.min(.5000001 * 10 ** -plain[1].length, LOOSE * Math.abs(truth)) : EXACT * Math.abs(truth);
  if (Math.abs(guess - truth) <= within) return "right";
  if (guess * truth < 0 && Math.abs(guess + truth) <= Math.max(within, LOOSE * Math.abs(truth))) return "wrong sign";
  return guess > truth ? "too high" : "too low";
}
