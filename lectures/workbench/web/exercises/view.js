// @ts-check
// One exercise: what is asked, the numbers of a variant, boxes in the order of the derivation, verdicts and points.

/** @import { Calls, Desk, Exercise, Figure, Graded, Progress } from "../types.js" */
import { Answer, OLD, switchesOf } from "../derive/box.js";
import { Hints } from "../derive/hints.js";
import { button, find, messageOf, part } from "../parts.js";
import { safely } from "../safe.js";
import { Stage } from "../stage.js";

const VERDICTS = { right: "right", wrong: "wrong", follows: "follows from an earlier slip, and counts", digits: "write more digits", shape: "another shape", missing: "", nonsense: "cannot be read" };
const SEEDS = 100000;

export class ExerciseView {
  /** @type {Exercise | null} */ item = null;
  /** @type {Progress} */ progress = { seed: 0, typed: {} };
  /** @type {Answer[]} */ answers = [];
  /** What the graph of the variant is, once somebody may see it. @type {Figure | null} */ figure = null;
  /** What is on the stage of the exercises. @type {Figure | null} */ staged = null;
  /** @type {Stage | undefined} */ own;
  /** @type {object | null} */ round = null;

  /** @param {{ python: Desk["python"], back: () => void, changed: () => void }} around */
  constructor({ python, back, changed }) {
    this.python = python;
    this.changed = changed;
    this.title = part("h2", { tabIndex: -1 });
    this.head = part("div", { className: "head" });
    this.seed = part("input", { type: "number", min: "0", step: "1", className: "seed" });
    this.fresh = button("New numbers", () => this.take(1 + Math.floor(Math.random() * SEEDS)));
    this.sheet = part("span", { className: "quiet" });
    this.variant = part("div", { className: "row variant" }, part("label", { className: "field" }, "Variant ", this.seed), this.fresh, this.sheet);
    this.given = part("div", { className: "given" });
    this.boxes = part("div", { className: "boxes" });
    this.switches = part("div", { className: "switches" });
    this.score = part("output", { className: "score" });
    const hint = part("button", { type: "button" }, "Hint");
    this.graph = button("Show the graph", () => this.showGraph(true));
    this.summary = part("p", { className: "summary" });
    this.hintsPlace = part("ul", { className: "hints" });
    this.hints = new Hints(hint, this.hintsPlace);
    this.shown = part("div", { className: "shown" });
    const said = part("div", {}, this.summary, this.hintsPlace);
    said.setAttribute("role", "status");
    this.form = part("form", { autocomplete: "off" }, this.variant, this.given, this.boxes,
      part("div", { className: "row" }, part("button", { className: "primary" }, "Check"), this.score), this.switches,
      part("div", { className: "row" }, hint, button("A similar one, worked out", () => this.showTwin()),
        button("Show the solution", () => this.showSolution()), this.graph), said, this.shown);
    this.element = part("div", { className: "exercise", hidden: true }, button("← All exercises", back, { className: "back" }), this.head, this.form);
    this.waiting = find(document, "#exercise-stage p");
    this.place = find(document, "#exercise-stage .place");
    this.form.addEventListener("submit", event => { event.preventDefault(); this.judge(); });
    this.boxes.addEventListener("input", () => { this.keep(); this.age(); });
    this.seed.addEventListener("change", () => this.take(this.seed.valueAsNumber));
  }

  /** @param {Exercise} item @param {Progress} progress @param {number} seed */
  open(item, progress, seed) {
    this.item = item;
    this.progress = progress;
    const asks = part("div", { className: "asks" });
    asks.replaceChildren(safely(item.asks));
    this.title.textContent = item.title;
    this.head.replaceChildren(this.title, part("p", { className: "quiet" }, `${item.lecture}. ${item.minutes} minutes, ${item.points} ${item.points === 1 ? "point" : "points"}. A number is right if it agrees to half a unit of its last digit; it needs at least 2 significant digits.${progress.solved ? progress.looked ? " ✓ Solved, with help." : " ✓ Solved." : ""}`), asks);
    this.element.hidden = false;
    this.take(seed);
  }

  close() {
    this.item = null;
    this.element.hidden = true;
    this.showStage();
  }

  get which() { return [this.item?.place, this.item?.name, this.progress.seed]; }

  /** Ask Python about the variant; null where another one has been taken meanwhile, or Python has no answer.
   * @template {keyof Calls} K @param {K} call @param {...unknown} more */
  async ask(call, ...more) {
    const which = JSON.stringify(this.which);
    try {
      const answer = await this.python.ask(call, ...this.which, ...more);
      return which === JSON.stringify(this.which) ? answer : null;
    } catch (error) {
      if (which === JSON.stringify(this.which)) this.complain(messageOf(error));
      return null;
    }
  }

  /** @param {string} why */
  complain(why) {
    this.summary.className = "summary trouble";
    this.summary.textContent = why;
  }

  /** Take the numbers of a seed. @param {number} seed */
  async take(seed) {
    seed = Number.isSafeInteger(seed) && seed >= 0 ? seed : this.progress.seed;
    this.progress.seed = seed;
    this.seed.value = String(seed);
    this.sheet.textContent = seed ? "variant 0 has the numbers of the printed sheet" : "the numbers of the printed sheet";
    this.answers = [];
    this.figure = this.round = null;
    this.showStage();
    this.clear();
    this.shown.replaceChildren();
    this.boxes.replaceChildren();
    this.switches.replaceChildren();
    this.graph.hidden = false;
    this.given.replaceChildren(part("p", { className: "quiet" }, "The numbers come as soon as Python is there."));
    this.changed();
    const variant = await this.ask("exercise"), { item } = this;
    if (!variant || !item) return;
    this.variant.hidden = !variant.fresh;
    this.graph.hidden = !variant.graph;
    this.given.replaceChildren(...variant.given.map(([name, x]) => part("div", { className: "part" }, part("code", {}, `${name} =`), table(x))));
    if (variant.listing.length) {
      const text = variant.listing.map((line, i) => `${String(i + 1).padStart(3)}  ${line}`).join("\n");
      this.given.append(part("pre", { className: "listing", tabIndex: 0, ariaLabel: "The program" }, text));
    }
    this.answers = variant.quantities.map(q => new Answer({ ...q, label: q.called, about: item.each[q.name] }));
    for (const answer of this.answers) answer.value = this.progress.typed[seed]?.[answer.asked.name] ?? "";
    this.boxes.replaceChildren(...this.answers.map(({ element }) => element));
    this.switches.replaceChildren(...switchesOf(this.answers));
    const own = item.hints.map(html => ({ html }));
    this.hints.set(own.map((_, i) => own.slice(0, i + 1)));
    this.showStage();
    if (this.progress.checked?.includes(seed)) this.judge(); // it stands as it was left
  }

  keep() {
    if (!this.answers.length) return;
    const typed = Object.fromEntries(this.answers.filter(answer => !answer.isEmpty).map(answer => [answer.asked.name, answer.value]));
    this.progress.typed[this.progress.seed] = typed;
  }

  /** Whether what stands in the boxes has been judged. @param {boolean} isChecked */
  mark(isChecked) {
    const { progress } = this, others = (progress.checked ?? []).filter(seed => seed !== progress.seed);
    progress.checked = isChecked ? [...others, progress.seed] : others;
  }

  /** Something else stands there than was judged. */
  age() {
    if (!this.progress.checked?.includes(this.progress.seed)) return;
    this.mark(false);
    this.summary.classList.remove("is-right");
    if (this.score.textContent) this.score.append(part("span", { className: "quiet" }, OLD));
  }

  clear() {
    for (const answer of this.answers) answer.clear();
    this.summary.textContent = this.score.textContent = "";
    this.summary.className = "summary";
    this.hints.set([]);
  }

  /** Verdicts come at once; what explains them takes longer, and follows. */
  async judge() {
    this.keep();
    this.clear();
    for (const answer of this.answers) answer.isOther = false;
    const { progress } = this, typed = structuredClone(progress.typed[progress.seed] ?? {}), round = this.round = {};
    const judged = await this.ask("judge_exercise", typed, false);
    if (!judged || round !== this.round) return;
    this.say(judged);
    progress.score = Math.max(progress.score ?? 0, judged.score);
    progress.solved ||= judged.solved;
    this.mark(true);
    if (this.answers.some(({ isOther }) => isOther)) this.age();
    this.changed();
    if (judged.solved) return this.showGraph(false);
    this.hints.wait();
    const { hints } = await this.ask("judge_exercise", typed, true) ?? { hints: [] };
    if (round === this.round) this.hints.set(hints.map(grade => grade.map(hint => typeof hint === "number" ? { html: this.item?.hints[hint] ?? "" } : hint)));
  }

  /** @param {Graded} judged */
  say(judged) {
    for (const answer of this.answers.filter(({ isOther }) => !isOther)) {
      const { verdict, mark, points, unread, entries } = judged.verdicts[answer.asked.name];
      if (unread) answer.complain(unread);
      else answer.say(verdict, verdict === "missing" ? "" : `${mark} ${VERDICTS[verdict]}`, entries);
      answer.verdict.title = `${points} of ${answer.asked.points} points`;
    }
    this.score.textContent = `${judged.score} of ${judged.total} points`;
    this.summary.className = judged.solved ? "summary is-right" : "summary";
    const isEmpty = Object.values(judged.verdicts).every(({ verdict }) => verdict === "missing");
    this.summary.textContent = isEmpty ? "Nothing is answered yet: fill in a box, then check."
      : [judged.solved ? "Solved." : "", ...judged.remarks].filter(Boolean).join(" ");
  }

  /** @param {boolean} asked whether somebody asked for it before it was solved */
  async showGraph(asked) {
    if (this.graph.hidden) return;
    this.looks(asked);
    const figure = await this.ask("exercise_graph");
    if (!figure) return;
    this.figure = figure;
    this.showStage();
  }

  async showSolution() {
    this.looks(true);
    const solution = await this.ask("exercise_solution");
    if (!solution) return;
    const steps = solution.steps.map(({ name, answer, lines }) =>
      part("div", {}, part("code", {}, `${name} = ${answer}`), ...lines.map(line => part("code", { className: "why" }, line))));
    this.shown.replaceChildren(part("h3", {}, "Solution"), ...steps);
    this.showGraph(true);
  }

  async showTwin() {
    const twin = await this.ask("exercise_twin");
    if (twin) this.shown.replaceChildren(part("h3", {}, "The same with other numbers, worked out"), part("pre", { tabIndex: 0, ariaLabel: "Worked out" }, twin.text));
  }

  /** @param {boolean} asked */
  looks(asked) {
    if (asked && !this.progress.solved) { this.progress.looked = true; this.changed(); }
  }

  /** Where the stage is otherwise there is the graph of the exercise, or what it waits for. */
  showStage() {
    const shown = this.item ? this.figure : null;
    this.waiting.hidden = Boolean(shown);
    this.place.hidden = !shown;
    this.waiting.textContent = !this.item ? "Choose an exercise. Its graph comes here once you have solved it, or ask for it."
      : this.graph.hidden ? "This exercise has no graph." : "The graph comes here once everything is right, or with “Show the graph”.";
    if (!shown) return;
    this.own ??= new Stage(this.place.appendChild(part("div")));
    if (this.staged !== shown) this.own.show(this.staged = shown);
  }
}

/** A number as text, a matrix as a table of them. @param {string | string[][]} x */
function table(x) {
  if (typeof x === "string") return part("code", {}, x);
  const grid = part("span", { className: "matrix" }, ...x.flat().map(entry => part("code", {}, entry)));
  grid.style.gridTemplateColumns = `repeat(${x[0].length}, auto)`;
  return grid;
}
