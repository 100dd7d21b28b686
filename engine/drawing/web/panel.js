// The chain-rule panel: what this frame does, in words and in formulas, with symbols and then numbers.

function element(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

const p = (className, ...children) => element("p", className, ...children);
const span = (className, ...children) => element("span", className, ...children);

const tile = (role, caption, symbols, number) => element("div", `tile ${role}`,
  span("symbols", formula(symbols)), span("number", number), span("tag", caption));

const between = text => span("between", text);

const TILES = { leaves: leafTiles, forward: forwardTiles, seed: seedTiles, backward: backwardTiles };

function paintPanel(player, frame, state) {
  const [forward, backward] = counter(player);
  const phase = { leaves: "Leaves", seed: "Seed", forward: `Forward ${forward[0]} of ${forward[1]}`,
    backward: `Backward ${backward[0]} of ${backward[1]}` }[frame.kind];
  const asked = asks(player);
  player.step.replaceChildren(
    p("phase", phase),
    p("headline", headline(player, frame)),
    ...TILES[frame.kind](player, frame, state, asked),
    ...sourceLine(player, frame));
  speak(player, asked ? question(player, frame) : wordsOf(player, frame, state));
  player.words.classList.toggle("is-only-spoken", asked);
  player.step.append(player.words);
}

// The one live region; each frame is spoken once.
function speak(player, words) {
  if (player.words.textContent !== words) player.words.textContent = words;
}

function leafTiles({ graph, pass }) {
  const leaves = graph.nodes.map((node, i) => [node, i]).filter(([node]) => node.kind === "variable");
  const tiles = leaves.slice(0, 8).map(([node, i]) => tile("value", "", math(node.math), show(pass.data[i])));
  const rest = leaves.length - tiles.length;
  return [element("div", "tiles", ...tiles, ...rest > 0 ? [between(`and ${rest} more`)] : [])];
}

function forwardTiles({ graph, pass }, { node: i }, state, asked) {
  const node = graph.nodes[i], numbers = valuesOf(pass, node);
  return [
    p("equation", formula(math(node.math), sign("="), math(node.formula[1]))),
    p("equation in-numbers", formula(sign("="), math(graph.templates[node.row].value[1], numbers))),
    element("div", "tiles", tile("value", "value", math(node.math), asked ? "?" : show(pass.data[i]))),
  ];
}

function seedTiles({ graph }) {
  const output = graph.nodes.at(-1);
  return [element("div", "tiles", tile("upstream", "the seed", derivative(output, output), "1"))];
}

function backwardTiles({ graph, pass }, { node: i, slot, input, id }, state, asked) {
  const y = graph.nodes[i], x = graph.nodes[input], output = graph.nodes.at(-1);
  const { upstream, partial, contribution } = state.edges.get(id);
  const numbers = math(graph.templates[y.row].partials[slot][1], [...valuesOf(pass, y), pass.data[i]]);
  const local = [derivative(y, x), sign("="), math(y.slopes[slot][1])];
  if (y.slopes[slot][0] !== show(partial)) local.push(sign("="), numbers);
  return [
    ...asked ? [] : [p("equation", formula(...local))], // it would give the answer away
    element("div", "tiles",
      tile("upstream", "upstream", derivative(output, y), show(upstream)), between("×"),
      tile("partial", "partial", derivative(y, x), asked ? "?" : show(partial)), between("="),
      tile("contribution", "contribution", row(sign("→"), math(x.math)), asked ? "?" : show(contribution))),
    ledger(graph, input, state, asked),
  ];
}

// Every contribution to a value, kept in view: ∂L/∂a = 1 + 1 = 2, "so far" until the last has arrived.
function ledger(graph, i, state, asked) {
  const terms = state.contributions[i], shown = terms.length <= 6 ? terms : [...terms.slice(0, 3), null, terms.at(-1)];
  const parts = [derivative(graph.nodes.at(-1), graph.nodes[i]), sign("=")];
  shown.forEach((x, k) => {
    const newest = k === shown.length - 1;
    const term = x === null ? sign("…") : newest && asked ? mathElement("mtext", "?") : mathNumber(x, k ? 1 : 0);
    if (newest) term.setAttribute("class", "newest");
    parts.push(...k ? [sign("+"), term] : [term]);
  });
  if (shown.length > 1 && !asked) parts.push(sign("="), mathNumber(state.gradient[i]));
  const missing = graph.users[i] - terms.length;
  return p("equation ledger", formula(...parts),
    element("span", missing ? "so-far" : "complete", missing ? `so far, ${missing} more to come` : "complete"));
}

function sourceLine({ graph }, frame) {
  const node = graph.nodes[frame.node];
  if (!node?.line) return [];
  const code = element("code", "", graph.code[node.line] ?? "");
  return [p("code-line", span("tag", `line ${node.line}`), code)];
}
