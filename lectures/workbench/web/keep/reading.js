// @ts-check
// What an opened file says, read with care: the text of a script, and work, of which every part is looked at before any is used.

/** @import { Work } from "../types.js" */

const NESTED = 1000; // lists and brackets in each other
const DEEPEST = 6; // lists in each other that an answer can be

/** A script or a notebook as text. @throws what is wrong with it @type {(bytes: Uint8Array<ArrayBuffer>) => string} */
export function textOf(bytes) {
  const wide = bytes[0] === 0xFF && bytes[1] === 0xFE ? "utf-16le" : bytes[0] === 0xFE && bytes[1] === 0xFF ? "utf-16be" : "";
  const begin = wide ? "" : new TextDecoder("latin1").decode(bytes.slice(0, 200)).split("\n").slice(0, 2).join("\n");
  const said = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/m.exec(begin)?.[1].replace("latin-1", "latin1"); // as Python has it
  let text;
  try {
    text = new TextDecoder(wide || (said ?? "utf-8"), { fatal: true }).decode(bytes);
  } catch {
    throw new Error(said && said !== "utf-8" ? `it is no text in ${said}, which its first lines name` : "it is no text in UTF-8; save it as UTF-8 in your editor");
  }
  if (text.includes("\0")) throw new Error("it is no text");
  return text.replaceAll(/\r\n?/g, "\n");
}

/** Is anything in more lists than work ever has? Brackets in texts do not count. @param {string} text */
function isDeep(text) {
  let deep = 0, isText = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"') isText = !isText;
    else if (isText) i += Number(letter === "\\");
    else if (letter === "[" || letter === "{") { if (++deep > NESTED) return true; }
    else if (letter === "]" || letter === "}") deep--;
  }
  return false;
}

/** @throws what is wrong with it @param {string} text @returns {any} */
export function dataOf(text) {
  if (isDeep(text)) throw new Error("its lists are nested too deeply");
  try { return JSON.parse(text); } catch { throw new Error(text.trim() ? "its text is cut off or damaged: it is no JSON" : "it is empty"); }
}

/** @typedef {(x: any, at: string) => string} Rule what is wrong with something, "" where nothing is */

/** @type {(x: any) => boolean} */
const isRecord = x => x !== null && typeof x === "object" && !Array.isArray(x);
/** @type {(ok: (x: any) => boolean, kind: string) => Rule} */
const is = (ok, kind) => (x, at) => ok(x) ? "" : `${at} is not ${kind}`;
/** @type {(rule: Rule) => Rule} */
const maybe = rule => (x, at) => x === undefined ? "" : rule(x, at);
/** @type {(rule: Rule) => Rule} */
const each = rule => (x, at) => isRecord(x) ? first(Object.entries(x).map(([name, inner]) => () => rule(inner, `${at}.${name}`))) : `${at} is no set of names`;
/** @type {(rules: Record<string, Rule>) => Rule} */
const fields = rules => (x, at) => isRecord(x) ? first(Object.entries(rules).map(([name, rule]) => () => rule(x[name], `${at}.${name}`))) : `${at} is no set of names`;
/** @type {(checks: (() => string)[]) => string} */
const first = checks => { for (const check of checks) { const wrong = check(); if (wrong) return wrong; } return ""; };

const text = is(x => typeof x === "string", "a text"), flag = is(x => typeof x === "boolean", "true or false");
const number = is(Number.isFinite, "a number"), list = is(Array.isArray, "a list");
const texts = is(x => Array.isArray(x) && x.every(one => typeof one === "string"), "a list of texts");
/** @type {(x: any, deep?: number) => boolean} */
const isTyped = (x, deep = 0) => typeof x === "string" || (Array.isArray(x) && deep < DEEPEST && x.every(one => isTyped(one, deep + 1)));
const typed = each(is(isTyped, "what is typed into a box"));
/** @type {Record<string, Rule>} */
const PANELS = {
  formula: fields({ text, numbers: each(text), guessed: maybe(each(text)), own: maybe(texts) }),
  script: fields({ text, points: maybe(list), numbers: maybe(text) }),
  derive: fields({ typed: maybe(typed), chosen: maybe(each(flag)), judged: maybe(text) }),
  stage: each(fields({ step: maybe(number), row: maybe(number), isLast: flag, grain: text, isOpen: flag, whole: is(x => x === null || typeof x === "boolean", "a view") })),
  exercises: fields({ opened: maybe(text), progress: maybe(each(fields({
    seed: is(x => Number.isSafeInteger(x) && x >= 0, "a whole number"), typed: each(typed), score: maybe(number), solved: maybe(flag), looked: maybe(flag), checked: maybe(list),
  }))) }),
};

/** @throws what is wrong with it, and where @param {any} data @returns {Work} */
export function workIn(data) {
  if (!isRecord(data) || !isRecord(data.panels)) throw new Error("it holds no work of the workbench");
  const wrong = first([
    () => is(x => Number.isFinite(x) && Math.abs(x) <= 8.64e15, "a time")(data.when, "when"), () => maybe(text)(data.tab, "tab"),
    () => fields(Object.fromEntries(Object.entries(PANELS).map(([name, rule]) => [name, maybe(rule)])))(data.panels, "panels"),
  ]);
  if (wrong) throw new Error(`it is damaged: ${wrong}`);
  if (!Object.keys(PANELS).some(name => name in data.panels)) throw new Error("it holds no work of the workbench");
  return data;
}
