// A guess: what is read as a number, and what is said of it.

import assert from "node:assert/strict";
import test from "node:test";

import { evaluate, judge } from "../../../../engine/drawing/web/answer.js";

test("numbers, fractions and expressions are read", () => {
  const cases = {
    "7": 7, " 1,5 ": 1.5, "−2e-3": -0.002, ".5": 0.5, "1/3": 1 / 3, "2*(3 - 5)": -4, "8/2/2": 2, "1 - 2 - 3": -4,
    "-2^2": -4, "2**3^2": 512, "2^-1": 0.5, "--1": 1, "2 × 3 · 4": 24, "exp(0)": 1, "ln(exp(2))": 2, "3*abs(-2)": 6, "TANH(0.5)": Math.tanh(0.5),
  };
  for (const [typed, number] of Object.entries(cases)) assert.equal(evaluate(typed), number, typed);
});

test("anything else is no number, and nothing is said of it", () => {
  for (const typed of ["", "  ", "1e", "minus six", "1.2.3", "2 3", "(1", "1)", "1 +", "* 2", "exp 2", "constructor(1)", "1;2", "1+".repeat(50) + "1"]) {
    assert.ok(!Number.isFinite(evaluate(typed)), typed);
    assert.equal(judge(typed, 1), "", typed);
  }
  assert.equal(judge("1/0", 1), "");
});

test("a number is right to the digits typed, but never by more than a tenth", () => {
  assert.deepEqual(["1", "0.96", "0.9", "1.0"].map(typed => judge(typed, 0.96)), ["right", "right", "too low", "right"]);
  assert.deepEqual(["1", "0.6", "0.64"].map(typed => judge(typed, 0.6)), ["too high", "right", "too high"]);
  assert.deepEqual(["-6", "−5.9", "6", "-7"].map(typed => judge(typed, -6)), ["right", "too high", "wrong sign", "too low"]);
  assert.deepEqual(["0", "0.1", "-0.1"].map(typed => judge(typed, 0)), ["right", "too high", "too low"]);
});

test("an expression has to be right by half a hundredth", () => {
  assert.deepEqual(["1/3", "0.3337*1", "0.34*1", "-1/3"].map(typed => judge(typed, 1 / 3)), ["right", "right", "too high", "wrong sign"]);
});
