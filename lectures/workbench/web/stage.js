// @ts-check
// The stage: the stepper of one graph, in a frame of its own, so that its keys, ids, styles and scripts stay there.

/** @import { Figure, View } from "./types.js" */
import { Sandbox } from "./sandbox.js";

const BEGUN = { step: 0, isLast: false, grain: "", isOpen: false, whole: null };
const REMEMBERED = 6; // graphs of which the step is kept
const PATIENCE = 500, LATE = 2000; // milliseconds: a frame that can answer does so sooner, also one that is new

/** @type {(answer: Promise<unknown> | undefined, wait: number) => Promise<unknown>} */
const within = (answer, wait) => Promise.race([answer, new Promise(resolve => setTimeout(resolve, wait))]);

/** By what a graph is known again, whatever its numbers. @param {Figure} figure */
const nameOf = ({ asked, leaves }) => JSON.stringify([Object.keys(leaves), asked.map(({ name }) => name)]);

/** The view of another graph: the size of its steps, and not where it was. @type {(shown: View | undefined) => View | undefined} */
const without = shown => shown && { ...shown, whole: null, step: undefined, row: undefined };

export class Stage extends EventTarget {
  /** @param {HTMLElement} place */
  constructor(place) {
    super();
    this.place = place;
    /** Where the reader was in each graph, the last one at the end. @type {Map<string, View>} */
    this.views = new Map();
    /** @type {Sandbox | undefined} */
    this.now = undefined;
    /** @type {{ sandbox: Sandbox, place: HTMLElement } | undefined} */
    this.coming = undefined;
    /** Whether the gradients are asked for beside it, and not shown. */
    this.isAsked = false;
    addEventListener("message", event => {
      this.now?.hear(event);
      this.coming?.sandbox.hear(event);
    });
  }

  /** What the frame was made to show. @type {Figure | undefined} */
  get figure() { return this.now?.figure; }

  /** The step that is shown, none before the frame has said so. */
  get step() { return this.now?.shown?.step; }

  /** Its number as the stage tells it: of a layer, an operation or an arrow, from the beginning of its pass. */
  get count() { return this.now?.shown?.count; }

  /** Which equation of the line on the board is shown, none elsewhere. */
  get equation() { return this.now?.shown?.equation; }

  /** The line of the script that the step is of, 0 for none. */
  get line() { return this.now?.shown?.line ?? 0; }

  /** What comes out at the numbers that stand there now. */
  get output() { return this.now?.shown?.output; }

  /** The number of each leaf, by name. */
  get numbers() { return Object.fromEntries(this.now?.shown?.leaves.map(({ name, x }) => [name, x]) ?? []); }

  /** The leaves that have another number than the one they were drawn with. */
  get changed() { return this.now?.shown?.leaves.filter(({ x, was }) => x !== was) ?? []; }

  /** Give leaves other numbers, by name. @param {Record<string, number>} numbers
   * @returns {Promise<boolean>} false where there is no such leaf, or no finite result */
  async set(numbers) { return this.now ? this.now.ask({ numbers }) : false; }

  /** Wait until the frame has done what it was asked for. */
  async settled() { await within(this.now?.ask({}), PATIENCE); }

  /** Show nothing but these words until the next figure comes: what is there belongs to something else; "" shows that again. @param {string} said */
  wait(said) {
    if (said) this.place.dataset.waits = said;
    else delete this.place.dataset.waits;
  }

  /** Say of the figure that it belongs to something before what stands on the left, "" where it is of that. @param {string} said */
  veil(said) {
    if (said) this.place.dataset.old = said;
    else delete this.place.dataset.old;
    this.now?.frame.setAttribute("aria-description", said);
  }

  /** Show the numbers of the backward pass as "?", or as what they are; "asked" says so to who shows gradients elsewhere. @param {boolean} isAsked */
  ask(isAsked) {
    if (isAsked === this.isAsked) return;
    this.isAsked = isAsked;
    this.place.classList.toggle("is-asked", isAsked);
    this.now?.ask({ isAsked });
    this.coming?.sandbox.ask({ isAsked });
    this.coming?.place.classList.toggle("is-asked", isAsked);
    this.dispatchEvent(new Event("asked"));
  }

  get isWaiting() { return "waits" in this.place.dataset; }

  /** What stands there instead of a figure. */
  get says() { return this.place.dataset.waits; }

  /** The old figure stays until the new one can be seen, and then the new one has its place. @param {Figure} figure */
  show(figure) {
    const sandbox = new Sandbox(figure, heard => this.hear(heard)), { frame } = sandbox, old = this.now?.frame;
    this.coming?.place.remove();
    this.coming = undefined;
    if (!old) {
      this.place.append(frame);
      sandbox.ask({ isAsked: this.isAsked });
      return this.take(sandbox);
    }
    const place = /** @type {HTMLElement} */ (this.place.cloneNode(false)), coming = this.coming = { sandbox, place };
    place.removeAttribute("id");
    delete place.dataset.waits;
    delete place.dataset.old;
    place.inert = true;
    place.classList.add("coming");
    const { left, top } = this.place.getBoundingClientRect();
    for (const [side, x] of Object.entries({ left, top, width: this.place.clientWidth })) place.style.setProperty(side, `${x}px`);
    frame.style.height = old.style.height;
    place.append(frame);
    frame.addEventListener("load", async () => {
      await within(sandbox.ask({ resumed: this.views.get(nameOf(figure)) ?? without(this.now?.shown), isAsked: this.isAsked }), LATE); // a frame without a player is shown as it is
      if (this.coming !== coming) return;
      this.coming = undefined;
      for (const child of [...this.place.children]) if (child !== old) place.append(child);
      this.place.remove();
      place.id = this.place.id;
      place.inert = false;
      place.classList.remove("coming");
      place.removeAttribute("style");
      this.place = place;
      this.take(sandbox);
    });
    this.place.after(place);
  }

  /** @param {Figure} figure @param {View} shown */
  note(figure, { step, row, isLast, grain, isOpen, whole }) {
    const name = nameOf(figure);
    this.views.delete(name);
    if (step || grain || isOpen || whole !== null) this.views.set(name, { step, row, isLast, grain, isOpen, whole });
    if (this.views.size > REMEMBERED) this.views.delete(this.views.keys().next().value ?? "");
  }

  /** Where the reader was, to be kept. */
  state() { return Object.fromEntries(this.views); }

  /** @param {Record<string, View>} kept */
  restore(kept) {
    this.views = new Map(Object.entries(kept));
    if (this.figure) this.now?.ask({ resumed: this.views.get(nameOf(this.figure)) ?? BEGUN });
  }

  /** @param {Sandbox} sandbox */
  take(sandbox) {
    this.now = sandbox;
    this.dispatchEvent(new Event("shown"));
  }

  /** "told": the stage shows something else; "moved": the reader gave its leaves other numbers. @param {Sandbox} sandbox */
  hear(sandbox) {
    if (sandbox !== this.now) return;
    if (sandbox.shown) this.note(sandbox.figure, sandbox.shown);
    this.dispatchEvent(new Event("told"));
    if (sandbox.shown?.isMoved) this.dispatchEvent(new Event("moved"));
  }
}
