// @ts-check
// The Values that a script left: a row for each, and for an array a grid of its entries; what an operation made can be drawn.

/** @import { Entry, Left } from "../types.js" */
import { part } from "../parts.js";

const MOST = 500; // variables, and entries of one array

export class Values {
  /** @param {HTMLElement} host @param {(name: string, index: number[]) => void} choose */
  constructor(host, choose) {
    this.host = host;
    this.choose = choose;
    this.isAsked = false;
    /** What stands where a gradient is shown or said. @type {{ gradient: string, write: (gradient: string) => void }[]} */
    this.gradients = [];
  }

  /** Gradients that are asked for are not shown. @param {boolean} isAsked */
  ask(isAsked) {
    this.isAsked = isAsked;
    for (const { gradient, write } of this.gradients) write(this.isHidden(gradient) ? "?" : gradient);
  }

  /** @param {string} gradient */
  isHidden(gradient) { return this.isAsked && !["", "—"].includes(gradient); }

  /** @param {string} gradient @param {(gradient: string) => void} write */
  tell(gradient, write) {
    this.gradients.push({ gradient, write });
    write(this.isHidden(gradient) ? "?" : gradient);
  }

  /** @param {Left[]} left */
  list(left) {
    this.host.replaceChildren();
    this.gradients = [];
    if (!left.length) return;
    const rows = left.slice(0, MOST).flatMap(each => this.rowsOf(each)), more = left.length - MOST;
    if (more > 0) rows.push(part("tr", {}, part("td", { colSpan: 3, className: "quiet" }, `and ${more} variables more`)));
    this.host.append(part("table", {},
      part("caption", {}, "Your variables: click a result to draw it"),
      part("thead", {}, part("tr", {}, ...["name", "number", "gradient"].map(name => part("th", { scope: "col" }, name)))),
      part("tbody", {}, ...rows)));
  }

  /** Say which one is on the stage. @param {string} name @param {number[]} index */
  show(name, index = []) {
    const key = JSON.stringify([name, index]);
    for (const button of this.host.querySelectorAll("[data-key]")) {
      if (button.getAttribute("data-key") === key) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  /** @param {Left} left */
  rowsOf({ name, kind, shape = "", number = "", gradient = "", entries, more = 0 }) {
    const isDrawn = kind === "result" || kind === "drawing";
    const head = part("th", { scope: "row" }, isDrawn ? this.chooser(name, [], name) : entries ? "" : name);
    const slope = part("td", { className: "gradient" }), row = part("tr", {}, head, part("td", {}, number || shape), slope);
    this.tell(gradient, text => { slope.textContent = text; });
    if (!entries) return [row];
    const listed = entries.slice(0, MOST), hidden = more + entries.length - listed.length;
    const grid = part("div", { className: "grid" }, ...listed.map(entry => this.cell(name, entry, kind === "results")));
    const columns = listed.reduce((most, { index }) => Math.max(most, index.length > 1 ? (index.at(-1) ?? 0) + 1 : 0), 0) || Math.min(6, listed.length);
    grid.style.setProperty("--columns", String(Math.min(columns, 8)));
    const inside = part("tr", { className: "entries", hidden: true }, part("td", { colSpan: 3 }, grid, ...(hidden ? [part("p", { className: "quiet" }, `and ${hidden} entries more`)] : [])));
    const opener = part("button", { type: "button", className: "opener", textContent: name });
    opener.setAttribute("aria-expanded", "false");
    opener.onclick = () => {
      inside.hidden = !inside.hidden;
      opener.setAttribute("aria-expanded", String(!inside.hidden));
    };
    head.append(opener);
    return [row, inside];
  }

  /** @param {string} name @param {Entry} entry @param {boolean} isDrawn */
  cell(name, { index, name: place, number, gradient }, isDrawn) {
    const slope = part("span", { className: "gradient" }), cell = isDrawn ? this.chooser(name, index, "") : part("div");
    cell.classList.add("entry");
    cell.append(part("span", { className: "quiet" }, place), part("span", {}, number), slope);
    this.tell(gradient, text => {
      slope.textContent = text;
      if (isDrawn) cell.setAttribute("aria-label", `${name}${place}: ${number}, gradient ${text}`);
    });
    return cell;
  }

  /** @param {string} name @param {number[]} index @param {string} words */
  chooser(name, index, words) {
    const button = part("button", { type: "button", textContent: words, title: "draw it on the stage", onclick: () => this.choose(name, index) });
    button.dataset.key = JSON.stringify([name, index]);
    return button;
  }
}
