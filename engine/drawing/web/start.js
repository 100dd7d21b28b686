// @ts-check
// Bring every figure.player on the page to life.

import { buildControls, followLink, paintControls } from "./controls.js";
import { find, findAll, focusOn, rectOf, say, setClass } from "./elements.js";
import { linesOf } from "./equation.js";
import { furnish } from "./furniture.js";
import { framesOf, graphOf, recorded, stateAt } from "./graph.js";
import { buildPaths } from "./paths.js";
import { buildFolding, findParts, paintPicture } from "./picture.js";
import { asks, buildPredict, hiddenIn, hide, paintPredict, quizOf } from "./predict.js";
import { preparePrint } from "./print.js";
import { asksForStage, hidesControls, prepareOthers, project, projectNext } from "./projector.js";
import { buildSpine } from "./spine.js";
import { chooseView, paintStage } from "./stage.js";
import { buildTable, paintTable } from "./table.js";
import { prepareVoice } from "./voice.js";
import { buildWhatIf, paintWhatIf } from "./whatif.js";

const page = Object.assign(window.chalkgrad ??= { rows: {} }, { players: {} });

/** @type {(figure: HTMLElement) => Player} */
function build(figure) {
  const name = figure.dataset.figure ?? "";
  /** @type {Sent} */
  const sent = JSON.parse(find(figure, "script.trace").textContent);
  const graph = graphOf(sent, page.rows[name]), frames = framesOf(graph), original = recorded(graph);
  for (const card of sent.spine.cards) {
    if (card.name === "given") card.name = say("given");
    card.note = card.note.replace(/(\d+) examples$/, (_, n) => say("{0} examples", n));
  }
  const board = linesOf(sent.lines);
  const hasMatrices = board.some(line => line.equations.forward.length);
  const lineOf = new Map(hasMatrices ? board.flatMap((line, l) => line.nodes.map(i => [i, l])) : []);
  /** @type {Player} */
  const player = page.players[name] = {
    figure, name, graph, frames, spine: sent.spine, ...furnish(figure),
    pictures: findAll(figure, ".picture").map(findParts), shown: sent.shown, grain: sent.grain ?? "arrow", opening: sent.grain ?? "arrow", whole: null,
    k: 0, pointed: null, timer: 0, rows: [...find(figure, "tbody").rows], inputs: [],
    board, lineOf, lineRows: [], row: 0, column: undefined,
    room: new DOMRect(), original, pass: original, leaves: {}, before: null, typing: false, dragging: false,
    asking: sent.predict.length > 0, quiz: quizOf(frames, sent.predict), others: quizOf(frames, []), answers: new Map(), tries: new Map(),
    paint: () => paint(player),
  };
  buildTable(player);
  buildSpine(player);
  buildControls(player);
  buildPaths(player);
  buildPredict(player);
  buildWhatIf(player);
  buildFolding(player);
  figure.classList.add("is-live");
  setClass(figure, "without-controls", hidesControls());
  return player;
}

/** A stage of another size is painted again when the reader comes near: most figures of a page are out of sight. @type {Act} */
function followSize(player) {
  const { stage } = player;
  let isNear = false;
  const refresh = () => {
    const { width, height } = rectOf(stage);
    if (isNear && (width !== player.room.width || height !== player.room.height)) paint(player);
  };
  new ResizeObserver(refresh).observe(stage);
  new IntersectionObserver(entries => {
    isNear = Boolean(entries.at(-1)?.isIntersecting);
    refresh();
  }, { rootMargin: "50%" }).observe(stage);
}

/** The whole stage follows from the frame and the pass: nothing is carried over from the frame before. What has to be
 * measured comes first or last, since every measurement after a change costs another layout. @type {Act} */
function paint(player) {
  const frame = player.frames[player.k], state = stateAt(player.graph, player.pass, player.frames, player.k);
  chooseView(player, frame);
  if (asks(player)) for (const each of hiddenIn(player)) hide(each, state);
  paintPredict(player);
  paintPicture(player, frame, state);
  paintTable(player, frame, state);
  paintWhatIf(player);
  paintStage(player, frame, state);
  paintControls(player);
}

function startAll() {
  const built = findAll(document, "figure.player:not(.is-live)").map(build);
  for (const player of built) {
    paint(player);
    followLink(player);
    addEventListener("popstate", () => followLink(player));
    followSize(player);
  }
  const players = Object.values(page.players), linked = players.find(({ visited }) => visited);
  if (players.length && document.body.matches(".is-alone") && top === self) focusOn(players[0].stage);
  prepareOthers();
  if (asksForStage()) linked ? project(linked, true) : projectNext(null, 1);
  preparePrint(players);
  prepareVoice();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
else startAll();
