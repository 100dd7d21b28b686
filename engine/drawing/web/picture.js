// One frame on the drawing: texts and classes change, the geometry never does.

const KEY_WIDTH = 50, DIGIT_WIDTH = 7.6; // pixels for "data" with its margins, and for one digit
const STATES = ["is-pending", "is-new", "is-active", "is-done"];

function findParts(picture) {
  picture.nodes = [...picture.querySelectorAll("[data-node]")].map(part => ({
    part, i: Number(part.dataset.node),
    data: part.querySelector(".value-data"), gradient: part.querySelector(".value-grad"),
    room: part.querySelector(".shape").width.baseVal.value - KEY_WIDTH,
  }));
  picture.edges = [...picture.querySelectorAll("[data-edge]")].map(part => ({
    part, ids: part.dataset.edge.split(" "), partial: part.querySelector(".partial"),
  }));
  const svg = picture.querySelector("svg");
  svg.setAttribute("role", "group"); // an "img" would hide the nodes inside it
  svg.setAttribute("aria-label", svg.querySelector("title").textContent);
  svg.removeAttribute("aria-labelledby");
  for (const words of svg.querySelectorAll(":scope > title, :scope > desc")) words.remove(); // of the last frame only
  picture.folds = [...picture.querySelectorAll(".fold")].map(part => ({ part, scope: Number(part.dataset.scope) }));
  picture.nodes.forEach(({ part }, k) => {
    part.setAttribute("tabindex", k ? -1 : 0);
    part.setAttribute("role", "img");
  });
  return picture;
}

function paintPicture(player, picture, frame, state) {
  const backward = frame.kind === "seed" || frame.kind === "backward";
  picture.querySelector("svg").classList.toggle("is-forward", !backward);
  picture.querySelector("svg").classList.toggle("is-backward", backward);
  const { graph, pass } = player, hidden = hiddenNow(player);
  for (const { part, i, data, gradient, room } of picture.nodes) {
    const value = hidden?.data === i ? "?" : show(state.data[i] ? pass.data[i] : null);
    setNumber(data, value, room);
    setNumber(gradient, hidden?.gradient === i ? "?" : show(state.gradient[i]), room);
    setState(part, nodeState(frame, state, i));
    const label = `${graph.nodes[i].name}: value ${value}`;
    if (part.ariaLabel !== label) part.ariaLabel = label;
  }
  for (const { part, scope } of picture.folds) { // a folded part is at work when the step is inside it
    part.classList.toggle("is-active", [frame.node, frame.input].some(i => graph.nodes[i]?.scope.includes(scope)));
  }
  for (const { part, ids, partial } of picture.edges) {
    setState(part, edgeState(frame, state, ids));
    const used = ids.length === 1 && state.edges.get(ids[0]); // a link that stands for several edges has no number
    if (partial) setText(partial, !used ? "" : hidden?.edge === ids[0] ? "?" : show(used.partial));
  }
}

// Boxes are as wide as the recorded numbers need; a longer one, after a change, is set more tightly.
function setNumber(element, text, room) {
  setText(element, text);
  if (text.length * DIGIT_WIDTH <= room) element.removeAttribute("textLength");
  else element.setAttribute("textLength", room);
  if (element.hasAttribute("textLength")) element.setAttribute("lengthAdjust", "spacingAndGlyphs");
}

function nodeState(frame, state, i) {
  if (frame.kind === "backward" ? frame.input === i : frame.node === i) return "is-new";
  if (frame.node === i) return "is-active";
  return state.data[i] ? "is-done" : "is-pending";
}

function edgeState(frame, state, ids) {
  if (ids.includes(frame.id)) return "is-active";
  return ids.some(id => state.edges.has(id)) ? "is-done" : "is-pending";
}

function setState(part, now) {
  if (part.state === now) return;
  part.classList.remove(...STATES);
  part.classList.add(part.state = now); // always the last class, so that a frame is the same wherever one comes from
}

// Where the drawing is larger than the stage, the stage scrolls along with the step; the page itself stays.
function followStep({ stage, pictures, shown }) {
  follow(stage, pictures[shown], "left", "right", "scrollLeft", stage.clientWidth, stage.scrollWidth);
  follow(stage, pictures[shown], "top", "bottom", "scrollTop", stage.clientHeight, stage.scrollHeight);
}

function follow(stage, picture, low, high, scroll, room, size) {
  if (size <= room) return;
  const edge = stage.getBoundingClientRect()[low];
  const extent = names => {
    const boxes = [...picture.querySelectorAll(names)].map(part => part.getBoundingClientRect());
    return [Math.min(...boxes.map(box => box[low])) - edge, Math.max(...boxes.map(box => box[high])) - edge];
  };
  let [from, to] = extent(".node.is-new, .node.is-active, .fold.is-active");
  if (to - from > room) [from, to] = extent(".is-new"); // too far apart: the number that is new
  if (from < 0 || to > room) stage[scroll] += (from + to - room) / 2;
}

// One picture for each depth of folding; a folded part opens with a click, an open one closes with a click on its name.
function buildFolding(player, shown) {
  const { pictures, controls } = player;
  const label = controls.querySelector(".folding"), select = label.querySelector("select");
  label.hidden = pictures.length < 2;
  pictures.forEach((picture, i) => {
    const folds = picture.querySelectorAll(".fold").length;
    select.add(new Option(folds ? i ? `${i} ${i === 1 ? "level" : "levels"}` : "nothing" : "everything", i));
    picture.addEventListener("click", event => {
      if (event.target.closest(".fold")) openTo(player, i + 1);
      if (event.target.closest(".scope-name")) openTo(player, i - 1);
    });
  });
  select.addEventListener("change", () => openTo(player, Number(select.value)));
  showPicture(player, shown);
}

function openTo(player, level) {
  showPicture(player, Math.max(0, Math.min(level, player.pictures.length - 1)));
  paint(player); // a picture that is hidden is not kept up to date
}

function showPicture(player, shown) {
  player.shown = shown;
  player.pictures.forEach((picture, i) => { picture.hidden = i !== shown; });
  player.controls.querySelector(".folding select").value = shown;
}
