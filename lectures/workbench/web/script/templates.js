// @ts-check
// Scripts to begin with; what the reader wrote stays among the earlier work, and one click brings it back.

import { carried, part } from "../parts.js";

/** @typedef {{ name: string, title: string, source: string, answer: string }} Template */

/** @type {() => Template[]} */
export const carriedTemplates = () => carried("templates");

/** @param {HTMLElement} host @param {{ templates: Template[], text: () => string, open: (text: string) => void, keep: import("../types.js").Desk["keep"] }} given */
export function buildTemplates(host, { templates, text, open, keep }) {
  const menu = part("select", {}, ...templates.map(({ name, title }) => part("option", { value: name }, title)));
  const opener = part("button", { type: "button", textContent: "Open" });
  const answer = part("div", { className: "answer", hidden: true });
  host.append(part("div", { className: "row" }, part("label", { className: "field" }, "Begin with ", menu), opener), answer);

  const found = () => templates.find(({ name }) => name === menu.value) ?? templates[0];
  let taken = ""; // a script that was written for the reader, of a formula
  const isMine = () => text().trim() !== "" && text() !== taken && !templates.some(({ source }) => source === text());
  /** The answer belongs to the script with the bug, also while one looks for it. */
  const follow = () => {
    const shown = templates.find(({ source }) => source.split("\n")[0] === text().split("\n")[0]);
    answer.hidden = !shown?.answer;
    if (!shown?.answer || answer.dataset.of === shown.name) return;
    answer.dataset.of = shown.name;
    const words = part("p", { hidden: true }, ...withCode(shown.answer)), reveal = part("button", { type: "button", textContent: "Show me what is wrong" });
    reveal.onclick = () => {
      words.hidden = !words.hidden;
      reveal.textContent = words.hidden ? "Show me what is wrong" : "Hide the answer";
    };
    answer.replaceChildren(reveal, words);
  };
  /** Put a script in place of the one that stands there. @param {{ title: string, source: string }} next */
  const use = ({ title, source }) => keep.exchange(() => {
    taken = source;
    open(source);
    follow();
  }, { said: `“${title}” is open.`, isOwn: isMine() });
  opener.onclick = () => use(found());
  return { follow, use };
}

/** Text in which `backticks` mark code. @param {string} words */
const withCode = words => words.split("`").map((piece, i) => i % 2 ? part("code", {}, piece) : piece);
