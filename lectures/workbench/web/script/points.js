// @ts-check
// Data of one's own: points of two classes drawn on a plane, by mouse, finger or keys, or numbers from a spreadsheet.

import { keepFinger } from "../../../../engine/drawing/web/finger.js";
import { makeMovable } from "../../../live/web/drag.js";
import { buildSheet } from "./sheet.js";
import { part, shape } from "../parts.js";

const SIZE = 200, RANGE = 3, STEP = RANGE / 15;
const AXES = { x: /** @type {[number, number]} */ ([-RANGE, RANGE]), y: /** @type {[number, number]} */ ([-RANGE, RANGE]) };
const across = (/** @type {number} */ x) => (x + RANGE) / (2 * RANGE) * SIZE, down = (/** @type {number} */ y) => (RANGE - y) / (2 * RANGE) * SIZE;
const cut = (/** @type {number} */ v) => Math.round(Math.min(RANGE, Math.max(-RANGE, v)) * 100) / 100;

/** @typedef {{ x: number, y: number, of: number }} Point */

/** @param {HTMLElement} host @param {(assigned: Record<string, string>) => void} insert */
export function buildPoints(host, insert) {
  /** @type {Point[]} */
  let points = [];
  let of = 1, cursor = { x: 0, y: 0 };
  const plane = shape("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, class: "points-plane", tabindex: 0, role: "application", "aria-label": "Plane from -3 to 3. Arrow keys move the cross, Enter puts a point, Delete takes the nearest away, 0 and 1 choose the class." });
  const back = shape("g"), cross = shape("path", { class: "cross", d: "M-6 0H6M0 -6V6" }), dots = shape("g");
  for (let v = -RANGE; v <= RANGE; v += 1) {
    back.append(shape("path", { class: v ? "grid-line" : "axis", d: `M${across(v)} 0V${SIZE}M0 ${down(v)}H${SIZE}` }));
    if (v && Math.abs(v) < RANGE) {
      for (const [x, y] of [[across(v), down(0) + 9], [across(0) - 4, down(v) + 2.5]]) {
        const number = shape("text", { x, y, "text-anchor": "middle" });
        number.textContent = String(v);
        back.append(number);
      }
    }
  }
  plane.append(back, dots, cross);
  const said = part("p", { className: "quiet" });
  said.setAttribute("role", "status");
  const choice = part("div", { className: "row" }, ...[0, 1].map(k => {
    const radio = part("input", { type: "radio", name: "class", value: String(k), checked: k === of, onchange: () => { of = k; } });
    return part("label", { className: `field class-${k}` }, radio, `class ${k}`);
  }));
  const put = part("button", { type: "button", textContent: "Put into the script", disabled: true });
  const undo = part("button", { type: "button", textContent: "Undo", disabled: true });
  const empty = part("button", { type: "button", textContent: "Empty", disabled: true });

  const paint = (words = "") => {
    cross.setAttribute("transform", `translate(${across(cursor.x)} ${down(cursor.y)})`);
    const isFocused = document.activeElement instanceof SVGElement && dots.contains(document.activeElement) ? [...dots.children].indexOf(document.activeElement) : -1;
    dots.replaceChildren(...points.map((point, i) => dotOf(point, i)));
    if (isFocused >= 0) /** @type {SVGElement} */ (dots.children[Math.min(isFocused, points.length - 1)])?.focus();
    for (const button of [put, undo, empty]) button.disabled = !points.length;
    const counts = [0, 1].map(k => points.filter(point => point.of === k).length);
    said.textContent = words || (points.length ? `${counts[0]} of class 0, ${counts[1]} of class 1` : "Click on the plane, or move the cross with the arrow keys and press Enter.");
  };
  const add = (/** @type {number} */ x, /** @type {number} */ y) => {
    points.push({ x: cut(x), y: cut(y), of });
    paint();
  };
  /** @param {Point} point @param {number} i */
  const dotOf = (point, i) => {
    const dot = shape("path", { class: `dot class-${point.of}`, tabindex: -1, d: point.of ? "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z" : "M-3.6 -3.6h7.2v7.2h-7.2z" });
    const place = () => dot.setAttribute("transform", `translate(${across(point.x)} ${down(point.y)})`);
    place();
    keepFinger(dot);
    makeMovable(plane, dot, AXES, () => [point.x, point.y], (x, y) => {
      Object.assign(point, { x: cut(x), y: cut(y) });
      place();
    });
    dot.addEventListener("dblclick", () => { points.splice(i, 1); paint(); });
    return dot;
  };
  plane.addEventListener("pointerdown", event => {
    if (!(event.target instanceof Element) || event.target.closest(".dot")) return;
    const box = plane.getBoundingClientRect();
    cursor = { x: cut(-RANGE + (event.clientX - box.left) / box.width * 2 * RANGE), y: cut(RANGE - (event.clientY - box.top) / box.height * 2 * RANGE) };
    add(cursor.x, cursor.y);
  });
  plane.addEventListener("keydown", event => {
    if (event.target !== plane || event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {Record<string, [number, number]>} */
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.key], { x, y } = cursor;
    if (way) {
      cursor = { x: cut(x + way[0] * STEP), y: cut(y + way[1] * STEP) };
      paint(`at (${cursor.x}, ${cursor.y})`);
    } else if (event.key === "Enter" || event.key === " ") add(x, y);
    else if (event.key === "0" || event.key === "1") {
      of = Number(event.key);
      for (const radio of choice.querySelectorAll("input")) radio.checked = radio.value === event.key;
      paint(`class ${of} now`);
    } else if ((event.key === "Delete" || event.key === "Backspace") && points.length) {
      const far = (/** @type {Point} */ p) => Math.hypot(p.x - x, p.y - y);
      points.splice(points.indexOf(points.reduce((a, b) => far(b) < far(a) ? b : a)), 1);
      paint();
    } else return;
    event.preventDefault();
  });
  undo.onclick = () => { points.pop(); paint(); };
  empty.onclick = () => { points = []; paint(); };
  put.onclick = () => insert({
    points: `[${points.map(({ x, y }) => `(${x}, ${y})`).join(", ")}]`, classes: `[${points.map(point => point.of).join(", ")}]`,
  });
  const drawn = part("div", { className: "drawn" }, choice, plane, said, part("div", { className: "row" }, put, undo, empty));
  const sheet = buildSheet(insert);
  host.append(part("details", {}, part("summary", {}, "Data: draw points, or paste numbers"), part("div", { className: "sources" }, drawn, sheet.place)));
  paint();
  return {
    state: () => ({ points, numbers: sheet.text() }),
    restore: (/** @type {Record<string, any>} */ kept) => {
      const isPoint = (/** @type {any} */ p) => Number.isFinite(p?.x) && Number.isFinite(p?.y) && (p.of === 0 || p.of === 1);
      if (Array.isArray(kept.points)) points = kept.points.filter(isPoint).map(({ x, y, of }) => ({ x: cut(x), y: cut(y), of }));
      if (typeof kept.numbers === "string") sheet.write(kept.numbers);
      paint();
    },
  };
}
