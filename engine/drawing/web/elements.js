// @ts-check
// Making and finding the elements of a page.

/** @template {keyof HTMLElementTagNameMap} K @param {K} name @param {string} className @param {Content} children */
export function element(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** @type {(className: string, ...children: Content) => HTMLElement} */
export const p = (className, ...children) => element("p", className, ...children);
/** @type {(className: string, ...children: Content) => HTMLElement} */
export const span = (className, ...children) => element("span", className, ...children);

/** @type {(className: string, ...children: Content) => HTMLButtonElement} */
export const buttonOf = (className, ...children) => Object.assign(element("button", className, ...children), { type: /** @type {const} */ ("button") });

/** The first part that a selector names; it is there. @type {(root: ParentNode, selector: string) => any} */
export const find = (root, selector) => root.querySelector(selector);
/** @type {(root: ParentNode, selector: string) => HTMLElement[]} */
export const findAll = (root, selector) => [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(selector))];
/** What an event happened to, or what is around it. @type {(event: Event, selector: string) => HTMLElement | null} */
export const hit = (event, selector) => event.target instanceof Element ? event.target.closest(selector) : null;

/** @template {keyof HTMLElementEventMap} T @param {EventTarget} target @param {T} type @param {(event: HTMLElementEventMap[T]) => void} act */
export const listen = (target, type, act) => target.addEventListener(type, /** @type {EventListener} */ (act));

/** Where a part stands in the window. @param {Element} part */
export const rectOf = part => part.getBoundingClientRect();
/** Give a part the keys, and leave the page where it is. @param {HTMLElement} part */
export const focusOn = part => part.focus({ preventScroll: true });

/** Give a part a class or take it. @type {(part: Element, name: string, has: boolean) => void} */
export const setClass = (part, name, has) => void part.classList.toggle(name, has);

/** @type {(element: Element, text: string) => void} */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A fixed text of the page, filled in. What stands here is English; a page in another language carries its own (bundle.py).
 * @type {(text: string, ...values: unknown[]) => string} */
export const say = (text, ...values) => text.replace(/\{(\d)\}/g, (place, i) => i in values ? String(values[i]) : place);
/** @type {(landed: number, of: number) => string} */
export const soFar = (landed, of) => say("so far, {0} of {1}", landed, of);
/** A fixed text with parts of the page in its places. @type {(text: string, ...parts: Content) => Content} */
export const inserted = (text, ...parts) => text.split(/\{(\d)\}/).map((piece, i) => i % 2 ? parts[Number(piece)] : piece).filter(piece => piece !== "");
