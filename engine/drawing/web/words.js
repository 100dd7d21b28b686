// The words of a step, the same as in the terminal (engine/story.py), told with the numbers of any pass.

const equal = (...sides) => sides.filter((side, i) => i === 0 || side !== sides[i - 1]).join(" = ");
const few = items => items.length <= 6 ? items : [...items.slice(0, 3), "…", items.at(-1)];
const d = (y, x) => `d${y.quoted}/d${x.quoted}`;

function wordsOf(player, frame, state) {
  const tell = { leaves: tellLeaves, forward: tellForward, seed: tellSeed, backward: tellBackward }[frame.kind];
  return tell(player, frame, state);
}

function tellLeaves({ graph, pass }) {
  const told = graph.nodes.map((node, i) => `${node.name} = ${show(pass.data[i])}`);
  return few(told.filter((_, i) => graph.nodes[i].kind === "variable")).join(", ");
}

function tellForward({ graph, pass }, { node: i }) {
  const node = graph.nodes[i], template = graph.templates[node.row];
  return equal(node.name, node.formula[0], fill(template.value[0], valuesOf(pass, node)), show(pass.data[i]));
}

function tellSeed({ graph }) {
  const output = graph.nodes.at(-1);
  return `${d(output, output)} = 1`;
}

function tellBackward({ graph, pass }, { node: i, slot, input, id }, state) {
  const y = graph.nodes[i], x = graph.nodes[input], output = graph.nodes.at(-1);
  const { upstream, partial, contribution } = state.edges.get(id);
  const repeated = y.inputs.filter(other => other === input).length > 1;
  const remark = repeated ? ` (input ${slot + 1} of ${y.inputs.length})` : "";
  const local = equal(d(y, x) + remark, y.slopes[slot][0],
    fill(graph.templates[y.row].partials[slot][0], [...valuesOf(pass, y), pass.data[i]]), show(partial));
  const chain = equal(`${d(output, y)} × ${d(y, x)}`,
    `${show(upstream)} × ${negativeInParentheses(partial)}`, show(contribution));
  return `${local}\nupstream × partial = ${chain}\n${tellSum(graph, input, state)}`;
}

function tellSum(graph, i, state) {
  const terms = state.contributions[i].map((x, k) => k ? negativeInParentheses(x) : show(x));
  const told = equal(`${graph.nodes[i].quoted}.grad`, few(terms).join(" + "), show(state.gradient[i]));
  return isComplete(graph, i, state) ? told : `${told} (so far)`;
}

const isComplete = (graph, i, state) => state.contributions[i].length >= graph.users[i];

// One sentence that says what the frame is about.
function headline({ graph }, frame) {
  const name = i => graph.nodes[i].name, operands = new Set(graph.nodes[frame.node]?.inputs);
  return {
    leaves: () => "The leaves are given; everything else will be computed from them",
    forward: () => `Compute ${name(frame.node)} from ${few([...operands].map(name)).join(", ")}`,
    seed: () => `Turn around: how does ${name(frame.node)} change when ${name(frame.node)} itself changes?`,
    backward: () => `${name(frame.node)} hands its gradient on to ${name(frame.input)}`,
  }[frame.kind]();
}

// "forward 3/5 · backward 2/9"
function counter({ graph, frames, k }) {
  const operations = frames.length - 2 - graph.edges.length;
  return [[Math.min(k, operations), operations], [Math.max(0, k - operations - 1), graph.edges.length]];
}
