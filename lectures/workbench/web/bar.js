// @ts-check
// What the page has to say about the reader's work: a line under the header, with buttons; it never covers anything.

/** @typedef {{ label: string, act: () => unknown }} Choice */

const place = document.createElement("div");
place.className = "said-of-work";
place.setAttribute("role", "status");
document.querySelector("header")?.after(place);

/** Say one thing; what was said before under the same name is gone.
 * @param {string} name @param {string} text @param {Choice[]} [choices] */
export function say(name, text, choices = []) {
  silence(name);
  const bar = document.createElement("p"), said = document.createElement("span");
  bar.dataset.name = name;
  said.textContent = text;
  bar.append(said, ...choices.map(({ label, act }) => button(label, () => { silence(name); act(); })));
  bar.append(Object.assign(button("×", () => silence(name)), { ariaLabel: "Close this message", className: "plain" }));
  place.append(bar);
}

/** @type {(name: string) => void} */
export const silence = name => { for (const bar of [...place.children]) if (/** @type {HTMLElement} */ (bar).dataset.name === name) bar.remove(); };

/** @type {(label: string, act: () => unknown) => HTMLButtonElement} */
export function button(label, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  made.addEventListener("click", act);
  return made;
}

/** A menu in the header: closed by Escape, by a click elsewhere, and by what is chosen.
 * @param {string} label @param {(Choice | { note: string })[]} entries */
export function menu(label, entries) {
  const details = document.createElement("details"), summary = document.createElement("summary"), list = document.createElement("div");
  details.className = "menu";
  summary.textContent = label;
  const close = () => { details.open = false; };
  list.append(...entries.map(entry => "note" in entry
    ? Object.assign(document.createElement("p"), { className: "quiet", textContent: entry.note })
    : button(entry.label, () => { close(); summary.focus(); entry.act(); })));
  details.append(summary, list);
  details.addEventListener("keydown", event => { if (event.key === "Escape" && details.open) { close(); summary.focus(); } });
  document.addEventListener("pointerdown", event => { if (!details.contains(/** @type {Node} */ (event.target))) close(); });
  details.addEventListener("focusout", event => { if (event.relatedTarget && !details.contains(/** @type {Node} */ (event.relatedTarget))) close(); });
  document.getElementById("menu")?.append(details);
  return details;
}

/** A dialog with a title and a button that closes it; made anew each time, so that it says what is true now.
 * @param {string} title @param {...(Node | string)} inside */
export function dialog(title, ...inside) {
  const made = document.createElement("dialog"), head = document.createElement("h2"), foot = document.createElement("p");
  head.textContent = title;
  head.id = "dialog-title";
  made.setAttribute("aria-labelledby", head.id);
  foot.append(button("Close", () => made.close()));
  made.append(head, ...inside, foot);
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
  return made;
}
