// @ts-check
// Predict first: at chosen frames the next number is hidden until the learner has typed it, or its sign, or skips.

import { judge } from "./answer.js";
import { namedAs } from "./equation.js";
import { find, findAll, focusOn, hit, inserted, listen, say, setText, span } from "./elements.js";
import { changedIn, contributionOf, finiteDifference } from "./graph.js";
import { framesInStep } from "./grain.js";
import { bringIn } from "./motion.js";
import { show } from "./numbers.js";
import { isProjecting } from "./projector.js";

/** @type {Record<Judgement, string>} */
const JUDGEMENTS = {
  right: say("right"), partial: say("that is the partial alone; times the upstream"), upstream: say("that is the upstream alone; times the partial"),
  "wrong sign": say("wrong sign"), "too high": say("too high"), "too low": say("too low"),
};
const score = { right: 0, asked: 0 }; // one for the page

/** What an answer belongs to: a step of this size, of a line on the board one of its equations. @param {Player} player */
export const askedAt = ({ grain, k, lineRows, row }) => `${grain} ${k} ${lineRows[row]?.index}`;

/** Tell whether the numbers of this step are hidden. @param {Player} player */
export const asks = player => player.asking && !player.answers.has(askedAt(player))
  && hiddenIn(player).some(frame => player.quiz.has(frame) && !Number.isNaN(answerOf(player.pass, frame)));

/** The frames whose numbers a question hides: those of the step, but on the board neither what goes into the equation nor
 * what the equations before it made. @type {(player: Player) => Frame[]} */
export function hiddenIn(player) {
  const { lineRows, row } = player, steps = framesInStep(player);
  if (!lineRows.length) return steps;
  const { equation: { result, operands }, index } = lineRows[row], own = new Set(result.cells.flat());
  const before = lineRows.filter(each => each.index < index).map(({ equation }) => equation.result);
  const known = new Set([...before, ...operands].flatMap(({ what, cells }) => what === result.what ? cells.flat() : []));
  return steps.filter(frame => own.has(changedIn(frame) ?? null) || !known.has(changedIn(frame) ?? null));
}

/** The frame of a step that brings one number, which can be typed. @type {(player: Player) => Frame | null} */
const onlyOne = player => player.lineRows.length || framesInStep(player).length > 1 ? null : player.frames[player.k];

/** Take out of a state the number that the frame brings. @type {(frame: Frame, state: State) => void} */
export function hide(frame, state) {
  if (frame.kind === "forward") state.data[frame.node] = NaN;
  const edge = state.edges[frame.id ?? ""];
  if (frame.kind !== "backward" || !edge) return; // it has not arrived yet
  state.gradient[frame.input] = edge.partial = edge.contribution = NaN;
  state.contributions[frame.input].splice(-1, 1, NaN);
}

/** What is asked, with every value as `told` has it. @type {(player: Player, told: (named: Pick<GraphNode, "name" | "math">) => Content[0]) => Content} */
export function question(player, told) {
  const { graph: { nodes }, lineRows, row } = player, frame = onlyOne(player);
  if (lineRows.length) return inserted(say("What is {0}?"), told(namedAs(lineRows[row].equation.result)));
  if (frame?.kind === "forward") return inserted(say("What is {0}?"), told(nodes[frame.node]));
  return frame?.kind === "backward" ? inserted(say("How much does {0} receive from {1}?"), told(nodes[frame.input]), told(nodes[frame.node]))
    : [say("Which numbers does this step bring?")];
}

/** The number that a frame brings. @type {(pass: Pass, frame: Frame) => number} */
export function answerOf(pass, frame) {
  if (frame.kind === "forward") return pass.data[frame.node];
  return frame.kind === "backward" ? contributionOf(pass, frame) : NaN;
}

/** @type {(pass: Pass, frame: Frame) => { partial: number, upstream: number } | null} */
const factorsOf = (pass, frame) => frame.kind === "backward" ? { partial: pass.partials[frame.node][frame.slot], upstream: pass.gradient[frame.node] } : null;

/** The frames that ask: those that the lecture names, or every step. @type {(frames: Frame[], named: number[]) => Set<Frame>} */
export const quizOf = (frames, named) => new Set(frames.filter(({ kind }, k) =>
  (kind === "forward" || kind === "backward") && (!named.length || named.includes(k))));

/** @type {Act} */
export function buildPredict(player) {
  const { question: form } = player, field = find(form, "[name=guess]");
  const truth = () => answerOf(player.pass, player.frames[player.k]);
  listen(form, "submit", event => {
    event.preventDefault();
    const { tries } = player, place = askedAt(player), judgement = judge(field.value, truth(), factorsOf(player.pass, player.frames[player.k]));
    const given = judgement && { guess: field.value.trim(), judgement };
    if (given && (judgement === "right" || tries.has(place))) return answer(player, given);
    if (given) {
      tries.set(place, given);
      player.paint();
      setText(find(document, ".chalkgrad-voice"), player.verdict.textContent ?? "");
    }
    field.ariaInvalid = "true";
    field.focus();
    field.select();
  });
  listen(form, "click", event => {
    const pressed = hit(event, "button[type=button]"), value = pressed?.getAttribute("value");
    if (value === "skip") answer(player, null);
    else if (pressed) {
      const isRight = Math.sign(truth()) === Number(value);
      answer(player, { guess: pressed.ariaLabel ?? "", judgement: isRight ? "right" : "wrong sign" });
    }
  });
}

/** @type {(player: Player, given: Given) => void} */
export function answer(player, given) {
  given ??= player.tries.get(askedAt(player)) ?? null;
  player.answers.set(askedAt(player), given);
  if (given) score.asked += 1;
  if (given?.judgement === "right") score.right += 1;
  player.paint();
  bringIn(player);
  focusOn(player.stage);
}

/** Other numbers are other questions. What is being looked at stays shown: the number of the step, or all of them at the end.
 * @type {(player: Player, change: Partial<Player>, stays: boolean) => void} */
export function askAnew(player, change, stays) {
  const { answers, tries } = player, place = askedAt(player), isShown = stays && answers.has(place);
  answers.clear();
  tries.clear();
  if (isShown) answers.set(place, null);
  Object.assign(player, change);
  player.paint();
  if (stays || !asks(player)) return;
  answers.set(askedAt(player), null);
  player.paint();
}

/** The field, while the question can be answered. @param {Player} player */
export const openField = ({ question }) => question.hidden ? null : find(question, "[name=guess]");

/** A question that comes takes the focus from the keys and buttons that led to it, but opens no keyboard of a telephone
 * and leaves the slider; one that goes gives it back. @type {(player: Player, isOpen: boolean) => void} */
function openQuestion(player, isOpen) {
  const { question: form, figure, stage } = player, at = document.activeElement, wasOpen = !form.hidden;
  if (!isOpen && form.contains(at)) focusOn(stage);
  form.hidden = !isOpen;
  const field = find(form, "[name=guess]"), step = isOpen ? askedAt(player) : "";
  if (form.dataset.step !== step) Object.assign(field, { value: "", ariaInvalid: null });
  form.dataset.step = step;
  if (wasOpen || !isOpen || !figure.contains(at) || !at?.matches(".stage, button") || matchMedia("(pointer: coarse)").matches) return;
  focusOn(field);
}

/** @type {Act} */
export function paintPredict(player) {
  const frame = onlyOne(player), place = askedAt(player), given = player.answers.get(place), asking = asks(player), tried = player.tries.get(place);
  openQuestion(player, asking && frame !== null && !isProjecting(player));
  paintButton(player, find(player.controls, "[data-do=ask]"));
  const told = given !== undefined && frame && player.asking && !Number.isNaN(answerOf(player.pass, frame)) ? verdict(player, frame, given) : asking && tried ? [...theirs(tried), say("Try once more.")] : [];
  player.verdict.replaceChildren(...told);
  for (const place of findAll(document, ".player .score")) {
    place.textContent = score.asked ? say("predicted {0} of {1}", score.right, score.asked) : "";
  }
}

/** What is asked now; a press goes on from the steps that are named to all, and from there to off. @type {(player: Player, button: HTMLElement) => void} */
function paintButton({ asking, quiz, others }, button) {
  button.ariaPressed = String(asking);
  const of = Math.max(quiz.size, others.size);
  setText(button, !asking ? say("ask me: off") : quiz.size < of ? say("ask me: {0} of {1}", quiz.size, of) : say("ask me: always"));
  button.title = say("at {0} of {1} steps, hide the number until you predict it (q)", quiz.size, of);
}

/** @type {(who: string, number: string) => HTMLElement} */
const said = (who, number) => span("said", span("tag", who), span("number", number));

/** @param {NonNullable<Given>} given */
function theirs({ guess, judgement }) {
  const isRight = judgement === "right";
  return [span(`mark ${isRight ? "right" : "wrong"}`, `${isRight ? "✓" : "✗"} ${JUDGEMENTS[judgement]}`), said(say("you"), guess)];
}

/** Theirs, the engine's and the finite difference, side by side.
 * @type {(player: Player, frame: Frame, given: Given) => HTMLElement[]} */
function verdict({ graph, pass }, frame, given) {
  const parts = [...given ? theirs(given) : [], said(say("engine"), show(answerOf(pass, frame)))];
  if (frame.kind === "backward") parts.push(said(say("finite difference"), show(finiteDifference(graph, pass, frame))));
  return parts;
}
