// @ts-check
// A scene as elements: boxes in two columns, the card of the step between them, and arrows that end in their own line.

import { element, find, findAll, p, rectOf, say, span } from "./elements.js";
import { formula } from "./numbers.js";

const PILL_GAP = 10; // pixels between a pill and a box
const LONG = 10; // characters of a name from which on it is set smaller
export const UNITS = 1.8; // the type of the bench, in units of the stage (stage.css)
const SVG = "http://www.w3.org/2000/svg";

/** @type {(bench: HTMLElement, scene: Scene, card: HTMLElement | null) => void} */
export function fillBench(bench, scene, card) {
  const left = element("div", "side inputs", ...scene.left.map(boxOf)), right = element("div", "side users", ...scene.right.map(boxOf));
  if (scene.more.left > 0) left.append(p("more", say("and {0} more", scene.more.left)));
  if (scene.more.right > 0) right.append(p("more", say("and {0} more", scene.more.right)));
  bench.className = `bench${scene.back ? " is-back" : ""}${scene.right.length ? "" : " is-list"}`;
  bench.replaceChildren(svg("svg", { class: "arrows", "aria-hidden": "true" }), left, element("div", "middle", ...card ? [card] : []), right);
}

/** Leave out what is beside the point until everything fits; then draw the arrows.
 * @type {(bench: HTMLElement, scene: Scene, card: HTMLElement | null) => void} */
export function fitBench(bench, scene, card) {
  const [arrows, left, , right] = bench.children, isStacked = Boolean(getComputedStyle(bench).getPropertyValue("--stacked"));
  makeRoom(bench, left);
  makeRoom(bench, right);
  fitWords(bench);
  if (isStacked || !scene.right.length) fitStack(bench, scene);
  for (const tight of ["is-tight", "is-tighter"]) if (isHigh(bench)) bench.classList.add(tight);
  if (card) narrow(card);
  fitWords(bench);
  if (isStacked) return;
  if (card) settle(bench, card, scene);
  drawArrows(bench, arrows, scene);
}

/** @type {(box: Box & { role?: string }) => HTMLElement} */
function boxOf({ node, name, data, lines, total, role, isLeaf }) {
  const length = (name.textContent ?? "").length;
  const box = element("div", `box ${role} ${length > LONG ? "is-long" : ""} ${length > 2 * LONG ? "is-very-long" : ""}`, element("div", "value-row", formula(name), span("number data", data)));
  box.dataset.value = String(node);
  if (isLeaf) drags(box, node);
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

/** A number that is given can be dragged (whatif.js). @type {(part: HTMLElement, leaf: number) => void} */
export function drags(part, leaf) {
  part.dataset.leaf = String(leaf);
  part.title = say("drag it sideways for another number");
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
    const width = Math.max(...[...words.children].map(part => Math.max(rectOf(part).width, part.scrollWidth)));
    return width > room ? [{ words, size: .99 * room / width * parseFloat(getComputedStyle(words).fontSize) }] : [];
  });
  for (const { words, size } of tight) words.style.fontSize = `${size}px`;
}

/** A card that is too wide for its column does without margins, and then is set smaller. @param {HTMLElement} card */
function narrow(card) {
  const excess = () => Math.max(card.scrollWidth, card.offsetWidth) / (card.parentElement?.clientWidth || 1);
  if (excess() > 1) card.classList.add("is-narrow");
  if (excess() > 1) card.style.setProperty("--u", `${.49 * parseFloat(getComputedStyle(card).fontSize) / excess()}px`); // stage.css: 2 units
}

const LEAST = .55; // of the type of the stage
/** @param {HTMLElement} bench */
const isHigh = bench => bench.scrollHeight > bench.clientHeight + 1;

/** Where all stands below each other or in one list, inputs that the card tells anyway are left out; then everything is set smaller.
 * @type {(bench: HTMLElement, scene: Scene) => void} */
function fitStack(bench, scene) {
  const boxes = scene.back && scene.right.length ? [] : findAll(bench, ".inputs .box"), unit = parseFloat(getComputedStyle(bench).fontSize) / UNITS;
  let left = scene.more.left;
  while (isHigh(bench) && boxes.length > 1) {
    boxes.pop()?.remove();
    find(bench, ".inputs .more")?.remove();
    find(bench, ".inputs").append(p("more", say("and {0} more", left += 1)));
  }
  if (isHigh(bench)) bench.classList.add("is-tight");
  for (let size = .95; isHigh(bench) && size > LEAST; size -= .05) bench.style.setProperty("--u", `${size * unit}px`);
}

/** Take out boxes, the last first, and never one that the step is about. @type {(bench: HTMLElement, column: Element) => void} */
function makeRoom(bench, column) {
  const beside = findAll(column, ".is-beside").reverse();
  while (beside.length && column.scrollHeight > bench.clientHeight + 1) beside.shift()?.remove();
}

/** The card lies on the arrow of the step, as far as there is room. @type {(bench: HTMLElement, card: HTMLElement, scene: Scene) => void} */
function settle(bench, card, scene) {
  const now = scene.arrows.filter(arrow => arrow.isNow);
  if (now.length !== 1) return;
  const { from, to } = endsOf(bench, now[0], scene.back) ?? {}, frame = rectOf(bench), room = rectOf(card);
  if (!from || !to) return;
  const wanted = (from.y + to.y - room.height) / 2, top = Math.max(0, Math.min(wanted, frame.height - room.height));
  card.style.translate = `0 ${top - (room.top - frame.top)}px`;
}

/** @type {(name: string, attributes: Record<string, string>, ...children: Element[]) => Element} */
function svg(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Where an arrow begins and ends, in the bench. @type {(bench: HTMLElement, arrow: Arrow, back: boolean) => { from: Point, to: Point } | null} */
function endsOf(bench, arrow, back) {
  const frame = rectOf(bench), way = back ? -1 : 1;
  const tail = find(bench, `[data-value="${arrow.from}"]`), whole = find(bench, `[data-value="${arrow.to}"]`);
  if (!tail || !whole) return null;
  const own = arrow.isMain ? findAll(whole, "[data-line]").find(line => line.dataset.line === arrow.key) : null;
  const head = rectOf(own ?? find(whole, ".total") ?? whole);
  const a = rectOf(tail), c = rectOf(whole);
  return {
    from: { x: (back ? a.left : a.right) - frame.left, y: (a.top + a.bottom) / 2 - frame.top },
    to: { x: (back ? c.right : c.left) - frame.left - 2 * way, y: (head.top + head.bottom) / 2 - frame.top },
  };
}

/** Measure first, then draw. @type {(bench: HTMLElement, arrows: Element, scene: Scene) => void} */
function drawArrows(bench, arrows, scene) {
  const { width, height } = rectOf(bench), way = scene.back ? -1 : 1;
  const drawn = [...scene.arrows].sort((a, b) => Number(a.isNow) - Number(b.isNow)).flatMap(arrow => {
    const ends = endsOf(bench, arrow, scene.back);
    if (!ends) return [];
    const { from, to } = ends, bend = (to.x - from.x) / 2;
    const state = `${arrow.isNow ? "is-now" : arrow.isDone ? "is-done" : "is-waiting"} ${scene.back ? "back" : ""} ${arrow.isZero ? "is-zero" : ""} ${arrow.isQuiet ? "is-quiet" : ""}`;
    const path = svg("path", { pathLength: "1", d: `M${from.x},${from.y}C${from.x + bend},${from.y} ${to.x - bend},${to.y} ${to.x - 8 * way},${to.y}` });
    const tip = svg("path", { d: `M${to.x},${to.y}l${-13 * way},-7v14z`, class: "tip" });
    return [{ arrow, from, to, bend, state, group: svg("g", { class: `arrow ${state}` }, path, tip) }];
  });
  arrows.setAttribute("viewBox", `0 0 ${width} ${height}`);
  arrows.append(...drawn.map(({ group }) => group));
  addPills(bench, scene, drawn.filter(({ arrow }) => arrow.text));
}

/** Where a pill stands out of the way of others: near the end that the arrows do not share. @type {(scene: Scene, arrow: Arrow) => boolean} */
const nearTarget = (scene, arrow) => scene.arrows.some(other => other !== arrow && other.from === arrow.from && !other.isQuiet);

/** Pills beside one end of their arrows; one that would cover something is left out.
 * @type {(bench: HTMLElement, scene: Scene, drawn: { arrow: Arrow, from: Point, to: Point, bend: number, state: string }[]) => void} */
function addPills(bench, scene, drawn) {
  const pills = drawn.map(({ arrow, state }) => bench.appendChild(span(`flow ${state}`, ...[arrow.text].flat())));
  const places = drawn.map(({ arrow, from, to, bend }, i) => {
    const way = Math.sign(bend), half = pills[i].offsetWidth / 2 + PILL_GAP;
    const x = nearTarget(scene, arrow) ? to.x - way * (half + PILL_GAP) : from.x + way * half, part = (x - from.x) / 2 / bend;
    let t = .5; // on the curve x goes as t³ - 1.5 t² + 1.5 t and y as 3 t² - 2 t³: Newton finds the t of x
    for (let tries = 0; tries < 9; tries += 1) t -= (t * (1.5 - 1.5 * t + t * t) - part) / (1.5 - 3 * t + 3 * t * t);
    return { x, y: from.y + (to.y - from.y) * t * t * (3 - 2 * t) };
  });
  pills.forEach((pill, i) => {
    pill.dataset.arrow = `${drawn[i].arrow.from} ${drawn[i].arrow.to}`;
    pill.style.left = `${places[i].x}px`;
    pill.style.top = `${places[i].y}px`;
  });
  const taken = findAll(bench, ".card, .box").map(rectOf);
  const covering = pills.filter(pill => {
    const own = rectOf(pill), covers = taken.some(other => overlaps(own, other));
    if (!covers) taken.push(own);
    return covers;
  });
  for (const pill of covering) pill.remove();
}

/** @param {DOMRect} a @param {DOMRect} b */
const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
