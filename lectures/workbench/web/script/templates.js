// @ts-check
// Scripts to begin with; one that was changed is replaced only after a question, and Ctrl+Z brings it back.

import { carried, part } from "../parts.js";

/** @typedef {{ name: string, title: string, source: string, answer: string }} Template */

/** @type {() => Template[]} */
export const carriedTemplates = () => carried("templates");

/** @param {HTMLElement} host @param {{ templates: Template[], text: () => string, open: (text: string) => void }} given */
export function buildTemplates(host, { templates, text, open }) {
  const menu = part("select", {}, ...templates.map(({ name, title }) => part("option", { value: name }, title)));
  const opener = part("button", { type: "button", textContent: "Open" });
  const question = part("div", { className: "question row", hidden: true });
  question.setAttribute("role", "status");
  const answer = part("div", { className: "answer", hidden: true });
  host.append(part("div", { className: "row" }, part("label", { className: "field" }, "Begin with ", menu), opener), question, answer);

  const found = () => templates.find(({ name }) => name === menu.value) ?? templates[0];
  let taken = ""; // a script that was written for the reader, of a formula
  const isMine = () => text().trim() !== "" && text() !== taken && !templates.some(({ source }) => source === text());
  /** @param {string} source */
  const use = source => {
    question.hidden = true;
    taken = source;
    open(source);
    follow();
  };
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
  /** Replace the script, after a question where it is the reader's own. @param {{ title: string, source: string }} next @param {HTMLElement} back what has the focus afterwards */
  const offer = ({ title, source }, back) => {
    if (!isMine()) { use(source); back.focus(); return; }
    const yes = part("button", { type: "button", textContent: "Replace", onclick: () => { use(source); back.focus(); } });
    const no = part("button", { type: "button", textContent: "Keep mine", onclick: () => { question.hidden = true; back.focus(); } });
    question.replaceChildren(`Replace your script by “${title}”? Ctrl+Z brings it back.`, yes, no);
    question.hidden = false;
    yes.focus();
  };
  opener.onclick = () => offer(found(), opener);
  return { follow, offer };
}

/** Text in which `backticks` mark code. @param {string} words */
const withCode = words => words.split("`").map((piece, i) => i % 2 ? part("code", {}, piece) : piece);
