// @ts-check
// What the page has to say about the reader's work: a line under the header, with buttons; it never covers anything.

import { button, part } from "./parts.js";

/** @typedef {{ label: string, act: () => unknown }} Choice */

const place = part("div", { className: "said-of-work", role: "status" });
document.querySelector("header")?.after(place);

/** Say one thing; what was said before under the same name is gone.
 * @param {string} name @param {string} text @param {Choice[]} [choices] */
export function say(name, text, choices = []) {
  silence(name);
  const bar = part("p", {}, part("span", {}, text), ...choices.map(({ label, act }) => button(label, () => { silence(name); act(); })),
    button("×", () => silence(name), { ariaLabel: "Close this message", className: "plain" }));
  bar.dataset.name = name;
  place.append(bar);
}

/** @type {(name: string) => void} */
export const silence = name => { for (const bar of [...place.children]) if (/** @type {HTMLElement} */ (bar).dataset.name === name) bar.remove(); };

/** A menu in the header: closed by Escape, by a click elsewhere, and by what is chosen.
 * @param {string} label @param {(Choice | { note: string })[]} entries */
export function menu(label, entries) {
  const close = () => { details.open = false; };
  const summary = part("summary", {}, label), details = part("details", { className: "menu" }, summary, part("div", {}, ...entries.map(entry =>
    "note" in entry ? part("p", { className: "quiet" }, entry.note) : button(entry.label, () => { close(); summary.focus(); entry.act(); }))));
  details.addEventListener("keydown", event => { if (event.key === "Escape" && details.open) { close(); summary.focus(); } });
  document.addEventListener("pointerdown", event => { if (!details.contains(/** @type {Node} */ (event.target))) close(); });
  details.addEventListener("focusout", event => { if (event.relatedTarget && !details.contains(/** @type {Node} */ (event.relatedTarget))) close(); });
  document.getElementById("menu")?.append(details);
  return details;
}

/** A dialog with a title and a button that closes it; made anew each time, so that it says what is true now.
 * @param {string} title @param {...(Node | string)} inside */
export function dialog(title, ...inside) {
  const made = part("dialog", {}, part("h2", { id: "dialog-title" }, title), ...inside);
  made.append(part("p", {}, button("Close", () => made.close())));
  made.setAttribute("aria-labelledby", "dialog-title");
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
  return made;
}

/** Copy a text, and show it: where copying is forbidden it can still be taken by hand.
 * @param {string} title @param {string} text @param {string} called @param {string} said @param {...Node} more */
export async function offer(title, text, called, said, ...more) {
  const note = part("p", { role: "status" }), field = part("textarea", { value: text, readOnly: true, rows: 4, ariaLabel: called });
  const copy = async () => {
    field.select();
    note.textContent = await navigator.clipboard.writeText(text).then(() => "Copied.", () => "This browser does not let a page copy; press Ctrl+C.");
  };
  dialog(title, part("p", {}, said), field, part("div", { className: "row" }, button("Copy", copy), ...more), note);
  await copy();
  field.scrollTop = 0; // where it is selected to its end, it shows its end
}
