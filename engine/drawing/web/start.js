// Bring every figure.player on the page to life.

function start(figure) {
  const name = figure.dataset.figure, sent = JSON.parse(figure.querySelector("script.trace").textContent);
  const graph = graphOf(sent, namespace.rows[name]), frames = framesOf(graph), original = recorded(graph);
  const backward = frames.flatMap((frame, k) => frame.kind === "backward" ? [k] : []);
  const player = namespace.players[name] = {
    figure, name, graph, frames,
    k: 0, // the frame that is shown
    original, pass: original, // the numbers of the engine, and those shown: others while asking "what if"
    leaves: {}, before: null, typing: false, dragging: false, // changed leaves, and the frame where that began
    asking: sent.predict.length > 0, quiz: new Set(sent.predict.length ? sent.predict : backward), answers: new Map(),
    pointed: null, timer: 0, rows: [], inputs: [],
  };
  furnish(player);
  player.pictures = [...figure.querySelectorAll(".picture")].map(findParts);
  buildTable(player);
  buildControls(player);
  buildPaths(player);
  buildPredict(player);
  buildWhatIf(player);
  buildFolding(player, sent.shown);
  figure.classList.add("is-live");
  paint(player);
  followLink(player, true);
  addEventListener("popstate", () => followLink(player, true));
}

function graphOf({ nodes, templates, code }, rows) {
  const full = nodes.map(node => ({ inputs: [], partials: [], scope: [], quoted: node.name, ...node }));
  const users = full.map(() => 0);
  full.forEach(node => node.inputs.forEach(input => { users[input] += 1; }));
  return { nodes: full, templates, code, rows: rows?.(m) ?? [], edges: edgesOf(full), users };
}

// What only a page with scripts needs is added here; the figure itself is readable without.
function furnish(player) {
  const part = (name, className, html = "") => {
    const made = element(name, className);
    made.innerHTML = html;
    return player[className] = made;
  };
  const { figure } = player;
  player.stage = figure.querySelector(".stage");
  player.scroller = figure.querySelector(".values");
  part("div", "controls", CONTROLS).setAttribute("role", "group");
  player.controls.setAttribute("aria-label", `steps of ${player.name}`);
  part("div", "help", HELP).hidden = true;
  part("section", "panel").setAttribute("aria-label", "chain rule");
  player.panel.tabIndex = 0; // it scrolls where it is full
  part("div", "step");
  part("div", "paths").hidden = true;
  part("p", "words").setAttribute("role", "status");
  part("form", "question").hidden = true;
  part("p", "verdict");
  part("div", "whatif", `<strong>What if?</strong> <span class="told"></span>
    <button type="button" data-do="reset" disabled>reset</button><span class="trouble" role="alert"></span>`);
  player.controls.querySelector(".extras").prepend(element("output", "score"));
  player.controls.querySelector("[data-do=ask]").hidden = isLecture();
  player.panel.append(player.step, player.question, player.verdict, player.paths);
  player.stage.after(player.controls, player.help);
  figure.querySelector(".beside").prepend(player.panel);
  figure.querySelector(".beside").after(player.whatif);
}

// The whole page follows from the frame and the pass: nothing is carried over from the frame before.
function paint(player) {
  const frame = player.frames[player.k], state = stateAt(player.graph, player.pass, player.frames, player.k);
  paintPicture(player, player.pictures[player.shown], frame, state);
  paintPanel(player, frame, state);
  paintTable(player, frame, state);
  paintPredict(player);
  paintWhatIf(player);
  paintControls(player);
  followStep(player);
}

function startAll() {
  if (isLecture()) document.documentElement.classList.add("lecture-mode");
  document.querySelectorAll("figure.player:not(.is-live)").forEach(start);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
else startAll();
