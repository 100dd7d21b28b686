// What if a leaf had another number? Everything is computed again at once, beside what the gradient predicted.

const DRAG_STEPS = 100; // pixels of dragging that change a number by its own size

function buildWhatIf(player) {
  player.inputs.forEach((input, i) => {
    input.addEventListener("input", () => { player.typing = true; change(player, i, readNumber(input.value)); });
    input.addEventListener("blur", () => settle(player, input));
    input.addEventListener("keydown", event => onNumberKey(player, i, event));
    dragsNumber(player, input, i);
  });
  for (const { part, i } of player.pictures.flatMap(picture => picture.nodes)) {
    if (player.graph.nodes[i].kind === "variable") dragsNumber(player, part, i);
  }
  player.whatif.addEventListener("click", event => { if (event.target.closest("[data-do=reset]")) reset(player); });
}

const readNumber = text => text.trim() === "" ? NaN : Number(text.trim().replace("−", "-").replace(",", "."));

const unitOf = (player, i) => Math.max(Math.abs(player.original.data[i]), 0.1) / DRAG_STEPS;
const rounded = x => Number(x.toPrecision(4));

function onNumberKey(player, i, event) {
  const by = { ArrowUp: 5, ArrowDown: -5 }[event.key];
  if (event.key === "Enter") player.inputs[i].blur();
  if (!by) return;
  event.preventDefault();
  player.typing = false;
  change(player, i, rounded(player.pass.data[i] + by * unitOf(player, i)));
}

function settle(player, input) {
  player.typing = false;
  input.removeAttribute("aria-invalid");
  if (!Object.keys(player.leaves).length) player.before = null;
  paint(player);
}

function change(player, i, x) {
  if (x === player.pass.data[i]) return paintWhatIf(player);
  player.before ??= player.k;
  const leaves = { ...player.leaves, [i]: x };
  const pass = Number.isFinite(x) ? forward(player.graph, leaves) : null;
  player.inputs[i]?.setAttribute("aria-invalid", !pass || pass.failed !== null);
  if (!pass || pass.failed !== null) return complain(player, i, x, pass);
  Object.assign(player, { leaves, pass, k: player.frames.length - 1 });
  pause(player);
  paint(player);
  remember(player, true);
}

function complain(player, i, x, pass) {
  const name = player.graph.nodes[i].name, node = pass && player.graph.nodes[pass.failed];
  const why = `With ${name} = ${show(x)} there is no finite ${node?.name} = ${node?.formula?.[0]} or its derivative; `;
  player.whatif.querySelector(".trouble").textContent = pass ? `${why}the page keeps the last numbers that work.`
    : `Write a number for ${name}, such as 1.5 or -2e-3.`;
  player.whatif.querySelector("[data-do=reset]").disabled = false;
}

function reset(player) {
  Object.assign(player, { leaves: {}, pass: player.original, k: player.before ?? player.k });
  Object.assign(player, { before: null, typing: false });
  for (const input of player.inputs) input?.removeAttribute("aria-invalid");
  paint(player);
  remember(player, true);
}

// dL predicted by the gradient, grad * dx summed over the changed leaves, and the dL that really came.
function prediction({ original, pass, leaves }) {
  const changes = Object.entries(leaves).map(([i, x]) => original.gradient[i] * (x - original.data[i]));
  return { predicted: m.sum(changes), actual: pass.data.at(-1) - original.data.at(-1) };
}

function paintWhatIf(player) {
  const { whatif, graph, original, leaves } = player;
  const changed = Object.entries(leaves).filter(([i, x]) => x !== original.data[i]);
  whatif.querySelector(".trouble").textContent = "";
  whatif.classList.toggle("is-active", changed.length > 0);
  whatif.querySelector("[data-do=reset]").disabled = player.before === null;
  const told = whatif.querySelector(".told");
  if (!changed.length) {
    told.replaceChildren("drag a leaf’s number, in the picture or in the table, or type one.");
    return;
  }
  const { predicted, actual } = prediction(player), scale = Math.max(Math.abs(predicted), Math.abs(actual)) || 1;
  const moves = changed.map(([i, x]) => `${graph.nodes[i].name}: ${show(original.data[i])} → ${show(x)}`);
  told.replaceChildren(
    span("moves", few(moves).join(", ")),
    bar("predicted", `d${graph.nodes.at(-1).quoted} ≈ grad · dx`, predicted, scale),
    bar("actual", `d${graph.nodes.at(-1).quoted}, really`, actual, scale));
}

function bar(role, caption, x, scale) {
  const filled = element("span", x < 0 ? "fill negative" : "fill");
  filled.style.setProperty("--size", `${50 * Math.abs(x) / scale}%`);
  const track = span("track", filled);
  return span(`bar ${role}`, span("tag", caption), track, span("number", show(x)));
}

// Dragging sideways scrubs the number; a press without movement still focuses the field.
function dragsNumber(player, target, i) {
  target.classList.add("draggable");
  target.addEventListener("pointerdown", event => {
    if (event.button) return;
    const from = event.clientX, began = player.pass.data[i], unit = unitOf(player, i);
    const move = ({ clientX, pointerId }) => {
      if (!player.dragging && Math.abs(clientX - from) < 4) return;
      player.dragging = true;
      target.setPointerCapture?.(pointerId);
      change(player, i, rounded(began + (clientX - from) * unit));
    };
    const stop = () => {
      player.dragging = false;
      target.removeEventListener("pointermove", move);
    };
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", stop, { once: true });
    target.addEventListener("pointercancel", stop, { once: true });
  });
}
