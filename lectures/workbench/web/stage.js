// @ts-check
// The stage: the stepper of one graph, in a frame of its own, so that its keys, ids and styles stay there.

export class Stage extends EventTarget {
  /** @param {HTMLElement | null} place */
  constructor(place) {
    super();
    this.frame = document.createElement("iframe");
    this.frame.title = "The graph, step by step";
    this.frame.allow = "fullscreen";
    place?.append(this.frame);
    this.frame.addEventListener("load", () => this.follow());
  }

  /** @param {{ html: string, leaves: Record<string, number> }} figure */
  show(figure) {
    this.figure = figure;
    this.frame.srcdoc = figure.html;
    this.dispatchEvent(new Event("shown"));
  }

  /** The frame is as high as its page. */
  follow() {
    const body = this.frame.contentDocument?.body;
    if (body) new ResizeObserver(() => { this.frame.style.height = `${body.scrollHeight}px`; }).observe(body);
  }
}
