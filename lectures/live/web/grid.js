// @ts-check
// Tables of parameters as small pictures.

import { paintImage, part } from "./parts.js";

/** @param {GridView} view @param {HTMLElement} host @returns {Painter} */
export function buildGrid(view, host) {
  const pictures = view.tables.map(([name]) => part("canvas", { role: "img", ariaLabel: name }));
  const boxes = pictures.map((canvas, i) => part("figure", {}, canvas, part("figcaption", { textContent: view.tables[i][0] })));
  host.append(part("p", { className: "title", textContent: view.title }), part("div", { className: "neurons tables" }, ...boxes));
  return ({ theta }) => {
    const own = view.tables.map(([, first, rows, columns]) => theta.subarray(first, first + rows * columns));
    const most = own.reduce((most, table) => table.reduce((most, w) => Math.max(most, Math.abs(w)), most), 1e-9);
    own.forEach((table, i) => paintImage(pictures[i], view.tables[i][3], table.map(w => w / most)));
  };
}
