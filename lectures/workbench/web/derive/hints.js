// @ts-check
// Hints, one grade more with each click.

import { make } from "./box.js";

const NEXT = ["Where?", "What sort of slip?", "Tell me"]; // what the button asks

/** @typedef {string | { html: string }} Hint text, or what the course says, typeset */

export class Hints {
  /** @param {HTMLButtonElement} button @param {HTMLElement} place */
  constructor(button, place) {
    Object.assign(this, { button, place });
    button.addEventListener("click", () => { this.given += 1; this.paint(); });
    this.set([]);
  }

  /** @param {Hint[][]} grades what is said at each, the gentlest first @param {string[]} [next] what the button asks for */
  set(grades, next = NEXT) {
    Object.assign(this, { grades, next, given: 0 });
    this.paint();
  }

  paint() {
    const { grades, next, given, button, place } = this;
    button.textContent = given ? next.slice(-grades.length)[given] ?? "Hint" : "Hint";
    button.disabled = given >= grades.length;
    place.replaceChildren(...(grades[given - 1] ?? []).map(hint => make("li", typeof hint === "string" ? { textContent: hint } : { innerHTML: hint.html })));
  }
}
