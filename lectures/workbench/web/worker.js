// @ts-check
// Python, in a worker: started with what the page carries, asked by name, answered as data. Nothing is fetched.

import { instance } from "@viz-js/viz";

const CARRIED = "carried:///"; // no address: what stands behind it comes with the page
/** @type {Record<string, ArrayBuffer>} */
let parts = {};
/** @type {any} */
let answer;

// Pyodide asks for its parts by address; it gets them from the page, and nothing else.
self.fetch = async address => {
  const name = String(address instanceof Request ? address.url : address).split("/").at(-1) ?? "";
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return parts[name] ? new Response(parts[name], { headers: { "content-type": type } }) : new Response("", { status: 404 });
};

/** @type {(packed: Uint8Array) => Promise<ArrayBuffer>} */
const unpacked = packed => new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer();

/** @param {Record<string, Uint8Array>} packed */
async function start(packed) {
  const say = (/** @type {string} */ progress) => postMessage({ progress });
  say("unpacking");
  for (const [name, data] of Object.entries(packed)) parts[name] = await unpacked(data);
  say("starting Python");
  const [python, viz] = await Promise.all([
    // @ts-ignore: pyodide.js stands before this script
    loadPyodide({ indexURL: CARRIED, stdLibURL: `${CARRIED}python_stdlib.zip`, lockFileURL: `${CARRIED}pyodide-lock.json`, fullStdLib: false }),
    instance(),
  ]);
  python.registerJsModule("page", { tell: (/** @type {string} */ told) => postMessage({ told }) });
  python.registerJsModule("graphviz_in_page", {
    json0: (/** @type {string} */ source) => {
      const { status, output, errors } = viz.render(source, { format: "json0", engine: "dot" });
      if (status !== "success") throw new Error(errors.map(({ message }) => message).join("; "));
      return output;
    },
  });
  say("reading the engine");
  python.unpackArchive(parts["site.zip"], "zip", { extractDir: "/home/pyodide" });
  parts = {};
  answer = await python.runPythonAsync(`
import json
from functools import partial
from page import tell
from lectures.workbench.desk.calls import answer
from lectures.workbench.desk.desk import Desk
partial(answer, Desk(tell=lambda said: tell(json.dumps(said))))`);
  postMessage({ ready: true });
}

self.onmessage = ({ data }) => {
  if (data.start) start(data.start).catch(error => postMessage({ failed: String(error) }));
  else postMessage({ id: data.id, answer: answer(data.request) });
};
