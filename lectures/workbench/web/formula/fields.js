// @ts-check
// A field for each name of a formula: its number or its array as typed, its shape, and a slider for one entry.

/** @import { Field } from "../types.js" */
import { inRows, nested, placeOf } from "../entries.js";
import { part } from "../parts.js";

/** @typedef {(name: string, text: string, numbers: Record<string, number> | null) => void} Changed */

const FINER = 10; // with Shift
const STEPS = 100; // from the middle of a slider to its end
const WIDE = 4; // numbers; more have a line of their own

/** 1, 2 or 5 times a power of ten that three times the number does not pass. @param {number} x */
export function reachOf(x) {
  const wanted = x ? 3 * Math.abs(x) : 3, power = 10 ** Math.floor(Math.log10(wanted) + 1e-9);
  return x ? Number(([1, 2, 5, 10].find(n => n * power >= wanted * .999999) ?? 10) * power) : 3;
}

/** An array as one types it. @type {(entries: number[], sizes: number[]) => string} */
export function written(entries, sizes) {
  const [rows, columns] = sizes;
  if (!sizes.length) return String(entries[0]);
  if (sizes.length === 1 && rows > 1) return entries.join(", ");
  if (sizes.length === 2 && rows > 1) return inRows(entries, columns);
  return JSON.stringify(nested(entries, sizes));
}

/** A text with other numbers in it, as it was typed; null where its numbers are not its entries one by one, as in 2/3.
 * @type {(text: string, entries: number[], others: number[]) => string | null} */
export function rewritten(text, entries, others) {
  const found = [...text.matchAll(/[-+−]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi)].map(({ 0: said, index }) => ({ said, index }));
  if (found.length !== entries.length || found.some(({ said }, i) => Number(said.replace("−", "-")) !== entries[i])) return null;
  let at = 0;
  return found.map(({ said, index }, i) => {
    const before = text.slice(at, index);
    at = index + said.length;
    return before + (others[i] === entries[i] ? said : others[i]);
  }).join("") + text.slice(at);
}

/** The label of an entry, W[0][1]. @type {(field: Field, at: number) => string} */
const labelOf = ({ name, sizes }, at) => name + placeOf(at, sizes);

/** @type {(place: HTMLElement, changed: Changed) => { show(fields: Field[]): void, mark(names: string[]): boolean, follow(numbers: Record<string, number>): Record<string, string> }} */
export function buildFields(place, changed) {
  /** @type {Map<string, ReturnType<typeof build>>} */
  let built = new Map();
  const show = (/** @type {Field[]} */ fields) => {
    const before = built;
    built = new Map(fields.map(field => [field.name, before.get(field.name) ?? build(field, changed)]));
    for (const field of fields) built.get(field.name)?.take(field);
    const rows = [...built.values()].map(({ row }) => row);
    if (rows.length !== place.children.length || rows.some((row, i) => row !== place.children[i])) place.replaceChildren(...rows);
  };
  const mark = (/** @type {string[]} */ names) => {
    for (const [name, { input }] of built) input.setAttribute("aria-invalid", String(names.includes(name)));
    return names.length > 0;
  };
  place.addEventListener("keydown", event => goOn(place, event));
  const follow = (/** @type {Record<string, number>} */ numbers) =>
    Object.fromEntries([...built].map(([name, each]) => [name, each.follow(numbers)]));
  return { show, mark, follow };
}

/** Tab goes from box to box, then through what moves their numbers, and then on. @type {(place: HTMLElement, event: KeyboardEvent) => void} */
function goOn(place, event) {
  if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey) return;
  /** @param {string} kind */
  const open = kind => [.../** @type {NodeListOf<HTMLInputElement>} */ (place.querySelectorAll(kind))].filter(each => !each.hidden && !each.disabled);
  const order = [...open("textarea"), ...open("select, input")], at = order.findIndex(each => each === event.target);
  const next = order[at + (event.shiftKey ? -1 : 1)];
  if (next) event.preventDefault();
  (next ?? (event.shiftKey ? null : open("textarea, select, input").at(-1)))?.focus(); // from the last one, the browser goes on
}

/** @type {(first: Field, changed: Changed) => { row: HTMLElement, input: HTMLTextAreaElement, take(field: Field): void, follow(numbers: Record<string, number>): string }} */
function build(first, changed) {
  let field = first, anchor = NaN; // anchor: the number that the slider's range is made for
  const { name } = first;
  const row = part("div", { className: "name" }), label = part("label", { textContent: name, htmlFor: `of-${name}` });
  const input = part("textarea", { rows: 1, id: `of-${name}`, value: first.typed, autocomplete: "off", spellcheck: false });
  const shape = part("span", { className: "shape quiet" }), entry = part("select", { ariaLabel: `entry of ${name} to move` });
  const slider = part("input", { type: "range" });
  row.append(label, input, shape, entry, slider);

  const at = () => Math.max(0, entry.selectedIndex);
  const paintSlider = () => {
    const x = field.entries[at()] ?? 0, chooses = field.kind === "choice";
    if (Number.isNaN(anchor) || Math.abs(x) > Number(slider.max)) anchor = x;
    const reach = chooses ? Math.max(4, Math.abs(x)) : reachOf(anchor);
    Object.assign(slider, { min: String(chooses ? Math.min(0, x) : -reach), max: String(reach), step: String(chooses ? 1 : reach / STEPS), ariaLabel: `slider for ${labelOf(field, at())}` });
    slider.value = String(x);
    slider.setAttribute("aria-valuetext", String(x));
    slider.title = chooses ? "" : `${labelOf(field, at())}: arrow keys move it by ${Number(slider.step)}, with Shift by ${Number(slider.step) / FINER}; an exact number is typed in the box`;
    slider.style.setProperty("--at", `${100 * (x - Number(slider.min)) / (reach - Number(slider.min))}%`);
  };
  const take = (/** @type {Field} */ now) => {
    if (document.activeElement !== input && input.value !== now.typed) input.value = now.typed;
    if (now.said) return void (shape.textContent = "");
    if (field.entries[at()] !== now.entries[at()]) anchor = NaN;
    const isOther = String(now.sizes) !== String(field.sizes) || entry.options.length !== now.entries.length;
    field = { ...now };
    shape.textContent = field.sizes.length ? field.shape : field.kind === "choice" ? "which" : "";
    if (isOther) entry.replaceChildren(...now.entries.map((_, i) => new Option(labelOf(field, i).slice(name.length) || name)));
    entry.hidden = !field.sizes.length;
    slider.disabled = !field.entries.length;
    shape.hidden = !shape.textContent;
    row.classList.toggle("is-number", shape.hidden);
    row.classList.toggle("is-wide", field.sizes.length > 1 || field.entries.length > WIDE);
    paintSlider();
  };
  /** @param {number[]} entries */
  const write = entries => {
    field.typed = input.value = rewritten(field.typed, field.entries, entries) ?? written(entries, field.sizes);
    field.entries = entries;
  };
  /** One number is another: it is written into the text, and the figure moves. @type {(x: number) => void} */
  const move = x => {
    write(field.entries.with(at(), x));
    paintSlider();
    changed(name, field.typed, { [labelOf(field, at())]: x });
  };
  slider.addEventListener("input", () => move(Number(Number(slider.value).toPrecision(6))));
  slider.addEventListener("keydown", event => {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key], x = field.entries[at()];
    if (!way || field.kind === "choice" || x === undefined) return;
    event.preventDefault();
    move(Number((x + way * Number(slider.step) / (event.shiftKey ? FINER : 1)).toPrecision(6)));
  });
  entry.addEventListener("change", () => { anchor = NaN; paintSlider(); });
  input.addEventListener("input", () => {
    const x = Number(input.value.replace("−", "-")), isNumber = input.value.trim() !== "" && Number.isFinite(x) && !field.sizes.length;
    field.typed = input.value;
    if (isNumber) {
      field.entries = [x];
      anchor = NaN;
      paintSlider();
    }
    changed(name, input.value, isNumber ? { [name]: x } : null);
  });
  const follow = (/** @type {Record<string, number>} */ numbers) => {
    const entries = field.entries.map((x, i) => Object.hasOwn(numbers, labelOf(field, i)) ? numbers[labelOf(field, i)] : x);
    if (entries.some((x, i) => x !== field.entries[i])) {
      write(entries);
      paintSlider();
    }
    return field.typed;
  };
  take(first);
  return { row, input, take, follow };
}
