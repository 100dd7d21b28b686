// @ts-check
// A box for one answer: a field, a grid of fields for a matrix, text for a whole array, a sign, or a choice.

const LARGEST = 36, WIDEST = 8, IN_A_ROW = 5; // of a grid; larger arrays are typed as text, a long row is wrapped
const NUMBER = /^[-+−]?[\d.,]+(e[-+−]?\d+)?(\/\d+)?$/i;
let made = 0;

/** @typedef {{ name: string, label: string, shape: number[], kind?: string, options?: string[], about?: string }} Asked */
/** @typedef {string | any[]} Typed text, or nested lists of the text in each field */

/** @type {<K extends keyof HTMLElementTagNameMap>(tag: K, set?: Record<string, any>, ...inside: (Node | string)[]) => HTMLElementTagNameMap[K]} */
export function make(tag, { aria = {}, ...set } = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), set);
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value);
  element.append(...inside);
  return element;
}

const size = (/** @type {number[]} */ shape) => shape.reduce((n, length) => n * length, 1);
/** @type {(flat: any[], shape: number[]) => any} */
const nested = (flat, [length, ...rest]) => length === undefined ? flat[0]
  : Array.from({ length }, (_, i) => nested(flat.slice(i * size(rest), (i + 1) * size(rest)), rest));
/** @type {(i: number, shape: number[]) => string} */
const index = (i, shape) => shape.map((length, axis) => `[${Math.floor(i / size(shape.slice(axis + 1))) % length}]`).join("");
/** Text as rows of numbers, as it comes from a table or is written "1 2; 3 4"; null where it is anything else. @param {string} text */
function rows(text) {
  const found = text.trim().split(/[\n;]+/).map(row => row.trim().split(/\t|,?\s+/).filter(Boolean));
  return found.flat().length > 1 && found.flat().every(part => NUMBER.test(part)) ? found : null;
}

export class Answer {
  /** @param {Asked} asked */
  constructor(asked) {
    this.asked = asked;
    this.id = `answer-${made++}`;
    this.count = size(asked.shape);
    this.isGrid = asked.shape.length > 0 && this.canBeGrid;
    this.place = make("div", { className: "cells" });
    this.verdict = make("span", { className: "verdict", id: `${this.id}-verdict` });
    this.trouble = make("p", { className: "trouble", id: `${this.id}-trouble` });
    const code = make("code", {}, asked.label), about = make("span", { className: "about" });
    if (asked.about) about.innerHTML = asked.about; // of the course's own Markdown
    this.switch = make("button", { type: "button", className: "switch" });
    this.switch.hidden = !(asked.shape.length && this.canBeGrid);
    this.switch.addEventListener("click", () => { const { value } = this; this.isGrid = !this.isGrid; this.build(); this.value = value; this.fields[0]?.focus(); });
    const head = make("div", { className: "head" }, make("label", { htmlFor: `${this.id}-0` }, code), about, this.switch);
    this.element = make("div", { className: "answer" }, head, this.place, this.verdict, this.trouble);
    this.element.dataset.name = asked.name;
    this.element.classList.toggle("is-array", asked.shape.length > 0);
    this.element.classList.toggle("is-long", Boolean(asked.about) || asked.kind === "choice");
    this.build();
  }

  get canBeGrid() { return this.count <= LARGEST && (this.asked.shape.length === 1 || (this.asked.shape.at(-1) ?? 1) <= WIDEST); }

  build() {
    const { asked: { label, shape, kind, options = [] }, id } = this;
    const described = { describedby: `${id}-verdict ${id}-trouble` };
    /** @type {(HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]} */
    this.fields = [];
    this.place.classList.toggle("grid", this.isGrid);
    this.switch.textContent = this.isGrid ? "as text" : "as boxes";
    this.switch.setAttribute("aria-label", `Type ${label} ${this.switch.textContent}`);
    if (kind === "choice") return this.buildChoice(options);
    if (kind === "sign") {
      this.fields = [make("select", { id: `${id}-0`, aria: described }, ...["", ...options].map(text => make("option", { value: text }, text)))];
    } else if (this.isGrid) {
      this.place.style.gridTemplateColumns = `repeat(${shape.length === 1 ? Math.min(this.count, IN_A_ROW) : shape.at(-1)}, minmax(3.4rem, 6.5rem))`;
      this.fields = Array.from({ length: this.count }, (_, i) =>
        make("input", { id: `${id}-${i}`, aria: { ...described, label: label + index(i, shape) }, autocomplete: "off", spellcheck: false }));
      this.fields.forEach((field, i) => {
        field.addEventListener("change", () => this.spread(i, field.value));
        field.addEventListener("paste", event => {
          const text = /** @type {ClipboardEvent} */ (event).clipboardData?.getData("text") ?? "";
          if (rows(text)) { event.preventDefault(); this.spread(i, text); }
        });
      });
    } else {
      const text = shape.length > 1 ? make("textarea", { rows: 3 }) : make("input", {});
      const hint = { shape: "3 x 2", line: "3" }[kind ?? ""] ?? (shape.length > 1 ? "1 2; 3 4" : shape.length ? "1 2 3" : "");
      this.fields = [Object.assign(text, { id: `${id}-0`, autocomplete: "off", spellcheck: false, placeholder: hint })];
      text.setAttribute("aria-describedby", described.describedby);
      text.addEventListener("keydown", event => {
        const { key, ctrlKey, metaKey } = /** @type {KeyboardEvent} */ (event);
        if (key === "Enter" && (ctrlKey || metaKey)) text.form?.requestSubmit();
      });
    }
    this.place.replaceChildren(...this.fields);
  }

  /** @param {string[]} options */
  buildChoice(options) {
    this.fields = options.map((value, i) => make("input", { type: "radio", name: this.id, id: `${this.id}-${i}`, value }));
    this.place.setAttribute("role", "radiogroup");
    this.place.setAttribute("aria-label", this.asked.label);
    this.place.replaceChildren(...this.fields.map((field, i) => make("label", { className: "option" }, field, options[i])));
  }

  /** Put rows of numbers into the grid, from one field on. @param {number} from @param {string} text */
  spread(from, text) {
    const columns = this.asked.shape.at(-1) ?? 1, found = rows(text);
    if (!found) return;
    const wide = found.length === 1 && found[0].length > columns; // a row that goes on in the next
    (wide ? [found[0]] : found).forEach((row, down) => row.forEach((part, right) => {
      const field = this.fields[from + (wide ? right : down * columns + right)];
      if (field && (wide || (from % columns) + right < columns)) field.value = part;
    }));
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @returns {Typed} */
  get value() {
    if (this.asked.kind === "choice") return this.fields.find(field => /** @type {HTMLInputElement} */ (field).checked)?.value ?? "";
    return this.isGrid ? nested(this.fields.map(field => field.value), this.asked.shape) : this.fields[0].value;
  }

  /** @param {Typed} typed */
  set value(typed) {
    const flat = [typed].flat(Infinity), { shape } = this.asked;
    if (this.asked.kind === "choice") for (const field of this.fields) /** @type {HTMLInputElement} */ (field).checked = field.value === typed;
    else if (Array.isArray(typed) && this.isGrid && flat.length === this.count) this.fields.forEach((field, i) => { field.value = flat[i]; });
    else if (Array.isArray(typed)) {
      const columns = shape.at(-1) ?? 1, lines = Array.from({ length: Math.ceil(flat.length / columns) }, (_, i) => flat.slice(i * columns, (i + 1) * columns).join(" "));
      this.fields[0].value = flat.some(Boolean) ? lines.join("; ") : "";
    } else if (this.isGrid && typed) {
      const found = rows(typed);
      if (found?.flat().length === this.count) this.fields.forEach((field, i) => { field.value = found.flat()[i]; });
      else { this.isGrid = false; this.build(); this.fields[0].value = typed; }
    } else this.fields[0].value = String(typed ?? "");
  }

  get isEmpty() { return ![this.value].flat(Infinity).some(text => String(text).trim()); }

  /** Show a verdict, of a grid for each of its fields. @param {string} verdict @param {string} said @param {boolean[]} [entries] */
  say(verdict, said, entries = []) {
    this.element.dataset.verdict = verdict;
    this.verdict.textContent = said;
    const wrong = ["wrong", "shape", "nonsense"].includes(verdict);
    this.fields.forEach((field, i) => field.setAttribute("aria-invalid", String(wrong && !(this.isGrid && entries[i]))));
  }

  /** Say that what is typed cannot be read. @param {string} why */
  complain(why) {
    this.say("nonsense", "?");
    this.trouble.textContent = why;
  }

  clear() {
    delete this.element.dataset.verdict;
    this.verdict.textContent = this.trouble.textContent = "";
    for (const field of this.fields) field.removeAttribute("aria-invalid");
  }
}
