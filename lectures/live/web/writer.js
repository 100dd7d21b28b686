// @ts-check
// A network of letters at work: words that it writes, its chances for the next letter, and where it looks.

import { say } from "./elements.js";
import { part } from "./parts.js";
import { shownAt } from "./training.js";

const WORDS = 20;

/** Numbers between 0 and 1, the same for the same seed: mulberry32, by Tommy Ettinger, in the public domain. @param {number} seed */
export function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6D2B79F5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {WriterView} view @param {HTMLElement} host @param {HTMLElement} side @param {() => void} changed @returns {Painter} */
export function buildWriter(view, host, side, changed) {
  const letters = [...view.letters], [end] = letters, places = view.longest + 1;
  const written = part("ol", { className: "written" }), next = part("div"), seen = part("div");
  const heat = part("input", { type: "range", min: "2", max: "20", value: "10", oninput: changed }), said = part("span", { className: "set" });
  const text = part("input", { type: "text", value: view.reads, maxLength: view.longest, size: view.longest + 2, autocapitalize: "off", oninput: changed });
  host.append(part("p", { className: "title", textContent: say("What it writes; underlined: a word of its list") }), written,
    part("div", { className: "options" }, part("label", {}, `${say("temperature")} `, heat, said), part("label", {}, `${say("let it read")} `, text)), next);
  side.append(seen);
  return training => {
    /** @param {string[]} read */
    const look = read => {
      const inputs = new Float64Array(places * letters.length);
      read.forEach((letter, t) => { inputs[t * letters.length + letters.indexOf(letter)] = 1; });
      const found = shownAt(training, view.shows, inputs), at = places * letters.length;
      const rows = read.map((_, t) => chances(found.subarray(t * letters.length, (t + 1) * letters.length), Number(heat.value) / 10));
      return { rows, looks: found.length > at ? read.map((_, t) => [...found.subarray(at + t * (t + 1) / 2, at + (t + 1) * (t + 2) / 2)]) : [] };
    };
    const words = Array.from({ length: WORDS }, (_, n) => {
      const random = randomFrom(n), read = [end];
      do read.push(drawn(look(read).rows[read.length - 1], letters, random()));
      while (read[read.length - 1] !== end && read.length < places);
      return read.filter(letter => letter !== end).join("");
    });
    written.replaceChildren(...words.map(word => part("li", { textContent: word || "–", className: view.words.includes(word) ? "is-known" : "" })));
    said.textContent = (Number(heat.value) / 10).toFixed(1);
    const read = [end, ...[...text.value.toLowerCase()].filter(letter => letters.includes(letter) && letter !== end)], { rows, looks } = look(read);
    next.replaceChildren(tableOf(say("Chances of the next letter, in percent"), read, letters, rows));
    seen.replaceChildren(...looks.length ? [tableOf(say("Where each place looks, in percent"), read, read, looks)] : []);
    host.dataset.says = say("{0} of {1} words are on its list", words.filter(word => view.words.includes(word)).length, WORDS);
  };
}

/** Softmax of scores. @param {Float64Array} scores @param {number} temperature */
function chances(scores, temperature) {
  const most = Math.max(...scores), powers = [...scores].map(score => Math.exp((score - most) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map(power => power / sum);
}

/** @param {number[]} chances @param {string[]} letters @param {number} x */
const drawn = (chances, letters, x) => letters[chances.findIndex(chance => (x -= chance) < 0)] ?? letters[letters.length - 1];

/** @param {string} title @param {string[]} rows @param {string[]} columns @param {number[][]} shares */
function tableOf(title, rows, columns, shares) {
  const cells = /** @param {number[]} row */ row => row.map(share => {
    const cell = part("td", { textContent: String(Math.round(100 * share)) });
    cell.style.setProperty("--share", `${Math.round(100 * share)}%`);
    return cell;
  });
  return part("table", { className: "shares" }, part("caption", { textContent: title }),
    part("tr", {}, part("td"), ...columns.map(name => part("th", { textContent: name, scope: "col" }))),
    ...shares.map((row, t) => part("tr", {}, part("th", { textContent: rows[t], scope: "row" }), ...cells(row))));
}
