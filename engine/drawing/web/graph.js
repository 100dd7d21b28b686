// @ts-check
// The graph and its arithmetic. A pass holds one value, one gradient and the partials of every node.
// The rows come from the engine's table of primitives (engine/printing/javascript.py); no derivative is written here.

const STEP = 1e-5; // of a finite difference

/** @type {(sent: Pick<Sent, "nodes" | "templates" | "code">, rows?: Row[]) => Graph} */
export function graphOf({ nodes, templates, code }, rows = []) {
  /** @type {GraphNode[]} */
  const full = nodes.map(node => ({
    inputs: [], partials: [], scope: [], quoted: node.name, row: -1, formula: ["", ""], slopes: [], ...node,
  }));
  const edges = full.flatMap((node, i) =>
    node.inputs.map((input, slot) => ({ node: i, slot, input, id: `${i}.${slot}` })))
    .filter(({ input }) => full[input].kind !== "constant"); // nothing flows into a constant
  edges.sort((a, b) => b.node - a.node || a.slot - b.slot); // as the backward pass visits them
  const users = full.map(() => 0);
  for (const { input } of edges) users[input] += 1;
  return { nodes: full, output: full[full.length - 1], edges, users, templates, rows, code };
}

/** @type {(pass: Pass, node: GraphNode) => number[]} */
export const valuesOf = (pass, node) => node.inputs.map(i => pass.data[i]);

/** Everything from the leaves; `failed` where it is not finite. @type {(graph: Graph, leaves: Numbers) => Pass} */
export function forward(graph, leaves) {
  /** @type {Pass} */
  const pass = { data: [], partials: [], gradient: [], failed: null };
  for (const [i, node] of graph.nodes.entries()) {
    const xs = valuesOf(pass, node), row = graph.rows[node.row];
    const [y, ...partials] = row ? row(xs) : [leaves[i] ?? node.data];
    if (![y, ...partials].every(Number.isFinite)) return { ...pass, failed: i };
    pass.data.push(y);
    pass.partials.push(partials);
  }
  return backward(graph, pass.data, pass.partials);
}

/** The chain rule, applied once to every edge in the order of the frames.
 * @type {(graph: Graph, data: number[], partials: number[][]) => Pass} */
function backward({ nodes, edges, isAsked }, data, partials) {
  const last = nodes.length - 1, gradient = nodes.map((_, i) => i === last ? 1 : 0);
  for (const { node, slot, input } of edges) gradient[input] += gradient[node] * partials[node][slot];
  const failed = gradient.every(Number.isFinite) ? null : last;
  /** @type {(x: number) => number} */
  const told = isAsked ? () => NaN : x => x;
  return { data, partials: partials.map(row => row.map(told)), gradient: [...gradient.slice(0, last).map(told), 1], failed };
}

/** The numbers that the engine recorded: the page shows those, not a recomputation. @type {(graph: Graph) => Pass} */
export const recorded = graph =>
  backward(graph, graph.nodes.map(node => node.data), graph.nodes.map(node => node.partials));

/** leaves, then one frame for each operation, the seed, then one for each edge. @type {(graph: Graph) => Frame[]} */
export const framesOf = ({ nodes, edges }) => [
  { kind: "leaves" },
  ...nodes.flatMap((node, i) => node.inputs.length ? [{ kind: /** @type {const} */ ("forward"), node: i }] : []),
  { kind: "seed", node: nodes.length - 1 },
  ...edges.map(edge => ({ kind: /** @type {const} */ ("backward"), ...edge })),
];

/** The node that has a new number at a frame. @param {Frame} frame */
export const changedIn = frame => frame.kind === "backward" ? frame.input : frame.node;

/** What is known at frame k: values, gradients so far, and every contribution that has arrived.
 * @type {(graph: Graph, pass: Pass, frames: Frame[], k: number) => State} */
export function stateAt(graph, pass, frames, k) {
  /** @type {State} */
  const state = {
    data: graph.nodes.map((node, i) => node.inputs.length ? null : pass.data[i]),
    gradient: graph.nodes.map(() => null), contributions: graph.nodes.map(() => []), edges: {},
  };
  for (const frame of frames.slice(0, k + 1)) {
    if (frame.kind === "forward") state.data[frame.node] = pass.data[frame.node];
    if (frame.kind === "seed") state.gradient = graph.users.map((n, i) => n || graph.nodes[i].kind === "constant" ? null : +(i === frame.node));
    if (frame.kind !== "backward") continue;
    const upstream = pass.gradient[frame.node], partial = pass.partials[frame.node][frame.slot];
    const contribution = upstream * partial;
    state.gradient[frame.input] = (state.gradient[frame.input] ?? 0) + contribution;
    state.contributions[frame.input].push(contribution);
    state.edges[frame.id] = { upstream, partial, contribution };
  }
  return state;
}

/** Tell whether every contribution to a node has arrived. @type {(graph: Graph, i: number, state: State) => boolean} */
export const isComplete = (graph, i, state) => state.contributions[i].length >= graph.users[i];

/** How often an operation has a value as its input. @type {(y: GraphNode, x: number) => number} */
export const timesIn = (y, x) => y.inputs.filter(each => each === x).length;

/** What flows back along an edge, once the pass is through. @type {(pass: Pass, edge: { node: number, slot: number }) => number} */
export const contributionOf = (pass, { node, slot }) => pass.gradient[node] * pass.partials[node][slot];
/** The edge of an id such as "7.0". @param {string} id */
export function placeOfEdge(id) {
  const [node, slot] = id.split(".").map(Number);
  return { node, slot };
}

/** A leaf with a name: a variable, or data. @param {GraphNode} node */
export const isNamedLeaf = node => node.kind === "variable" || Boolean(node.given);

/** d(output) when one operand of one operation is moved: a central difference, for the edge's contribution.
 * @type {(graph: Graph, pass: Pass, edge: Edge) => number} */
export function finiteDifference(graph, pass, edge) {
  /** @param {number} by */
  const moved = by => {
    const data = [...pass.data];
    for (const [i, node] of graph.nodes.entries()) {
      const xs = node.inputs.map((input, slot) => data[input] + (i === edge.node && slot === edge.slot ? by : 0));
      if (xs.length) data[i] = graph.rows[node.row](xs)[0];
    }
    return data[data.length - 1];
  };
  return (moved(STEP) - moved(-STEP)) / (2 * STEP);
}
