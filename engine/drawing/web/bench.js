// @ts-check
// A scene as elements: boxes in two columns, the card of the step between them, and arrows that end in their own line.

import { element, findAll, p, span } from "./elements.js";
import { formula } from "./numbers.js";

const PILL_GAP = 10; // pixels between a pill and a box
const LONG = 10; // characters of a name from which on it is set smaller
export const UNITS = 1.8; // the type of the bench, in units of the stage (stage.css)
const SVG = "http://www.w3.org/2000/svg";

/** Fill the bench, leaving out what is beside the point until everything fits; then draw the arrows.
 * @type {(bench: HTMLElement, scene: Scene, card: HTMLElement | null) => void} */
export function paintBench(bench, scene, card) {
  const left = element("div", "side inputs", ...scene.left.map(boxOf)), right = element("div", "side users", ...scene.right.map(boxOf));
  if (scene.more.left > 0) left.append(p("more", `and ${scene.more.left} more`));
  if (scene.more.right > 0) right.append(p("more", `and ${scene.more.right} more`));
  const arrows = document.createElementNS(SVG, "svg");
  arrows.setAttribute("class", "arrows");
  arrows.setAttribute("aria-hidden", "true");
  bench.className = `bench${scene.back ? " is-back" : ""}${scene.right.length ? "" : " is-list"}`;
  bench.replaceChildren(arrows, left, element("div", "middle", ...card ? [card] : []), right);
  bench.style.removeProperty("--u");
  makeRoom(bench, left);
  makeRoom(bench, right);
  fitWords(bench);
  if (isStacked(bench) || !scene.right.length) fitStack(bench, scene);
  for (const tight of ["is-tight", "is-tighter"]) {
    if (bench.scrollHeight > bench.clientHeight + 1) bench.classList.add(tight);
  }
  if (card) narrow(bench, card);
  fitWords(bench);
  if (card) settle(bench, card, scene);
  drawArrows(bench, arrows, scene);
}

/** @type {(box: Box & { role?: string }) => HTMLElement} */
function boxOf({ node, name, data, lines, total, role }) {
  const length = (name.textContent ?? "").length;
  const box = element("div", `box ${role} ${length > LONG ? "is-long" : ""} ${length > 2 * LONG ? "is-very-long" : ""}`, element("div", "value-row", formula(name), span("number data", data)));
  box.dataset.value = String(node);
  for (const { key, label, text, isNew } of lines) {
    const line = element("div", isNew ? "line is-new" : "line", span("from", ...label.map(inline)), span("number", text));
    line.dataset.line = key;
    box.append(line);
  }
  if (total) {
    const last = element("div", `total ${lines.length ? "ruled" : ""} ${total.isComplete ? "" : "unfinished"}`,
      span("from", ...total.label.map(inline)), span("number", total.text));
    last.dataset.line = "total";
    box.append(last);
  }
  return box;
}

/** MathML stands in a <math> of its own. @param {Node | string} part */
export const inline = part => part instanceof Element && part.namespaceURI?.endsWith("MathML") ? formula(part) : part;

/** What cannot break is set smaller where it is wider than its place. @param {HTMLElement} root */
export function fitWords(root) {
  const tight = findAll(root, ".terms").flatMap(words => {
    const place = words.closest(".value-row, .line, .total, .local, .sentence");
    if (!place) return [];
    const { paddingLeft, paddingRight } = getComputedStyle(place);
    const room = place.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    const width = Math.max(...[...words.children].map(part => Math.max(part.getBoundingClientRect().width, part.scrollWidth)));
    return width > room ? [{ words, size: .99 * room / width * parseFloat(getComputedStyle(words).fontSize) }] : [];
  });
  for (const { words, size } of tight) words.style.fontSize = `${size}px`;
}

/** A card that is too wide for its column does without margins, and then is set smaller. @type {(bench: HTMLElement, card: HTMLElement) => void} */
function narrow(bench, card) {
  const excess = () => Math.max(card.scrollWidth, card.offsetWidth) / (card.parentElement?.clientWidth || 1);
  card.classList.toggle("is-narrow", excess() > 1);
  if (excess() > 1) card.style.setProperty("--u", `${.99 * parseFloat(getComputedStyle(bench).fontSize) / UNITS / excess()}px`);
}

const LEAST = .55; // of the type of the stage

/** Where all stands below each other or in one list, inputs that the card tells anyway are left out; then everything is set smaller.
 * @type {(bench: HTMLElement, scene: Scene) => void} */
function fitStack(bench, scene) {
  const isHigh = () => bench.scrollHeight > bench.clientHeight + 1;
  const boxes = scene.back && scene.right.length ? [] : findAll(bench, ".inputs .box"), unit = parseFloat(getComputedStyle(bench).fontSize) / UNITS;
  let left = scene.more.left;
  while (isHigh() && boxes.length > 1) {
    boxes.pop()?.remove();
    bench.querySelector(".inputs .more")?.remove();
    bench.querySelector(".inputs")?.append(p("more", `and ${left += 1} more`));
  }
  if (isHigh()) bench.classList.add("is-tight");
  for (let size = .95; isHigh() && size > LEAST; size -= .05) bench.style.setProperty("--u", `${size * unit}px`);
}

/** Take out boxes, the last first, and never one that the step is about. @type {(bench: HTMLElement, column: HTMLElement) => void} */
function makeRoom(bench, column) {
  const beside = findAll(column, ".is-beside").reverse();
  while (beside.length && column.scrollHeight > bench.clientHeight + 1) beside.shift()?.remove();
}

/** The card lies on the arrow of the step, as far as there is room. @type {(bench: HTMLElement, card: HTMLElement, scene: Scene) => void} */
function settle(bench, card, scene) {
  const now = scene.arrows.filter(arrow => arrow.isNow);
  if (now.length !== 1 || isStacked(bench)) return;
  const { from, to } = endsOf(bench, now[0], scene.back) ?? {}, frame = bench.getBoundingClientRect(), room = card.getBoundingClientRect();
  if (!from || !to) return;
  const wanted = (from.y + to.y - room.height) / 2, top = Math.max(0, Math.min(wanted, frame.height - room.height));
  card.style.translate = `0 ${top - (room.top - frame.top)}px`;
}

/** @param {HTMLElement} bench */
const isStacked = bench => Boolean(getComputedStyle(bench).getPropertyValue("--stacked"));

/** Where an arrow begins and ends, in the bench. @type {(bench: HTMLElement, arrow: Arrow, back: boolean) => { from: Point, to: Point } | null} */
function endsOf(bench, arrow, back) {
  const frame = bench.getBoundingClientRect(), way = back ? -1 : 1;
  const tail = bench.querySelector(`[data-value="${arrow.from}"]`), whole = bench.querySelector(`[data-value="${arrow.to}"]`);
  if (!tail || !whole) return null;
  const own = arrow.isMain ? findAll(whole, "[data-line]").find(line => line.dataset.line === arrow.key) : null;
  const head = (own ?? whole.querySelector(".total") ?? whole).getBoundingClientRect();
  const a = tail.getBoundingClientRect(), c = whole.getBoundingClientRect();
  return {
    from: { x: (back ? a.left : a.right) - frame.left, y: (a.top + a.bottom) / 2 - frame.top },
    to: { x: (back ? c.right : c.left) - frame.left - 2 * way, y: (head.top + head.bottom) / 2 - frame.top },
  };
}

/** @type {(bench: HTMLElement, svg: SVGElement, scene: Scene) => void} */
function drawArrows(bench, svg, scene) {
  if (isStacked(bench)) return;
  const frame = bench.getBoundingClientRect(), way = scene.back ? -1 : 1;
  svg.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
  for (const arrow of [...scene.arrows].sort((a, b) => Number(a.isNow) - Number(b.isNow))) {
    const ends = endsOf(bench, arrow, scene.back);
    if (!ends) continue;
    const { from, to } = ends, bend = (to.x - from.x) / 2;
    const state = `${arrow.isNow ? "is-now" : arrow.isDone ? "is-done" : "is-waiting"} ${scene.back ? "back" : ""} ${arrow.isZero ? "is-zero" : ""} ${arrow.isQuiet ? "is-quiet" : ""}`;
    const group = document.createElementNS(SVG, "g"), path = document.createElementNS(SVG, "path"), tip = document.createElementNS(SVG, "path");
    group.setAttribute("class", `arrow ${state}`);
    path.setAttribute("pathLength", "1"); // it grows in motion.js
    path.setAttribute("d", `M${from.x},${from.y}C${from.x + bend},${from.y} ${to.x - bend},${to.y} ${to.x - 8 * way},${to.y}`);
    tip.setAttribute("d", `M${to.x},${to.y}l${-13 * way},-7v14z`);
    tip.setAttribute("class", "tip");
    group.append(path, tip);
    svg.append(group);
    if (arrow.text) addPill(bench, arrow, ends, bend, nearTarget(scene, arrow), state);
  }
}

/** Where a pill stands out of the way of others: near the end that the arrows do not share. @type {(scene: Scene, arrow: Arrow) => boolean} */
const nearTarget = (scene, arrow) => scene.arrows.some(other => other !== arrow && other.from === arrow.from && !other.isQuiet);

/** A point of the curve. @type {(from: Point, to: Point, bend: number, t: number) => Point} */
function at(from, to, bend, t) {
  const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
  return { x: a * from.x + b * (from.x + bend) + c * (to.x - bend) + d * to.x, y: (a + b) * from.y + (c + d) * to.y };
}

/** A pill beside one end of an arrow; where it would cover something it is left out.
 * @type {(bench: HTMLElement, arrow: Arrow, ends: { from: Point, to: Point }, bend: number, atHead: boolean, state: string) => void} */
function addPill(bench, arrow, { from, to }, bend, atHead, state) {
  const pill = bench.appendChild(span(`flow ${state}`, ...[arrow.text].flat())), way = Math.sign(bend);
  pill.dataset.arrow = `${arrow.from} ${arrow.to}`;
  const half = pill.offsetWidth / 2 + PILL_GAP, x = atHead ? to.x - way * (half + PILL_GAP) : from.x + way * half;
  let [low, high] = [0, 1];
  while (high - low > .001) {
    const t = (low + high) / 2;
    if (way * (at(from, to, bend, t).x - x) < 0) low = t;
    else high = t;
  }
  pill.style.left = `${x}px`;
  pill.style.top = `${at(from, to, bend, low).y}px`;
  const own = pill.getBoundingClientRect();
  if (findAll(bench, ".card, .box, .flow").some(other => other !== pill && overlaps(own, other.getBoundingClientRect()))) pill.remove();
}

/** @param {DOMRect} a @param {DOMRect} b */
const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
