// @ts-check
// What a script writes and shows, in the order in which it comes.

/** @import { Mistake, Told } from "../types.js" */
import { part } from "../parts.js";
import { safely } from "../safe.js";

export class Output {
  /** @param {HTMLElement} host @param {(line: number, column?: number) => void} goTo */
  constructor(host, goTo) {
    this.host = host;
    this.goTo = goTo;
  }

  clear() {
    this.host.replaceChildren();
    this.host.hidden = true;
  }

  /** @param {Told} item */
  add({ text, svg, report, table, left_out }) {
    const { host } = this;
    // what is printed is followed to its end; what is to be looked at stays where it is
    const follows = text !== undefined && host.scrollTop + host.clientHeight >= host.scrollHeight - 4 && !host.querySelector(":not(pre)");
    if (text !== undefined) {
      const last = host.lastElementChild;
      if (last?.matches("pre")) last.append(text);
      else this.put(part("pre", {}, text));
    }
    if (svg !== undefined) this.put(part("div", { className: "plot" }, safely(svg)));
    if (report !== undefined) this.put(part("div", { className: "report" }, safely(report)));
    if (table !== undefined) this.put(tableOf(table));
    if (left_out !== undefined) this.put(part("p", { className: "quiet" }, left_out));
    if (follows) host.scrollTop = host.scrollHeight;
  }

  /** What went wrong, and the lines that led there. @param {Mistake} error */
  fail({ line, column, said, way = [] }) {
    const steps = way.slice(0, -1).map(({ line, inside, text }) =>
      part("li", {}, this.link(line, `line ${line}`), inside ? ` in ${inside}: ` : ": ", part("code", {}, text)));
    const place = line ? [this.link(line, `Line ${line}`, column ?? 1), ": "] : [];
    const box = part("div", { className: "went-wrong" }, part("p", {}, ...place, said));
    if (steps.length) box.append(part("p", { className: "quiet" }, "It was called from"), part("ol", {}, ...steps));
    this.put(box);
    this.host.scrollTop = this.host.scrollHeight;
  }

  /** @param {number} line @param {string} words @param {number} column */
  link(line, words, column = 1) {
    return part("button", { type: "button", className: "link", textContent: words, onclick: () => this.goTo(line, column) });
  }

  /** @param {Node} made */
  put(made) {
    this.host.hidden = false;
    this.host.append(made);
  }
}

/** @param {NonNullable<Told["table"]>} given */
function tableOf({ title, header, rows, missing }) {
  const made = part("table");
  if (title) made.append(part("caption", {}, title));
  if (header.length) made.append(part("thead", {}, part("tr", {}, ...header.map(name => part("th", { scope: "col" }, name)))));
  made.append(part("tbody", {}, ...rows.map(row => part("tr", {}, ...row.map(cell => part("td", {}, cell))))));
  const box = part("div", { className: "made-table" }, made);
  if (missing) box.append(part("p", { className: "quiet" }, `and ${missing} rows more`));
  return box;
}
