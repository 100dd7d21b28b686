// What somebody types as a prediction: read as a number without running anything, and judged.

import assert from "node:assert/strict";
import test from "node:test";

import { evaluate, judge } from "../../../../engine/drawing/web/answer.js";

/** @type {(cases: Record<string, number>) => void} */
const reads = cases => {
  for (const [typed, number] of Object.entries(cases)) assert.equal(evaluate(typed), number, typed);
};

test("numbers, fractions and expressions are read as on paper", () => reads({
  "1.5": 1.5, "-2": -2, "−2": -2, "–2": -2, "1,5": 1.5, ".5": .5, "5.": 5, "2e-3": .002, "1E2": 100, "+3": 3, "  7 ": 7,
  "3/4": .75, "-2*0.3": -.6, "2 × 3": 6, "2·3": 6, "1 - 2 - 3": -4, "8/2/2": 2, "2+3*4": 14, "(2+3)*4": 20, "--2": 2,
  "2^3": 8, "2**3": 8, "-2^2": -4, "2^-1": .5, "2^3^2": 512, "2*-3": -6, "((1))": 1,
  "tanh(0)": 0, "exp(0)+1": 2, "ln(1)": 0, "log(1)": 0, "sqrt(16)/4": 1, "abs(-3)": 3, "(1,5+0,5)/2": 1,
}));

test("what is no number, and what is no arithmetic, is not read", () => {
  const nothing = ["", "  ", "minus six", "1e", "1.2.3", "1 2", "2x", "2(3)", "(1", "1)", "()", "1+", "*2", "^2", "2**", "exp", "exp 1",
    "exp()", "1;2", "1=1", "a", "e", "pi", "NaN", "infinity", "1/", "%", "0x10", "1n", "1_000", "sqrt"];
  for (const typed of nothing) assert.equal(evaluate(typed), NaN, typed);
});

test("nothing that is typed is run, and no name of the language is known", () => {
  const hostile = ["alert(1)", "globalThis", "constructor(1)", "constructor(2)+0", "hasownproperty(1)", "valueof(1)+1", "tostring(1)",
    "__proto__(1)", "exp.constructor(1)", "[]", "{}", "`1`", "'1'", "1//2", "/* */1", "</script>", "\u{1d7ce}", "Function(1)",
    "process.exit(1)", "1".repeat(81), "(".repeat(40) + "1" + ")".repeat(41), "-".repeat(81) + "1"];
  for (const typed of hostile) assert.equal(evaluate(typed), NaN, typed);
});

test("the deepest and the longest that is read needs no time", () => {
  assert.equal(evaluate("-".repeat(78) + "1"), 1);
  assert.equal(evaluate("(".repeat(39) + "1" + ")".repeat(39)), 1);
  const began = performance.now();
  for (const typed of ["9".repeat(1e6), " ".repeat(1e6) + "x", "-".repeat(1e6), "1 ".repeat(5e5)]) evaluate(typed);
  assert.ok(performance.now() - began < 1000);
});

test("what has no finite value is not judged", () => {
  for (const typed of ["1/0", "0/0", "log(0)", "sqrt(-1)", "9^9^9^9", "1e999", ""]) assert.equal(judge(typed, 1), "", typed);
});

test("a plain number is right to the digits typed", () => {
  for (const [typed, truth] of [["0.33", 1 / 3], ["0.3", 1 / 3], ["-0.33", -1 / 3], ["−0.33", -1 / 3], ["–0.33", -1 / 3], ["0,33", 1 / 3],
    [".33", 1 / 3], ["1", .96], ["4", 4.3], ["-6", -6], ["125", 125.4], ["0", 0], ["0.5", .46], ["0.25", .25]]) {
    assert.equal(judge(typed, truth), "right", `${typed} for ${truth}`);
  }
  for (const [typed, truth] of [["0.34", 1 / 3], ["0.333", .3341], ["1", .6], ["0.5", .45], ["0", .3], ["0.0", 1e-6], ["100", 125], ["1e-3", 0]]) {
    assert.notEqual(judge(typed, truth), "right", `${typed} for ${truth}`);
  }
});

test("a fraction and an expression are right within half a percent", () => {
  for (const typed of ["1/3", "2/6", "0.5*2/3", "sqrt(1/9)", "3.33e-1"]) assert.equal(judge(typed, 1 / 3), "right", typed);
  for (const typed of ["1/3.1", "3/10", "3e-1"]) assert.notEqual(judge(typed, 1 / 3), "right", typed);
});

test("it says in which way a guess is wrong", () => {
  const cases = [["7", 6, "too high"], ["5", 6, "too low"], ["-5", -6, "too high"], ["-7", -6, "too low"], ["6", -6, "wrong sign"],
    ["-6", 6, "wrong sign"], ["-1/2", .5, "wrong sign"], ["-5.8", 6, "wrong sign"],
    ["-0.0692", .2537, "too low"], ["0.0692", -.2537, "too high"], ["0", 6, "too low"], ["0", -6, "too high"], ["1", 0, "too high"], ["-1", 0, "too low"]];
  for (const [typed, truth, verdict] of cases) assert.equal(judge(typed, truth), verdict, `${typed} for ${truth}`);
});

test("a factor in place of the product is told before its sign, and no right product is one", () => {
  const factors = { partial: 3, upstream: -2 };
  const cases = [["3", "partial"], ["-2", "upstream"], ["6/2", "partial"], ["-6", "right"], ["6", "wrong sign"], ["-5", "too high"], ["x", ""]];
  for (const [typed, verdict] of cases) assert.equal(judge(typed, -6, factors), verdict, typed);
  assert.equal(judge("3", 3, { partial: 3, upstream: 1 }), "right");
  assert.equal(judge("2", 4, { partial: 2, upstream: 2 }), "partial");
  assert.equal(judge("3", -6), "too high");
});

test("what somebody types is read with a comma, a true minus and spaces, and nothing else", () => {
  assert.deepEqual([" 1,5 ", "−2e-3", "7"].map(evaluate), [1.5, -0.002, 7]);
  assert.deepEqual(["", "  ", "1e", "minus six", "1.2.3"].map(evaluate), [NaN, NaN, NaN, NaN, NaN]);
});
