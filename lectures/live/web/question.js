// @ts-check
// The question comes first: whoever has chosen, or would rather not, may play.

import { say } from "./elements.js";
import { button } from "./widgets.js";
import { part } from "./parts.js";

/** @param {Question} ask @param {string} invitation what to do once an option is chosen @param {() => void} open */
export function buildQuestion(ask, invitation, open) {
  const answer = part("p", { className: "answer", hidden: true }), box = part("div", { className: "ask" });
  const options = ask.options.map((option, i) => button(option, () => {
    for (const one of options) one.ariaPressed = String(one === options[i]);
    answer.hidden = false;
    answer.textContent = invitation;
    show.hidden = false;
    chosen = i;
    open();
  }));
  let chosen = -1;
  const show = button(say("Show the answer"), () => {
    open();
    answer.hidden = false;
    box.classList.add("is-answered");
    const verdict = `${chosen === ask.right ? say("You were right.") : say("It is “{0}”.", ask.options[ask.right])} `;
    answer.textContent = verdict + ask.answer;
  });
  show.hidden = true;
  show.className = "tell"; // the keys of a projector find it (projector.js of the player)
  const skip = button(say("Just let me play"), open);
  skip.className = "skip-question";
  box.append(part("p", { className: "question", textContent: ask.question }),
    part("div", { className: "options" }, ...options, skip, show), answer);
  return box;
}
