// @ts-check
// The stage: the stepper of one graph, in a frame of its own, so that its keys, ids and styles stay there.

/** @import { Figure } from "./types.js" */

export class Stage extends EventTarget {
  /** @param {HTMLElement} place */
  constructor(place) {
    super();
    this.place = place;
    /** @type {HTMLIFrameElement | undefined} */
    this.frame = undefined;
    /** What the frame shows. @type {Figure | undefined} */
    this.figure = undefined;
    /** @type {HTMLElement | undefined} */
    this.coming = undefined;
  }

  /** The player that is shown, once it lives. */
  get player() {
    return this.frame?.contentWindow?.chalkgrad?.players?.stage;
  }

  /** What comes out at the numbers that stand there now. */
  get output() {
    return this.player?.pass.data.at(-1);
  }

  /** Show nothing but these words until the next figure comes: what is there belongs to something else. @param {string} said */
  wait(said) { this.place.dataset.waits = said; }

  get isWaiting() { return "waits" in this.place.dataset; }

  /** The old figure stays until the new one can be seen, and then the new one has its place. @param {Figure} figure */
  show(figure) {
    const frame = document.createElement("iframe"), old = this.frame;
    Object.assign(frame, { title: "The graph, step by step", allow: "fullscreen", srcdoc: figure.html });
    this.coming?.remove();
    this.coming = undefined;
    if (!old) {
      this.place.append(frame);
      frame.addEventListener("load", () => this.follow(frame));
      return this.take(frame, figure);
    }
    const next = this.coming = /** @type {HTMLElement} */ (this.place.cloneNode(false));
    next.removeAttribute("id");
    delete next.dataset.waits;
    next.inert = true;
    next.classList.add("coming");
    next.style.width = `${this.place.clientWidth}px`;
    frame.style.height = old.style.height;
    next.append(frame);
    frame.addEventListener("load", () => {
      if (this.coming !== next) return;
      this.coming = undefined;
      const before = this.player;
      for (const child of [...this.place.children]) if (child !== old) next.append(child);
      this.place.remove();
      next.id = this.place.id;
      next.inert = false;
      next.classList.remove("coming");
      next.style.width = "";
      this.place = next;
      this.take(frame, figure);
      if (before && this.player) resume(before, this.player);
      this.follow(frame);
    });
    this.place.after(next);
  }

  /** @type {(frame: HTMLIFrameElement, figure: Figure) => void} */
  take(frame, figure) {
    Object.assign(this, { frame, figure });
    this.dispatchEvent(new Event("shown"));
  }

  /** The frame is as high as its page; what the reader changes there is heard here. @param {HTMLIFrameElement} frame */
  follow(frame) {
    const body = frame.contentDocument?.body;
    if (!body) return;
    const fit = () => { frame.style.height = `${body.scrollHeight}px`; };
    fit();
    new ResizeObserver(fit).observe(body);
    body.addEventListener("leaves", event => {
      this.dispatchEvent(new CustomEvent("leaves", { detail: /** @type {CustomEvent} */ (event).detail }));
    });
  }
}

/** The reader's steps, open parts and place at the end are as they were. @type {(before: Player, player: Player) => void} */
function resume(before, player) {
  player.below.open = before.below.open;
  if (before.grain !== before.opening) player.grain = before.grain;
  if (before.k && before.k === before.frames.length - 1) player.k = player.frames.length - 1;
  player.paint();
}
