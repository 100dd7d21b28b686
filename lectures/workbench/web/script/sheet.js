// @ts-check
// Numbers typed, or pasted from a spreadsheet: rows of examples, of which the last column may be what is to be predicted.

import { part } from "../parts.js";

/** Read rows of numbers, with tabs, semicolons, commas or spaces between them; a first row of words names the columns.
 * @param {string} text @returns {{ rows: number[][], names: string[] } | { trouble: string }} */
export function readSheet(text) {
  const lines = text.split(/\r?\n/).map((line, i) => ({ line: line.trim(), at: i + 1 })).filter(({ line }) => line);
  if (!lines.length) return { trouble: "" };
  const all = lines.map(({ line }) => line).join("\n");
  // Where tabs or semicolons part the columns, a comma is a decimal comma; and so it is in "1,5 2,5".
  const between = all.includes("\t") ? /\t/ : all.includes(";") ? /;/ : /\d,\d/.test(all) && /\d[ \t]+[-\d]/.test(all) && !/,\s/.test(all) ? /\s+/ : all.includes(",") ? /,/ : /\s+/;
  const isDecimal = String(between) !== "/,/";
  const cells = lines.map(({ line, at }) => ({ at, cells: line.split(between).map(cell => cell.trim()) }));
  const number = (/** @type {string} */ cell) => cell === "" ? NaN : Number(isDecimal ? cell.replace(",", ".") : cell);
  const names = cells[0].cells.every(cell => Number.isNaN(number(cell))) ? cells.shift()?.cells ?? [] : [];
  if (!cells.length) return { trouble: "Below the names there are no numbers." };
  const wide = cells[0].cells.length, rows = [];
  for (const { at, cells: row } of cells) {
    if (row.length !== wide) return { trouble: `Row ${at} has ${row.length} ${row.length === 1 ? "column" : "columns"}, and the first one ${wide}: give each row as many.` };
    const wrong = row.find(cell => !Number.isFinite(number(cell)));
    if (wrong !== undefined) return { trouble: `Row ${at}: “${wrong.slice(0, 20)}” is not a number.` };
    rows.push(row.map(number));
  }
  return { rows, names };
}

/** @param {(assigned: Record<string, string>) => void} insert */
export function buildSheet(insert) {
  const area = part("textarea", { rows: 7, spellcheck: false, placeholder: "x1\tx2\ty\n0.5\t1.2\t1\n-0.3\t0.8\t0" });
  const hasTarget = part("input", { type: "checkbox", checked: true });
  const said = part("p", { className: "quiet" }), put = part("button", { type: "button", textContent: "Put into the script", disabled: true });
  said.setAttribute("role", "status");
  const read = () => {
    const found = readSheet(area.value);
    put.disabled = "trouble" in found;
    area.setAttribute("aria-invalid", String("trouble" in found && found.trouble !== ""));
    if ("trouble" in found) {
      said.textContent = found.trouble || "One example in each row; copied cells of a spreadsheet can be pasted.";
      return undefined;
    }
    const { rows, names } = found, wide = rows[0].length, isSplit = hasTarget.checked && wide > 1;
    const called = names.length ? `: ${names.join(", ")}` : "";
    said.textContent = `${rows.length} ${rows.length === 1 ? "row" : "rows"} of ${wide} ${wide === 1 ? "number" : "numbers"}${called}${isSplit ? "; y is the last one" : ""}`;
    return { rows, isSplit };
  };
  area.oninput = read;
  hasTarget.onchange = read;
  put.onclick = () => {
    const found = read();
    if (!found) return;
    const { rows, isSplit } = found, list = (/** @type {number[]} */ row) => `[${row.join(", ")}]`;
    const inputs = isSplit ? rows.map(row => row.slice(0, -1)) : rows;
    const X = inputs.every(row => row.length === 1) ? list(inputs.map(([x]) => x)) : `[\n${inputs.map(row => `    ${list(row)},\n`).join("")}]`;
    insert(isSplit ? { X, y: list(rows.map(row => row[row.length - 1])) } : { X });
  };
  read();
  const place = part("div", { className: "typed" }, part("label", {}, "Numbers, a row for each example", area),
    part("label", { className: "field" }, hasTarget, "the last column is y"), said, part("div", { className: "row" }, put));
  return { place, text: () => area.value, write: (/** @type {string} */ text) => { area.value = text; read(); } };
}
