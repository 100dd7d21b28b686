// @ts-check
// The graph and its arithmetic. A pass holds one value, one gradient and the partials of every node.
// The rows come from the engine's table of primitives (engine/words/javascript.py); no derivative is written here.

/** @type {(sent: Pick<Sent, "nodes" | "templates" | "code">, rows?: Row[]) => Graph} */
export function graphOf({ nodes, templates, code }, rows = []) {
  /** @type {GraphNode[]} */
  const full = nodes.map(node => ({
    inputs: [], partials: [], scope: [], quoted: node.name, row: -1, formula: ["", ""], slopes: [], ...node,
  }));
  const users = full.map(() => 0);
  full.forEach(node => node.inputs.forEach(input => { users[input] += 1; }));
  return { nodes: full, output: full[full.length - 1], edges: edgesOf(full), users, templates, rows, code };
}

/** Edges in the order in which the backward pass visits them. @type {(nodes: GraphNode[]) => Edge[]} */
const edgesOf = nodes =>
  nodes.flatMap((node, i) => node.inputs.map((input, slot) => ({ node: i, slot, input, id: `${i}.${slot}` })))
    .sort((a, b) => b.node - a.node || a.slot - b.slot);

/** @type {(pass: Pass, node: GraphNode) => number[]} */
export const valuesOf = (pass, node) => node.inputs.map(i => pass.data[i]);

/** Everything from the leaves; `failed` where it is not finite. @type {(graph: Graph, leaves: Numbers) => Pass} */
export function forward(graph, leaves) {
  /** @type {Pass} */
  const pass = { data: [], partials: [], gradient: [], failed: null };
  for (const [i, node] of graph.nodes.entries()) {
    const xs = valuesOf(pass, node), row = graph.rows[node.row];
    const y = row ? row.value(xs) : leaves[i] ?? node.data;
    const partials = row ? row.partials(y, xs) : [];
    if (![y, ...partials].every(Number.isFinite)) return { ...pass, failed: i };
    pass.data.push(y);
    pass.partials.push(partials);
  }
  return backward(graph, pass);
}

/** The chain rule, applied once to every edge in the order of the frames. @type {(graph: Graph, pass: Pass) => Pass} */
export function backward(graph, pass) {
  pass.gradient = graph.nodes.map(() => 0);
  pass.gradient[graph.nodes.length - 1] = 1;
  for (const { node, slot, input } of graph.edges) {
    pass.gradient[input] += pass.gradient[node] * pass.partials[node][slot];
  }
  if (!pass.gradient.every(Number.isFinite)) pass.failed = graph.nodes.length - 1;
  return pass;
}

/** The numbers that the engine recorded: the page shows those, not a recomputation. @type {(graph: Graph) => Pass} */
export const recorded = graph => backward(graph, {
  data: graph.nodes.map(node => node.data), partials: graph.nodes.map(node => node.partials),
  gradient: [], failed: null,
});

/** leaves, then one frame for each operation, the seed, then one for each edge. @type {(graph: Graph) => Frame[]} */
export function framesOf(graph) {
  /** @type {Forward[]} */
  const operations = graph.nodes.flatMap((node, i) => node.inputs.length ? [{ kind: "forward", node: i }] : []);
  return [{ kind: "leaves" }, ...operations, { kind: "seed", node: graph.nodes.length - 1 },
    ...graph.edges.map(edge => /** @type {Backward} */ ({ kind: "backward", ...edge }))];
}

/**
 * What is known at frame k: which values, which gradients so far, and every contribution that has arrived.
 * @type {(graph: Graph, pass: Pass, frames: Frame[], k: number) => State}
 */
export function stateAt(graph, pass, frames, k) {
  /** @type {State} */
  const state = {
    data: graph.nodes.map(node => !node.inputs.length), gradient: graph.nodes.map(() => null),
    contributions: graph.nodes.map(() => []), edges: {},
  };
  for (const frame of frames.slice(0, k + 1)) {
    if (frame.kind === "forward") state.data[frame.node] = true;
    if (frame.kind === "seed") state.gradient[frame.node] = 1;
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

/** Nodes on a path from `start` to the output, both included. @type {(graph: Graph, start: number) => Set<number>} */
export function reaches(graph, start) {
  const on = new Set([start]);
  graph.nodes.forEach((node, i) => { if (node.inputs.some(input => on.has(input))) on.add(i); });
  return on;
}

/** How many paths lead from `start` to the output; maybe very many. @type {(graph: Graph, start: number) => number} */
export function countPaths(graph, start) {
  const count = graph.nodes.map((_, i) => i === start ? 1 : 0);
  for (const { node, input } of [...graph.edges].reverse()) if (node !== start) count[node] += count[input];
  return count[count.length - 1];
}

/**
 * The first `limit` paths from `start` to the output, each a list of edges; found with a stack, not recursion.
 * @type {(graph: Graph, start: number, limit: number) => Edge[][]}
 */
export function pathsFrom(graph, start, limit) {
  const last = graph.nodes.length - 1;
  /** @type {Edge[][]} */
  const paths = [];
  /** @type {{ at: number, path: Edge[] }[]} */
  const stack = [{ at: start, path: [] }];
  for (let top; paths.length < limit && (top = stack.pop());) {
    const { at, path } = top;
    if (at === last) paths.push(path);
    const onward = graph.edges.filter(edge => edge.input === at);
    stack.push(...onward.map(edge => ({ at: edge.node, path: [...path, edge] })));
  }
  return paths;
}

/**
 * d(output) when one operand of one operation is moved: a central difference, for the edge's contribution.
 * @type {(graph: Graph, pass: Pass, edge: Edge, step?: number) => number}
 */
export function finiteDifference(graph, pass, edge, step = 1e-5) {
  /** @param {number} by */
  const moved = by => {
    /** @type {number[]} */
    const data = [];
    for (const [i, node] of graph.nodes.entries()) {
      const xs = node.inputs.map((input, slot) => data[input] + (i === edge.node && slot === edge.slot ? by : 0));
      data.push(node.inputs.length ? graph.rows[node.row].value(xs) : pass.data[i]);
    }
    return data[data.length - 1];
  };
  return (moved(step) - moved(-step)) / (2 * step);
}
