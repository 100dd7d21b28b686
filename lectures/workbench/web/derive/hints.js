// @ts-check
// Hints, one grade more with each click.

/** @import { Hint } from "../types.js" */
import { part } from "../parts.js";
import { safely } from "../safe.js";

const NEXT = ["Where?", "What sort of slip?", "Tell me"]; // what the button asks
/** What the button says at first, and what it is called then. @type {(next: string[]) => string} */
const offer = next => next.length < 2 ? "The button Hint names the slip."
  : `The button Hint says where to look; then it is called ${next.slice(1).map(label => `“${label}”`).join(" and ")}, which names the slip.`;

export class Hints {
  /** What is said at each grade, the gentlest first. @type {Hint[][]} */ grades = [];
  next = NEXT; // what the button asks for
  given = 0;
  isWaiting = false;
  isOffered = false; // whether it was said that a slip was looked for

  /** @param {HTMLButtonElement} button @param {HTMLElement} place */
  constructor(button, place) {
    this.button = button;
    this.place = place;
    button.addEventListener("click", () => { this.given += 1; this.paint(); place.scrollIntoView({ block: "nearest" }); });
    this.set([]);
  }

  /** @param {Hint[][]} grades @param {string[]} [next] */
  set(grades, next = NEXT) {
    const isOffered = this.isWaiting && grades.length > 0;
    Object.assign(this, { grades, next, given: 0, isOffered, isWaiting: false });
    this.paint();
  }

  /** Say that hints are being looked for, which takes a while for a large graph. */
  wait() {
    this.isWaiting = true;
    this.place.replaceChildren(part("li", { className: "quiet" }, "Looking for the slip …"));
  }

  paint() {
    const { grades, next, given, button, place } = this;
    button.textContent = given ? next.slice(-grades.length)[given] ?? "Hint" : "Hint";
    button.disabled = given >= grades.length;
    if (!given && this.isOffered) return place.replaceChildren(part("li", { className: "quiet" }, offer(next.slice(-grades.length))));
    place.replaceChildren(...(grades[given - 1] ?? []).map(hint => part("li", {}, typeof hint === "string" ? hint : safely(hint.html))));
  }
}
