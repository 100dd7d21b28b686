// @ts-check
// Buttons, sliders and choices.

import { part } from "./parts.js";

/** @param {string} text @param {() => void} act */
export function button(text, act) {
  const made = part("button", { type: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

/** @param {string} name @param {number} last @param {number} at @param {(i: number) => string} set */
export function slider(name, last, at, set) {
  const input = part("input", { type: "range", min: "0", max: String(last), value: String(at) }), output = part("span", { className: "set" });
  const follow = () => {
    output.textContent = set(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", follow);
  follow();
  return part("label", {}, `${name} `, input, output);
}

/** @param {string} name @param {string[]} options */
export function choice(name, options) {
  const select = part("select", {}, ...options.map(option => part("option", { textContent: option })));
  return { select, label: part("label", {}, `${name} `, select) };
}
