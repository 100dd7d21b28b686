// @ts-check
// Predict first: at chosen frames the next number is hidden until the learner has typed it, or its sign, or skips.

import { find, findAll, hit, span } from "./elements.js";
import { finiteDifference } from "./graph.js";
import { readNumber, show } from "./numbers.js";

const score = { right: 0, asked: 0 }; // one for the page
const CLOSE = 0.01; // relative; a guess from a rounded number counts

export const isLecture = () => new URLSearchParams(location.search).get("mode") === "lecture";
/** @param {Player} player */
const askedFrame = player => player.frames[player.k];
/** @param {Player} player */
const isAsking = player => player.asking && player.before === null && !isLecture();
/** Tell whether the number of this frame is hidden. @param {Player} player */
export const asks = player => isAsking(player) && player.quiz.has(player.k) && !player.answers.has(player.k);

/** Which number of which node is hidden now. @type {(player: Player) => Hidden} */
export function hiddenNow(player) {
  if (!asks(player)) return null;
  const { kind, node, input, id } = askedFrame(player);
  return kind === "forward" ? { data: node } : { gradient: input, edge: id };
}

/** @type {(graph: Graph, frame: Frame) => string} */
export function question(graph, frame) {
  if (frame.kind === "forward") return `What is ${graph.nodes[frame.node].name}?`;
  return frame.kind === "backward" ? `How much does this edge add to ${graph.nodes[frame.input].quoted}.grad?` : "";
}

/** The number that a frame brings. @type {(pass: Pass, frame: Frame) => number} */
export function answerOf(pass, frame) {
  if (frame.kind === "forward") return pass.data[frame.node];
  return frame.kind === "backward" ? pass.gradient[frame.node] * pass.partials[frame.node][frame.slot] : NaN;
}

/** @type {Act} */
export function askOrNot(player) {
  player.asking = !player.asking;
  player.answers.clear();
  player.paint();
}

/** @type {Record<string, string>} */
const SIGNS = { "-1": "negative", 0: "zero", 1: "positive" };
const QUESTION = `<span class="asked"></span>
  <input name="guess" inputmode="decimal" autocomplete="off" aria-label="your prediction"> <button>check</button>
  <span class="signs">or its sign:
  <button type="button" value="-1" aria-label="negative">−</button>
  <button type="button" value="0" aria-label="zero">0</button>
  <button type="button" value="1" aria-label="positive">+</button></span>
  <button type="button" value="skip">skip</button>`;

/** @type {Act} */
export function buildPredict(player) {
  player.question.innerHTML = QUESTION;
  const field = find(player.question, "[name=guess]");
  player.question.addEventListener("submit", event => {
    event.preventDefault();
    const guess = readNumber(field.value), truth = answerOf(player.pass, askedFrame(player));
    if (Number.isFinite(guess)) answer(player, { guess, right: isClose(guess, truth) });
    else field.focus();
  });
  player.question.addEventListener("click", event => {
    const value = hit(event, "button[type=button]")?.getAttribute("value");
    if (!value) return;
    if (value === "skip") return answer(player, { skipped: true });
    const right = Math.sign(answerOf(player.pass, askedFrame(player))) === Number(value);
    answer(player, { guess: SIGNS[value], right });
  });
}

/** @param {number} guess @param {number} truth */
export const isClose = (guess, truth) =>
  Math.abs(guess - truth) <= CLOSE * Math.abs(truth) || show(guess) === show(truth);

/** @type {(player: Player, given: Given) => void} */
function answer(player, given) {
  player.answers.set(player.k, given);
  if (!given.skipped) {
    score.asked += 1;
    score.right += Number(given.right);
  }
  player.paint();
  player.stage.focus({ preventScroll: true });
}

/** @type {Act} */
export function paintPredict(player) {
  const frame = askedFrame(player), given = player.answers.get(player.k), asking = asks(player);
  player.question.hidden = !asking;
  find(player.controls, "[data-do=ask]").setAttribute("aria-pressed", player.asking);
  if (asking) {
    find(player.question, ".asked").textContent = question(player.graph, frame);
    find(player.question, "[name=guess]").value = "";
  }
  player.verdict.replaceChildren(...given && player.asking ? verdict(player, frame, given) : []);
  for (const place of findAll(document, ".player .score")) {
    place.textContent = score.asked ? `predicted ${score.right} of ${score.asked}` : "";
  }
}

/**
 * Theirs, the engine's and the finite difference, side by side.
 * @type {(player: Player, frame: Frame, given: Given) => HTMLElement[]}
 */
function verdict(player, frame, given) {
  const truth = answerOf(player.pass, frame), { guess = "" } = given;
  const parts = [["engine", show(truth)]];
  if (!given.skipped) parts.unshift(["you", typeof guess === "number" ? show(guess) : guess]);
  if (frame.kind === "backward") {
    parts.push(["finite difference", show(finiteDifference(player.graph, player.pass, frame))]);
  }
  const [mood, words] = given.right ? ["right", "✓ right"] : ["wrong", "✗ not quite"];
  const mark = given.skipped ? [] : [span(`mark ${mood}`, words)];
  return [...mark, ...parts.map(([who, number]) => span("said", span("tag", who), span("number", number)))];
}
