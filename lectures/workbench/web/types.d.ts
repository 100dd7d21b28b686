// What the modules hand each other, and what Python answers: each call of desk/calls.py, as its docstring says.

import type { Keep } from "./keep/keep.js";
import type { Python } from "./python/python.js";
import type { Stage } from "./stage.js";

export type Desk = { python: Python; stage: Stage; keep: Keep };
export type Work = { // as it is kept: of each panel what it says; isLink: as a link brought it, nothing in it is the reader's own
  when: number; tab?: string; panels: Record<string, any>; isLink?: boolean;
};

export type Kind = "leaf" | "step" | "data";
export type Figure = { html: string; leaves: Record<string, number>; value: number; asked: { name: string; shape: number[]; kind: Kind }[] };
export type Leaf = { place: number; name: string; x: number; was: number }; // place: in the graph; was: the number it was drawn with
export type Shown = { // all that the stage's frame says: framed.js makes it, sandbox.js reads it; equation: which one of the line on the board
  step: number; row: number; count: number; equation: number | null; isLast: boolean; grain: string; isOpen: boolean; whole: boolean | null; line: number; output: number; leaves: Leaf[];
  height: number; ratio: number; isMoved: boolean; // ratio: the height of the picture by its width; isMoved: by the reader, in the frame; grain: "" for the one that it opens with
  answers: number; isDone: boolean; // what was asked with that serial number
};
export type Ask = { serial: number; numbers?: Record<string, number>; resumed?: View; isAsked?: boolean }; // isAsked: the gradients are, so they are not shown
export type View = Pick<Shown, "grain" | "isOpen" | "isLast" | "whole"> & { step?: number; row?: number }; // without a step it begins, or ends; row: of the board
export type Typed = string | any[]; // the text of a box, or nested lists of the text in each of its fields
export type Asked = {
  name: string; label: string; shape: number[]; kind?: string; options?: string[]; about?: string; points?: number; // about: HTML
};
export type Verdict = "right" | "wrong" | "follows" | "digits" | "shape" | "missing" | "nonsense";
export type Hint = string | { html: string }; // text, or what the course says, typeset

export type Field = {
  name: string; typed: string; shape: string; sizes: number[]; entries: number[]; kind: "number" | "array" | "choice"; guessed: boolean; said?: string;
};
export type Trouble = { said: string; spans: [number, number][]; names: string[] };
export type Question = { text: string; numbers: Record<string, string>; guessed?: Record<string, string>; own?: string[] };
export type Note = { said: string; span: [number, number]; instead: string }; // what to write there
type Answered = { fields: Field[]; notes: Note[]; trouble?: Trouble; numbers: Record<string, number>; result: { name: string; value: number } };
export type Worked = Answered & (Figure | { html?: undefined }); // a figure where it was drawn anew
export type First = Answered & Figure & Question & { examples: (Question & { name: string })[] };

export type Mistake = {
  said: string; line: number | null; column?: number | null; end_line?: number | null; end_column?: number | null;
  way?: { line: number; inside: string; text: string }[];
};
export type Entry = { index: number[]; name: string; number: string; gradient: string };
export type Left = {
  name: string; kind: "result" | "leaf" | "results" | "leaves" | "drawing";
  shape?: string; number?: string; gradient?: string; entries?: Entry[]; more?: number;
};
export type Told = { // what a script shows while it runs: one of these
  text?: string; svg?: string; report?: string; left_out?: string;
  table?: { title: string; header: string[]; rows: string[][]; missing: number };
};

export type Exercise = {
  name: string; title: string; place: string; lecture: string; minutes: number; points: number; words: string;
  asks: string; each: Record<string, string>; hints: string[]; // HTML
};
export type Progress = { seed: number; typed: Record<number, Record<string, Typed>>; score?: number; solved?: boolean; looked?: boolean; checked?: number[] };
export type Variant = {
  given: [string, string | string[][]][]; listing: string[]; graph: boolean; fresh: boolean;
  quantities: { name: string; called: string; kind: string; points: number; shape: number[]; options: string[] }[];
};
export type Graded = {
  verdicts: Record<string, { verdict: Verdict; mark: string; points: number; unread: string; entries: boolean[] }>; // entries: of an array that is wrong, which are right
  score: number; total: number; right: boolean; solved: boolean; remarks: string[];
  hints: (string | number)[][]; // by grade; a number is a hint of the exercise's own
};

export type Judged = {
  forgotten?: string; summary: string; unread: Record<string, string>; hints: string[][]; html: string; right: boolean;
  lines: { name: string; mark: string; verdict: Verdict | "rounded" | "only here"; entries: boolean[] }[];
};

export interface Calls {
  formula: Worked;
  run: { error: Mistake | null; values: Left[]; chosen: [string, number[]] | null };
  show: Figure & { note: string };
  formula_script: { source: string };
  judge: Judged;
  export: { name: string; text: string };
  exercise: Variant;
  judge_exercise: Graded;
  exercise_graph: Figure;
  exercise_solution: { steps: { name: string; answer: string; lines: string[] }[] };
  exercise_twin: { text: string };
}
