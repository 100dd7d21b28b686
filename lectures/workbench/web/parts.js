// @ts-check
// Making and finding the parts of the page.

import { part } from "../../live/web/parts.js";

export { part, shape } from "../../live/web/parts.js";

/** @param {string} label @param {() => unknown} act @param {Record<string, any>} [given] */
export const button = (label, act, given = {}) => part("button", { type: "button", textContent: label, onclick: () => { act(); }, ...given });

/** What a selector names in the page, which has it. @type {<E extends HTMLElement = HTMLElement>(within: ParentNode, selector: string) => E} */
export const find = (within, selector) => /** @type {any} */ (within.querySelector(selector));

/** Data that the page carries. @param {string} id @returns {any} */
export const carried = id => JSON.parse(document.getElementById(id)?.textContent || "null");

/** What is known by name, where a name such as toString or __proto__ is like any other. @template T @param {...Record<string, T>} given @returns {Record<string, T>} */
export const named = (...given) => Object.assign(Object.create(null), ...given);

/** @param {unknown} error */
export const messageOf = error => error instanceof Error ? error.message : String(error);
