// @ts-check
// The entries of arrays, as one list: how many there are, what each is called, and nested as the array is.

/** @param {number[]} shape */
export const count = shape => shape.reduce((n, length) => n * length, 1);

/** The place of an entry, [0][1]. @type {(at: number, shape: number[]) => string} */
export const placeOf = (at, shape) => shape.map((length, axis) => `[${Math.floor(at / count(shape.slice(axis + 1))) % length}]`).join("");

/** @type {(entries: any[], shape: number[]) => any} */
export const nested = (entries, [length, ...rest]) => length === undefined ? entries[0]
  : Array.from({ length }, (_, i) => nested(entries.slice(i * count(rest), (i + 1) * count(rest)), rest));

/** Rows as one types them, "1 2; 3 4". @type {(entries: unknown[], columns: number) => string} */
export const inRows = (entries, columns) =>
  Array.from({ length: Math.ceil(entries.length / columns) }, (_, i) => entries.slice(i * columns, (i + 1) * columns).join(" ")).join("; ");
