// The graph and its arithmetic. A pass holds one value, one gradient and the partials of every node.
// The rows come from the engine's table of primitives (engine/symbols.py); no derivative is written here.

const valuesOf = (pass, node) => node.inputs.map(i => pass.data[i]);

// Compute every value, given the leaves' numbers; undefined where a value does not exist.
function forward(graph, leaves) {
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

// The chain rule, applied once to every edge in the order of the frames.
function backward(graph, pass) {
  pass.gradient = graph.nodes.map(() => 0);
  pass.gradient[graph.nodes.length - 1] = 1;
  for (const { node, slot, input } of graph.edges) {
    pass.gradient[input] += pass.gradient[node] * pass.partials[node][slot];
  }
  if (!pass.gradient.every(Number.isFinite)) pass.failed = graph.nodes.length - 1;
  return pass;
}

// The numbers that the engine recorded, so that the page shows those and not a recomputation.
function recorded(graph) {
  return backward(graph, {
    data: graph.nodes.map(node => node.data),
    partials: graph.nodes.map(node => node.partials),
    failed: null,
  });
}

// Edges in the order in which the backward pass visits them.
function edgesOf(nodes) {
  return nodes.flatMap((node, i) => node.inputs.map((input, slot) => ({ node: i, slot, input }))
    .map(edge => ({ ...edge, id: `${edge.node}.${edge.slot}` })))
    .sort((a, b) => b.node - a.node || a.slot - b.slot);
}

// leaves, then one frame for each operation, the seed, then one for each edge.
function framesOf(graph) {
  const last = graph.nodes.length - 1;
  const operations = graph.nodes.flatMap((node, i) => node.inputs.length ? [{ kind: "forward", node: i }] : []);
  return [{ kind: "leaves" }, ...operations, { kind: "seed", node: last },
    ...graph.edges.map(edge => ({ kind: "backward", ...edge }))];
}

// What is known at frame k: which values, which gradients so far, and every contribution that has arrived.
function stateAt(graph, pass, frames, k) {
  const state = {
    data: graph.nodes.map(node => !node.inputs.length),
    gradient: graph.nodes.map(() => null),
    contributions: graph.nodes.map(() => []),
    edges: new Map(),
  };
  for (const frame of frames.slice(0, k + 1)) {
    if (frame.kind === "forward") state.data[frame.node] = true;
    if (frame.kind === "seed") state.gradient[frame.node] = 1;
    if (frame.kind !== "backward") continue;
    const upstream = pass.gradient[frame.node], partial = pass.partials[frame.node][frame.slot];
    const contribution = upstream * partial;
    state.gradient[frame.input] = (state.gradient[frame.input] ?? 0) + contribution;
    state.contributions[frame.input].push(contribution);
    state.edges.set(frame.id, { upstream, partial, contribution });
  }
  return state;
}

// Nodes that lie on a path from `start` to the output, `start` included.
function reaches(graph, start) {
  const on = new Set([start]);
  graph.nodes.forEach((node, i) => { if (node.inputs.some(input => on.has(input))) on.add(i); });
  return on;
}

// How many paths lead from `start` to the output (a number that can be very large).
function countPaths(graph, start) {
  const count = graph.nodes.map((_, i) => i === start ? 1 : 0);
  for (const { node, input } of [...graph.edges].reverse()) if (node !== start) count[node] += count[input];
  return count.at(-1);
}

// The first `limit` paths from `start` to the output, each a list of edges; found with a stack, not recursion.
function pathsFrom(graph, start, limit) {
  const last = graph.nodes.length - 1, paths = [], stack = [[start, []]];
  while (stack.length && paths.length < limit) {
    const [at, path] = stack.pop();
    if (at === last) paths.push(path);
    else graph.edges.filter(edge => edge.input === at).forEach(edge => stack.push([edge.node, [...path, edge]]));
  }
  return paths;
}

// d(output) when one operand of one operation is moved: a central difference, for the edge's contribution.
function finiteDifference(graph, pass, edge, step = 1e-5) {
  const moved = by => {
    const data = [];
    for (const [i, node] of graph.nodes.entries()) {
      const xs = node.inputs.map((input, slot) => data[input] + (i === edge.node && slot === edge.slot ? by : 0));
      data.push(node.inputs.length ? graph.rows[node.row].value(xs) : pass.data[i]);
    }
    return data.at(-1);
  };
  return (moved(step) - moved(-step)) / (2 * step);
}
