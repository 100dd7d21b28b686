// @ts-check
// A frame that can reach nothing of this page: its HTML comes from Python, which the reader's script owns. It is asked by
// messages, and of what it says only plain data of the expected shape is taken. The other side is framed.js.

/** @import { Ask, Figure, Leaf, Shown } from "./types.js" */
import { carried, part } from "./parts.js";

const FRAMED = `<script>${carried("framed")}</script>\n`;
const ALLOWED = `<script nonce="chalkgrad"`; // in the frame all scripts; in the page, where no HTML of Python's may act, its own only
const TALLEST = 20_000; // pixels
const GRAINS = ["", "arrow", "operation", "layer", "pass"];

export class Sandbox {
  /** What it showed when it last said so. @type {Shown | undefined} */ shown;
  isLoaded = false;
  serial = 0;
  /** What is asked next, once what was asked before is answered. @type {Omit<Ask, "serial"> | null} */ next = null;
  /** Who waits for the next answer, and who for the one on its way. @type {((isDone: boolean) => void)[]} */ joined = [];
  /** @type {((isDone: boolean) => void)[] | null} */ awaited = null;

  /** @param {Figure} figure @param {(sandbox: Sandbox) => void} heard */
  constructor(figure, heard) {
    this.figure = figure;
    this.heard = heard;
    this.frame = part("iframe", { title: "The graph, step by step", srcdoc: (figure.html + FRAMED).replaceAll("<script", ALLOWED) });
    this.frame.setAttribute("sandbox", "allow-scripts");
    this.frame.addEventListener("load", () => {
      this.isLoaded = true;
      this.send();
    }, { once: true });
  }

  /** Ask for something, and at the same time for all else that is asked before the frame is free: a slider moves faster
   * than a large graph is drawn. @param {Omit<Ask, "serial">} asked @returns {Promise<boolean>} whether it was done */
  ask({ numbers, resumed, isAsked }) {
    const { next } = this;
    this.next = { resumed: resumed ?? next?.resumed, isAsked: isAsked ?? next?.isAsked, numbers: { ...next?.numbers, ...numbers } };
    return new Promise(resolve => {
      this.joined.push(resolve);
      this.send();
    });
  }

  send() {
    if (!this.next || this.awaited || !this.isLoaded) return;
    this.frame.contentWindow?.postMessage({ ...this.next, serial: ++this.serial }, "*");
    [this.awaited, this.joined, this.next] = [this.joined, [], null];
  }

  /** @param {MessageEvent} event whether it is from this frame or not */
  hear({ source, data }) {
    if (source !== this.frame.contentWindow) return;
    const shown = read(data);
    if (!shown) return;
    this.shown = shown;
    this.frame.style.height = `${shown.height}px`;
    this.frame.style.setProperty("--ratio", String(shown.ratio));
    this.heard(this);
    if (!this.awaited || shown.answers !== this.serial) return;
    for (const resolve of this.awaited) resolve(shown.isDone);
    this.awaited = null;
    this.send();
  }
}

/** @type {(x: unknown) => x is number} */
const isNumber = x => Number.isFinite(x);
/** @type {(x: unknown) => x is number} */
const isCount = x => Number.isSafeInteger(x) && Number(x) >= 0;
/** @type {(x: any) => x is Leaf} */
const isLeaf = x => isCount(x?.place) && typeof x.name === "string" && isNumber(x.x) && isNumber(x.was);

/** A message as what the stage shows, and nothing where it is of another shape. @param {any} data @returns {Shown | null} */
function read(data) {
  const { step, row, count, equation, isLast, grain, isOpen, whole, line, output, leaves, height, ratio, isMoved, answers, isDone } = data ?? {};
  const isRead = [step, row, count, equation ?? 0, line, answers].every(isCount) && [output, height, ratio].every(isNumber) && height >= 0 && ratio > 0 && GRAINS.includes(grain)
    && [isLast, isOpen, isMoved, isDone, whole ?? false].every(x => typeof x === "boolean") && Array.isArray(leaves) && leaves.every(isLeaf);
  return isRead ? { step, row, count, equation: equation ?? null, isLast, grain, isOpen, whole: whole ?? null, line, output, leaves, height: Math.min(height, TALLEST), ratio, isMoved, answers, isDone } : null;
}
