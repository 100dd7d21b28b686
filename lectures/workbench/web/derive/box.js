// @ts-check
// A box for one answer: a field, a grid of fields for a matrix, text for a whole array, a sign, or a choice.

/** @import { Asked, Typed } from "../types.js" */
import { count, inRows, nested, placeOf } from "../entries.js";
import { part } from "../parts.js";
import { safely } from "../safe.js";

export const OLD = " (before your last change)"; // what was said of something else than stands there
const LARGEST = 36, WIDEST = 8, IN_A_ROW = 5; // of a grid; larger arrays are typed as text, a long row is wrapped
const LISTED = 6; // entries that are wrong
const NUMBER = /^[-+−]?[\d.,]+(e[-+−]?\d+)?(\/\d+)?$/i;
let made = 0;

/** Text as rows of numbers, as it comes from a table or is written "1 2; 3 4"; null where it is anything else. @param {string} text */
function rowsIn(text) {
  const found = text.trim().split(/[\n;]+/).map(row => row.trim().split(/\t|,?\s+/).filter(Boolean));
  return found.flat().length > 1 && found.flat().every(number => NUMBER.test(number)) ? found : null;
}

export class Answer {
  /** @type {(HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]} */ fields = [];
  isOther = false; // than what was given to be judged

  /** @param {Asked} asked */
  constructor(asked) {
    this.asked = asked;
    this.id = `answer-${made++}`;
    this.count = count(asked.shape);
    this.isGrid = asked.shape.length > 0 && this.canBeGrid;
    this.place = part("div", { className: "cells" });
    this.verdict = part("span", { className: "verdict", id: `${this.id}-verdict` });
    this.trouble = part("p", { className: "trouble", id: `${this.id}-trouble` });
    const code = part("code", {}, asked.label), about = part("span", { className: "about" });
    if (asked.about) about.append(safely(asked.about));
    this.switch = part("button", { type: "button", className: "switch" });
    this.switch.hidden = !(asked.shape.length && this.canBeGrid);
    this.switch.addEventListener("click", () => { const { value } = this; this.clear(); this.isGrid = !this.isGrid; this.build(); this.value = value; this.explain(value); this.fields[0]?.focus(); });
    const head = part("div", { className: "head" }, part("label", { htmlFor: `${this.id}-0` }, code), about);
    this.element = part("div", { className: "answer" }, head, this.place, this.verdict, this.trouble);
    this.element.dataset.name = asked.name;
    this.element.classList.toggle("is-array", asked.shape.length > 0);
    this.element.classList.toggle("is-choice", asked.kind === "choice");
    this.element.classList.toggle("is-long", Boolean(asked.about) || asked.kind === "choice");
    this.element.addEventListener("input", () => { this.clear(); this.isOther = true; }); // a verdict was of something else
    this.build();
  }

  get canBeGrid() { return this.count <= LARGEST && (this.asked.shape.length === 1 || (this.asked.shape.at(-1) ?? 1) <= WIDEST); }

  build() {
    const { asked: { label, shape, kind, options = [] }, id } = this;
    this.place.classList.toggle("grid", this.isGrid);
    this.switch.textContent = this.isGrid ? "as text" : "as boxes";
    this.switch.setAttribute("aria-label", `Type ${label} ${this.switch.textContent}`);
    if (kind === "choice") return this.buildChoice(options);
    if (kind === "sign") {
      this.fields = [part("select", { id: `${id}-0` }, part("option", { value: "" }, "choose …"), ...options.map(text => part("option", { value: text }, text)))];
    } else if (this.isGrid) {
      this.place.style.setProperty("--columns", String(shape.length === 1 ? Math.min(this.count, IN_A_ROW) : shape.at(-1)));
      this.fields = Array.from({ length: this.count }, (_, i) =>
        part("input", { id: `${id}-${i}`, ariaLabel: label + placeOf(i, shape), autocomplete: "off", spellcheck: false }));
      this.fields.forEach((field, i) => {
        field.addEventListener("change", () => this.spread(i, field.value));
        field.addEventListener("paste", event => {
          const text = /** @type {ClipboardEvent} */ (event).clipboardData?.getData("text") ?? "";
          if (rowsIn(text)) { this.clear(); event.preventDefault(); this.spread(i, text); }
        });
      });
    } else {
      const text = shape.length > 1 ? part("textarea", { rows: 3 }) : part("input", {});
      const hint = { shape: "3 x 2", line: "3" }[kind ?? ""] ?? (shape.length > 1 ? "1 2; 3 4" : shape.length ? "1 2 3" : "");
      this.fields = [Object.assign(text, { id: `${id}-0`, autocomplete: "off", spellcheck: false, placeholder: hint })];
      text.addEventListener("keydown", event => {
        const { key, ctrlKey, metaKey } = /** @type {KeyboardEvent} */ (event);
        if (key === "Enter" && (ctrlKey || metaKey)) text.form?.requestSubmit();
      });
    }
    for (const field of this.fields) field.setAttribute("aria-describedby", `${id}-verdict ${id}-trouble`);
    this.place.replaceChildren(...this.fields);
  }

  /** @param {string[]} options */
  buildChoice(options) {
    this.fields = options.map((value, i) => part("input", { type: "radio", name: this.id, id: `${this.id}-${i}`, value }));
    this.place.setAttribute("role", "radiogroup");
    this.place.setAttribute("aria-label", this.asked.label);
    this.place.replaceChildren(...this.fields.map((field, i) => part("label", { className: "option" }, field, options[i])));
  }

  /** Put rows of numbers into the grid, from one field on. @param {number} from @param {string} text */
  spread(from, text) {
    const columns = this.asked.shape.at(-1) ?? 1, found = rowsIn(text);
    if (!found) return;
    const wide = found.length === 1 && found[0].length > columns; // a row that goes on in the next
    if (!wide && found.some(row => row.length > columns)) return this.refuse(found);
    this.trouble.textContent = "";
    (wide ? [found[0]] : found).forEach((row, down) => row.forEach((number, right) => {
      const field = this.fields[from + (wide ? right : down * columns + right)];
      if (field && (wide || (from % columns) + right < columns)) field.value = number;
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
      this.fields[0].value = flat.some(Boolean) ? inRows(flat, shape.at(-1) ?? 1) : "";
    } else if (this.isGrid && typed) {
      const found = rowsIn(typed);
      if (found && this.fits(found)) this.fields.forEach((field, i) => { field.value = found.flat()[i]; });
      else { this.isGrid = false; this.build(); this.fields[0].value = typed; if (found) this.refuse(found); }
    } else this.fields[0].value = String(typed ?? "");
  }

  /** Whether rows of numbers are of the shape that is asked for; one row or column is taken in reading order. @param {string[][]} found */
  fits(found) {
    const { shape } = this.asked, columns = shape.at(-1) ?? 1;
    if (found.flat().length !== this.count) return false;
    return found.length === 1 || (shape.length === 1 ? found.every(row => row.length === 1) : found.every(row => row.length === columns));
  }

  /** Say of rows of numbers that they are of another shape; they stay as they are. @param {string[][]} found */
  refuse(found) {
    const { label, shape } = this.asked, lengths = [...new Set(found.map(row => row.length))];
    const theirs = lengths.length > 1 ? `rows of ${lengths.join(" and ")} numbers` : shape.length === 1 && found.length === 1 ? `${lengths[0]} numbers` : `${found.length} x ${lengths[0]}`;
    this.trouble.textContent = `${label} is ${shape.length === 1 ? `${shape[0]} numbers` : shape.join(" x ")}, and this is ${theirs}: write it in that shape.`;
  }

  /** Say why a text that was to go into boxes stays one. @param {Typed} text */
  explain(text) {
    if (this.isGrid || this.trouble.textContent || Array.isArray(text)) return;
    const { label, shape } = this.asked;
    this.trouble.textContent = `${label} stays as text: what stands there is not ${shape.join(" x ")} numbers to be put into boxes${/[a-z]/i.test(text) ? ", but a formula, which is read as it is" : ""}.`;
  }

  get isEmpty() { return ![this.value].flat(Infinity).some(text => String(text).trim()); }

  /** Show a verdict, of a grid for each of its fields. @param {string} verdict @param {string} said @param {boolean[]} [entries] */
  say(verdict, said, entries = []) {
    const off = entries.flatMap((right, i) => right ? [] : [placeOf(i, this.asked.shape)]);
    const where = off.length > LISTED || this.isGrid ? "" : `, not ${off.join(" ")}`; // a grid shows it
    this.element.dataset.verdict = verdict;
    this.verdict.textContent = entries.length ? `${said}: ${entries.length - off.length} of ${entries.length} numbers right${where}` : said;
    const wrong = ["wrong", "only here", "shape", "nonsense"].includes(verdict);
    this.fields.forEach((field, i) => field.setAttribute("aria-invalid", String(wrong && !(this.isGrid && entries[i]))));
    this.place.classList.toggle("has-verdicts", this.isGrid && entries.length > 0);
  }

  /** Say that what is typed cannot be read. @param {string} why */
  complain(why) {
    this.say("nonsense", "?");
    this.trouble.textContent = why;
  }

  clear() {
    delete this.element.dataset.verdict;
    this.verdict.textContent = this.trouble.textContent = "";
    this.place.classList.remove("has-verdicts");
    for (const field of this.fields) field.removeAttribute("aria-invalid");
  }
}

/** What turns boxes into text and back, for a place out of the way of Tab from box to box. @param {Answer[]} answers */
export const switchesOf = answers => answers.filter(answer => !answer.switch.hidden)
  .map(answer => part("span", {}, part("code", {}, answer.asked.label), " ", answer.switch));
