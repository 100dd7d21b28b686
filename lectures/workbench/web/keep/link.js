// @ts-check
// Links that carry a script or a formula in their hash: written, read with care, shown, and never run by themselves.

/** @import { Desk, Typed } from "../types.js" */
import { offer, say } from "../bar.js";
import { packed } from "../packing.js";
import { messageOf, named } from "../parts.js";

const DAMAGED = "it is cut off or damaged";
const LONGEST = 100_000, MOST = 300_000; // characters of a hash, and of the script in it

/** @type {(bytes: Uint8Array) => string} */
const base64url = bytes => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** @throws where it is no text, or too much of it @type {(code: string) => Promise<string>} */
async function textIn(code) {
  if (code.length > LONGEST) throw new Error("it is too long");
  if (!/^[A-Za-z0-9_-]+$/.test(code) || code.length % 4 === 1) throw new Error(DAMAGED); // which atob takes ill
  const bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), letter => letter.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  let text = "";
  for (;;) { // a few bytes can unpack to gigabytes
    const { done, value } = await reader.read().catch(() => { throw new Error(DAMAGED); });
    if (done) return text;
    text += value;
    if (text.length > MOST) { await reader.cancel(); throw new Error("it is too long"); }
  }
}

/** Does the address carry something, or is its hash a place on the page? */
export const carries = () => /^#((script|formula|exercise)=|exercises$)/.test(location.hash) || location.hash.length > LONGEST;

/** A link to an exercise of the course brings no text: what this tab has goes on. */
export const leadsOn = () => location.hash.startsWith("#exercise");

/** Show what the address carries. @param {Desk["keep"]} keep */
export async function follow(keep) {
  const hash = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search); // or a reload would throw away what is typed now
  try {
    if (hash.length > LONGEST) throw new Error("it is too long");
    const asked = new URLSearchParams(hash), script = asked.get("script"), formula = asked.get("formula"), exercise = asked.get("exercise");
    if (hash === "exercises") keep.openExercise();
    else if (exercise !== null) keep.openExercise(exercise, Number(asked.get("seed") ?? 0), typedIn(asked.get("typed") ?? "{}"));
    else if (script !== null) {
      await keep.give("script", { text: await textIn(script) }, "This script came with a link. Read it, then run it.", true);
    } else if (!formula?.trim() || hash.includes("\uFFFD") || [...asked.values()].some(text => text.includes("\uFFFD"))) throw new Error(DAMAGED);
    else await keep.give("formula", { text: formula, numbers: numbersIn(asked) }, "This formula came with a link.", true);
  } catch (error) {
    say("link", `The link that led here cannot be read: ${messageOf(error)}. Ask for it again, or for the work as a file; nothing of it was used, and what is on the screen is as it was.`);
  }
}

/** Answers that were typed on the page of a lecture, by quantity. @param {string} text @returns {Record<string, Typed>} */
function typedIn(text) {
  const isTyped = (/** @type {unknown} */ x) => Array.isArray(x) ? x.every(isTyped) : typeof x === "string";
  try {
    const typed = JSON.parse(text);
    if (!Array.isArray(typed) && Object.values(typed).every(isTyped)) return named(typed);
  } catch { /* said below */ }
  throw new Error(DAMAGED);
}

/** Everything beside the formula is a name and what one types for it. @param {URLSearchParams} asked */
const numbersIn = asked => Object.fromEntries([...asked].filter(([name]) => name !== "formula" && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)));

/** @param {{ tab?: string, panels: Record<string, any> }} now */
async function linkTo({ tab, panels }) {
  const here = location.href.split("#")[0];
  if (tab !== "formula") return `${here}#script=${base64url(await packed(panels.script.text))}`;
  const { text, guessed, numbers: given } = panels.formula, numbers = { ...given, ...guessed }, names = new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  return `${here}#${new URLSearchParams([["formula", text], ...Object.entries(numbers).filter(([name]) => names.has(name))])}`;
}

/** Copy a link, and show it. @param {Desk["keep"]} keep */
export async function copyLink(keep) {
  const link = await linkTo(keep.now());
  const where = location.protocol === "file:" ? "It leads to the file on this computer; for others, put workbench.html on a web server." : "";
  const size = link.length > 8000 ? `It has ${link.length.toLocaleString("en")} characters; some programs cut such a link off. A file is safer.` : "";
  const said = ["The link carries the text itself; it is shown to whoever opens it, and run only when they say so.", where, size].filter(Boolean).join(" ");
  await offer("A link to this", link, "The link", said);
}
