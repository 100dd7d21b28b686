// @ts-check
// A tape without WebAssembly: the same plan, gone through operation by operation with the table's rows in JavaScript.

import { Tape } from "./loader.js";

/** @param {ArrayBuffer} bytes of the module @param {Layout} layout @param {Rows} rows by the kernel that they stand for */
export function interpreted(bytes, layout, rows) {
  const end = layout.numbers + 16 * layout.count, buffer = new ArrayBuffer(Math.ceil(end / 8) * 8);
  for (const [at, data] of dataOf(new Uint8Array(bytes))) new Uint8Array(buffer).set(data, at);
  const forward = () => {
    for (const [place, row, reads] of list) tape.data[place] = row(reads.map(x => tape.data[x]))[0];
  };
  /** @param {number} output */
  const backward = output => {
    const { data, gradients } = tape;
    gradients.fill(0);
    gradients[(output - layout.numbers) / 8] = 1;
    for (const [place, row, reads] of list.toReversed()) {
      const [, ...partials] = row(reads.map(x => data[x])), upstream = gradients[place];
      if (upstream !== 0) reads.forEach((x, i) => { gradients[x] += upstream * partials[i]; });
    }
  };
  /** @param {number} at @param {number} count */
  const finite = (at, count) => Number(new Float64Array(buffer, at, count).every(Number.isFinite));
  const tape = new Tape(/** @type {any} */ ({ memory: { buffer }, forward, backward, finite }), layout);
  /** @type {[number, (xs: number[]) => number[], number[]][]} */
  const list = [...tape.operations()].map(([place, , reads, kernel]) => [place, rows[kernel], reads]);
  return tape;
}

/** What a module puts into its memory: where, and the bytes. (Section 11; numbers are written seven bits a byte.)
 * @param {Uint8Array} bytes @returns {[number, Uint8Array][]} */
function dataOf(bytes) {
  /** @type {[number, Uint8Array][]} */
  const found = [];
  let at = 8;
  const number = () => {
    let found = 0, shift = 0, byte;
    do {
      byte = bytes[at++];
      found += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte & 128);
    return found;
  };
  while (at < bytes.length) {
    const section = bytes[at++], size = number(), end = at + size;
    for (let left = section === 11 ? number() : 0; left > 0; left -= 1) {
      at += 2; // active, i32.const
      const where = number();
      at += 1; // end
      const length = number();
      found.push([where, bytes.subarray(at, at + length)]);
      at += length;
    }
    at = end;
  }
  return found;
}
