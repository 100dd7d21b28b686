// @ts-check
// One step, large: a sentence, the whole graph folded into a row of cards, and a bench with what the step is about.

import { fillBench, fitBench, fitWords, inline, UNITS } from "./bench.js";
import { backwardCard, forwardCard, seedCard } from "./cards.js";
import { givenIn, paintBoard, paintGiven } from "./board.js";
import { formulaOf } from "./boardgrid.js";
import { element, find, inserted, rectOf, say, setClass, setText, span } from "./elements.js";
import { timesIn } from "./graph.js";
import { arrowsOf, rowsOf, whyOf } from "./equation.js";
import { framesInStep, phaseOf } from "./grain.js";
import { math, paper, signed } from "./numbers.js";
import { asks, question } from "./predict.js";
import { arrowScene, brief, forwardScene, isNamed, operationScene, valuesScene } from "./scenes.js";
import { paintSpine, titleOf } from "./spine.js";

const READABLE = 1.28; // how large the smallest digits of a whole picture must be, in units of the stage
const DIGITS = 12.5; // pixels of the numbers in a picture that is not scaled (engine/drawing/sizes.py)
const NOTHING = /** @type {Scene} */ ({ back: false, left: [], right: [], arrows: [], more: { left: 0, right: 0 } });

/** The bench, a line on the board, or the whole graph. @type {(player: Player, frame: Frame) => void} */
export function chooseView(player, frame) {
  player.bench.style.removeProperty("--u");
  player.room = rectOf(player.stage);
  const whole = showsWhole(player), line = player.grain === "layer" && !whole && lineAt(player, frame);
  setClass(player.stage, "shows-whole", whole);
  player.lineRows = line ? rowsOf(line, phaseOf(frame)) : [];
  if (line) player.row = Math.max(0, Math.min(player.row, player.lineRows.length - 1)); // an address may say any
}

/** @type {Paint} */
export function paintStage(player, frame, state) {
  const { bench, picturesBox } = player, whole = player.stage.matches(".shows-whole");
  const line = player.lineRows.length ? lineAt(player, frame) : undefined;
  player.lineKeys = null;
  player.sentence.replaceChildren(...sentence(player, frame, state).map(inline));
  paintSpine(player, frame, state);
  picturesBox.hidden = !whole;
  const source = frame.node !== undefined && player.graph.nodes[frame.node].line;
  setText(player.codeLine, source && player.grain === "arrow" ? `${say("line {0}:", source)}  ${player.graph.code[source] ?? ""}` : "");
  const scene = line ? NOTHING : whole ? { ...NOTHING, back: phaseOf(frame) === "backward" } : sceneOf(player, frame, state);
  const card = isOne(player) ? cardOf(player, frame, state) : null;
  const given = frame.kind === "leaves" && player.grain === "layer" && !whole ? givenIn(player) : [];
  if (!line && !given.length) fillBench(bench, scene, card);
  fitWords(player.sentence);
  if (line) paintLine(player, line, phaseOf(frame), state);
  else if (given.length) paintGiven(hostIn(player), player, given, state);
  else fitBench(bench, scene, card);
}

/** Whether a step is a single arrow or operation, which the card can tell; the seed before it counts for nothing. @param {Player} player */
const isOne = player => framesInStep(player).filter(({ kind }) => kind !== "seed").length < 2;

/** Whether a step is one operation, or a line of single numbers. @type {(player: Player, frame: { node: number }) => boolean} */
const isOperation = (player, { node }) =>
  player.grain !== "layer" || player.lineOf.has(node) || framesInStep(player).every(frame => frame.node === node);

/** The line on the board that a frame belongs to, where it has matrices. @type {(player: Player, frame: Frame) => BoardLine | undefined} */
function lineAt({ board, lineOf }, frame) {
  const line = frame.node !== undefined && frame.kind !== "seed" && board[lineOf.get(frame.node) ?? -1];
  return line && line.equations[phaseOf(frame)].length ? line : undefined;
}

/** The row of the line on the board that a frame belongs to, or the first. @type {(player: Player, frame: Frame) => number} */
export function rowOf(player, frame) {
  const line = player.lineRows.length ? lineAt(player, frame) : undefined;
  return line ? Math.max(0, player.lineRows.findIndex(row => isOf(arrowsOf(player.graph, line, row), frame))) : 0;
}

/** Whether a frame is one of some arrows or operations of a row. @type {(edges: string[], frame: Frame) => boolean} */
const isOf = (edges, { id, node, kind }) => edges.includes(id ?? "") || kind === "forward" && edges.includes(String(node));

/** The place of the board on the bench. @param {Player} player */
function hostIn({ bench }) {
  const host = element("div", "line-on-board");
  bench.className = "bench is-board";
  bench.replaceChildren(host);
  return host;
}

/** A layer as the line on the board; Enter goes to the arrows of the row that is lit.
 * @type {(player: Player, line: BoardLine, phase: "forward" | "backward", state: State) => void} */
function paintLine(player, line, phase, state) {
  const host = hostIn(player);
  paintBoard(host, player, line, phase, player.row, {
    state, column: player.column,
    choose: (row, column) => { Object.assign(player, { row, column }); player.paint(); },
    enter: edges => {
      const k = player.frames.findIndex(frame => isOf(edges, frame));
      if (k < 0) return;
      Object.assign(player, { grain: "arrow", k });
      player.paint();
    },
  });
  player.lineKeys = event => host.onkeydown?.(event);
}

/** A graph that can be read as a whole is shown as a whole, unless the reader says otherwise. @param {Player} player */
function showsWhole(player) {
  if (player.whole !== null) return player.whole;
  if (player.grain === "layer" && player.lineOf.size || player.pictures[player.shown].folds.length) return false;
  const svg = find(player.pictures[player.shown], "svg").viewBox.baseVal, { room } = player;
  const unit = parseFloat(getComputedStyle(player.bench).fontSize) / UNITS;
  const scale = Math.min((room.width - 2 * unit) / svg.width, (room.height - 32 * unit) / svg.height);
  return DIGITS * scale >= READABLE * unit;
}

/** @type {(player: Player, frame: Frame, state: State) => HTMLElement | null} */
function cardOf(player, frame, state) {
  if (frame.kind === "leaves") return null;
  if (frame.kind === "seed") return seedCard(player.graph);
  return frame.kind === "forward" ? forwardCard(player, frame.node, state) : backwardCard(player, frame, state);
}

/** @type {(player: Player, frame: Frame, state: State) => Scene} */
function sceneOf(player, frame, state) {
  const { graph, grain, spine } = player, isBack = phaseOf(frame) === "backward";
  if (frame.kind === "leaves") {
    const given = graph.nodes.flatMap((node, i) => node.inputs.length || !isNamed(node) ? [] : [i]);
    const arrayOf = (/** @type {number} */ i) => graph.nodes[i].name.split("[")[0], arrays = given.map(arrayOf);
    given.sort((a, b) => arrays.indexOf(arrayOf(a)) - arrays.indexOf(arrayOf(b))); // entries of one array together
    return valuesScene(player, given, state, false);
  }
  if (grain === "pass") return valuesScene(player, graph.nodes.flatMap((node, i) => (isBack ? node.kind === "variable" : node === graph.output) ? [i] : []), state, isBack);
  if (!isOperation(player, frame)) return valuesScene(player, spine.cards[spine.home[frame.node]].cells, state, isBack);
  if (frame.kind === "forward") return forwardScene(player, frame.node, state);
  if (frame.kind === "seed") return { ...valuesScene(player, [], state, true), right: [{ ...brief(player, state, frame.node), role: "is-new" }] };
  return isOne(player) ? arrowScene(player, frame, state) : operationScene(player, frame.node, state);
}

/** What the step does, its numbers in the colours of the boxes. @type {(player: Player, frame: Frame, state: State) => Content} */
export function sentence(player, frame, state) {
  const { graph, pass, spine, grain } = player;
  if (asks(player)) return question(player, each => math(each.math));
  if (frame.kind === "leaves") return [say("These are given; all else is computed. Drag one to change it.")];
  const node = graph.nodes[frame.node], name = math(node.math), card = spine.cards[spine.home[frame.node]];
  const isBack = phaseOf(frame) === "backward";
  if (grain === "pass" && isBack) return inserted(say("Every gradient of {0} is known."), math(graph.output.math));
  if (grain === "pass") return inserted(say("Every value is known: {0} is {1}."), math(graph.output.math), span("value", paper(state.data[graph.nodes.length - 1])));
  if (player.lineRows.length) {
    const { equation } = player.lineRows[player.row];
    return [`${whyOf(equation)}: `, formulaOf(equation.text), "."];
  }
  if (!isOperation(player, frame)) return inserted(isBack ? say("Back through {0}.") : say("Forward through {0}."), element("strong", "", ...titleOf(graph, card)));
  if (frame.kind === "seed") return inserted(say("Turn around: the gradient of {0} by itself is {1}."), name, span("gradient", "1"));
  if (frame.kind === "forward") return inserted(say("{0} is {1}."), name, span("value", paper(state.data[frame.node])));
  if (!isOne(player)) {
    return inserted(say("Each input of {0} receives its {1} times {2}."), name, span("partial", say("partial")), span("gradient", signed(pass.gradient[frame.node])));
  }
  const { upstream, partial, contribution } = state.edges[frame.id];
  const parts = [math(graph.nodes[frame.input].math), span("gradient", signed(contribution)), name, span("partial", paper(partial)), span("gradient", signed(upstream)), String(frame.slot + 1)];
  if (timesIn(node, frame.input) > 1) return inserted(say("{0} receives {1} from {2} as its input {5}: the partial {3} times {4}."), ...parts);
  return inserted(say("{0} receives {1} from {2}: the partial {3} times {4}."), ...parts);
}
