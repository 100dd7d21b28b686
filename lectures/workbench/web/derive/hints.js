// @ts-check
// Hints, one grade more with each click.

/** @import { Hint } from "../types.js" */
import { part } from "../parts.js";
import { safely } from "../safe.js";

/** @type {(presses: number) => string} */
const offer = presses => presses < 2 ? "The button Hint names the slip." : `The button Hint says where to look; the last of its ${presses} hints names the slip.`;

export class Hints {
  /** What is said at each grade, the gentlest first. @type {Hint[][]} */ grades = [];
  given = 0;
  isWaiting = false;
  isOffered = false; // whether it was said that a slip was looked for

  /** @param {HTMLButtonElement} button @param {HTMLElement} place */
  constructor(button, place) {
    this.button = button;
    this.place = place;
    button.classList.add("hint");
    button.addEventListener("click", () => { this.given += 1; this.paint(); place.scrollIntoView({ block: "nearest" }); });
    this.set([]);
  }

  /** @param {Hint[][]} grades */
  set(grades) {
    const isOffered = this.isWaiting && grades.length > 0;
    Object.assign(this, { grades, given: 0, isOffered, isWaiting: false });
    this.paint();
  }

  /** Say that hints are being looked for, which takes a while for a large graph. */
  wait() {
    this.isWaiting = true;
    this.place.replaceChildren(part("li", { className: "quiet" }, "Looking for the slip …"));
  }

  paint() {
    const { grades, given, button, place } = this, all = grades.length, now = grades[given - 1] ?? [];
    button.textContent = all ? `Hint ${Math.min(given + 1, all)} of ${all}` : "Hint";
    button.disabled = given >= all;
    if (!given && this.isOffered) return place.replaceChildren(part("li", { className: "quiet" }, offer(grades.length)));
    const isMixed = now.some(hint => typeof hint === "string") && now.some(hint => typeof hint !== "string");
    const whose = (/** @type {Hint} */ hint) => isMixed ? [part("span", { className: "quiet" }, typeof hint === "string" ? "Your slip: " : "In general: ")] : [];
    place.replaceChildren(...now.map(hint => part("li", {}, ...whose(hint), typeof hint === "string" ? hint : safely(hint.html))));
  }
}
