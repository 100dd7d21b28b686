// Numbers on the page: four digits alone, as many decimals each in an addition, a true minus sign.

import assert from "node:assert/strict";
import test from "node:test";

import { column, decimals, equalsSign, fill, fixed, minus, negativeInParentheses, paper, show, signed } from "../../../../engine/drawing/web/numbers.js";

test("numbers have four significant digits, as in engine/words/digits.py", () => {
  assert.deepEqual([2, -1 / 3, 0.07, 123456.7, 1.5e-7, -0, null, undefined].map(show),
    ["2", "-0.3333", "0.07", "123457", "1.5e-7", "0", "—", "—"]);
  assert.deepEqual([999999.4, 999999.5, 0.0001, 0.00009, 1e21, 0.99999].map(show),
    ["999999", "1e6", "0.0001", "9e-5", "1e21", "1"]);
});

test("what is asked for is a question mark, and nothing else is", () => {
  assert.deepEqual([NaN, null, 0, -2].map(show), ["?", "—", "0", "-2"]);
});

test("what is asked for stays one in every way of writing numbers", () => {
  assert.deepEqual([fixed(NaN, 3), fixed(NaN, null, true), fill("\u{F0000}", [NaN])], ["?", "?", "?"]);
});

test("on paper there is a true minus sign, and what flows back has its sign", () => {
  assert.deepEqual([-2, 1.5e-7, -1.5e-7, NaN, 3].map(paper), ["−2", "1.5e−7", "−1.5e−7", "?", "3"]);
  assert.deepEqual([2, -2, 0, NaN, -0].map(signed), ["+2", "−2", "0", "?", "0"]);
  assert.deepEqual(["-2", "2-", "2"].map(minus), ["−2", "2-", "2"]);
});

test("printed factors that make another number are only about equal to what is printed", () => {
  assert.equal(equalsSign([0.5, 0.25], 0.125), "=");
  assert.equal(equalsSign([0.35944, 0.45844], 0.35944 * 0.45844), "≈"); // 0.3594 × 0.4584 is 0.1647 and not 0.1648
  assert.equal(equalsSign([2 / 3, 3], 2), "="); // 0.6667 × 3 is 2 in four digits
  assert.equal(equalsSign([NaN, 1], NaN), "="); // asked for
});

test("an addition has as many decimals in each line as its largest number has digits for", () => {
  assert.deepEqual(column([-6, 3, -3]), ["−6", "+3", "−3"]);
  assert.deepEqual(column([0.15, -0.025]), ["+0.150", "−0.025"]);
  assert.deepEqual(column([12.345678, 0.001]), ["+12.35", "0.00"]);
  assert.deepEqual(column([0, -0]), ["0", "0"]);
  assert.deepEqual(column([]), []);
});

test("a line that has not arrived is empty and one that is asked for is a question mark; neither counts", () => {
  assert.deepEqual(column([0.5, null, NaN, -0.25]), ["+0.50", "", "?", "−0.25"]);
  assert.deepEqual(column([null, NaN]), ["", "?"]);
});

test("where no decimals would do, numbers are written as they are alone", () => {
  assert.equal(decimals([1e-7, -2e-9]), null);
  assert.equal(decimals([2e6, 1]), null);
  assert.equal(decimals([1, Infinity]), null);
  assert.deepEqual([decimals([]), decimals([0]), decimals([1, 2]), decimals([0.5]), decimals([1 / 3])], [0, 0, 0, 1, 4]);
  assert.deepEqual(column([1e-7, -2e-9]), ["+1e-7", "−2e-9"]);
});

test("no zero has a sign", () => {
  assert.deepEqual([fixed(-0.0001, 2), fixed(0.0001, 2, true), fixed(-0, null), fixed(-0.5, 2), fixed(0.5, 2, true)],
    ["0.00", "0.00", "0", "−0.50", "+0.50"]);
});

test("a place takes a number, in parentheses where a minus sign needs them", () => {
  const [first, second] = [0xF0000, 0xF0004].map(code => String.fromCodePoint(code));
  assert.equal(fill(`${first}*${second}`, [-2, -3]), "-2*(-3)");
  assert.equal(fill(`${first}*${second}`, [2, 3]), "2*3");
  assert.deepEqual([-1, 0, 1].map(negativeInParentheses), ["(-1)", "0", "1"]);
});
