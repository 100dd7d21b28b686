// @ts-check
// The question comes first: whoever has chosen, or would rather not, may play.

import { say } from "./elements.js";
import { button } from "./widgets.js";
import { part } from "./parts.js";

/** @typedef {"asked" | "chosen" | "answered" | "left out"} Stand */
/** @param {Question} ask @param {string} invitation what to do once an option is chosen
 * @param {(isOpen: boolean) => void} open what the question hides, or hide it again */
export function buildQuestion(ask, invitation, open) {
  const answer = part("p", { className: "answer" });
  const options = ask.options.map((option, i) => button(option, () => stand("chosen", i)));
  const show = button(say("Show the answer"), () => stand("answered", chosen)), skip = button(say("Just let me play"), () => stand("left out", chosen));
  skip.className = "skip-question";
  let chosen = -1, now = /** @type {Stand} */ ("asked");
  /** @type {(next: Stand, i: number) => void} */
  const stand = (next, i) => {
    [now, chosen] = [next, i];
    options.forEach((one, k) => { one.ariaPressed = String(k === chosen); });
    show.hidden = chosen < 0;
    answer.hidden = now === "asked" || now === "left out";
    const verdict = chosen === ask.right ? say("You were right.") : say("It is “{0}”.", ask.options[ask.right]);
    answer.textContent = now === "answered" ? `${verdict} ${ask.answer}` : invitation;
    open(now !== "asked");
  };
  /** The steps of a presenter (projector.js of the player): to the answer, and back to the question for another half of the
   * room; false where there is none. @param {number} by */
  const turn = by => {
    const wanted = by > 0 ? now === "asked" || now === "chosen" : now === "chosen" || now === "answered";
    if (wanted && by > 0) stand("answered", chosen);
    else if (wanted) stand("asked", -1);
    return wanted;
  };
  stand("asked", -1);
  return Object.assign(part("div", { className: "ask" }, part("p", { className: "question", textContent: ask.question }),
    part("div", { className: "options" }, ...options, skip, show), answer), { turn });
}
