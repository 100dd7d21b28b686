// @ts-check
// Python, in a worker: started with what the page carries, asked by name, answered as data. Nothing is fetched.

import { instance } from "@viz-js/viz";
/** @import { Bytes } from "../packing.js" */
import { unpacked } from "../packing.js";

const CARRIED = "carried:///"; // no address: what stands behind it comes with the page
/** @type {Record<string, Bytes>} */
let parts = {};
/** @type {any} */
let answer;

// Pyodide asks for its parts by address; it gets them from the page, and nothing else.
self.fetch = async address => {
  const name = String(address instanceof Request ? address.url : address).split("/").at(-1) ?? "";
  return parts[name] ? new Response(parts[name]) : new Response("", { status: 404 });
};

/** @param {Record<string, Bytes>} packed @param {WebAssembly.Module} [compiled] by the worker before this one */
async function start(packed, compiled) {
  const say = (/** @type {string} */ progress) => postMessage({ progress });
  say("unpacking");
  const names = Object.keys(packed), unpacking = Promise.all(names.map(name => unpacked(packed[name])));
  const wasm = unpacking.then(datas => {
    parts = Object.fromEntries(datas.map((data, i) => [names[i], data]));
    return compiled ?? WebAssembly.compile(parts["pyodide.asm.wasm"]);
  });
  // Compiled once: whoever starts after this worker gets it from the page.
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await wasm;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  const module = await wasm;
  if (!compiled) postMessage({ compiled: module });
  say("the interpreter");
  const [python, viz] = await Promise.all([
    // @ts-ignore: pyodide.js stands before this script
    loadPyodide({
      indexURL: CARRIED, stdLibURL: `${CARRIED}python_stdlib.zip`, lockFileURL: `${CARRIED}pyodide-lock.json`, fullStdLib: false,
      jsglobals: {}, // what a script imports as js cannot speak to the page
      env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" }, // the order of sets is the same in every run
    }),
    instance(),
  ]);
  python.registerJsModule("page", { tell: (/** @type {string} */ told) => postMessage({ told }) });
  python.registerJsModule("graphviz_in_page", {
    json0: (/** @type {string} */ source) => {
      const { status, output, errors } = viz.render(source, { format: "json0", engine: "dot" });
      if (status !== "success") throw new Error(errors.map((/** @type {{ message: string }} */ { message }) => message).join("; "));
      return output;
    },
  });
  say("reading the engine");
  python.unpackArchive(parts["site.zip"], "zip", { extractDir: "/home/pyodide" });
  parts = {};
  answer = await python.runPythonAsync(`
from functools import partial
from json import dumps
from page import tell
from lectures.workbench.desk.calls import answer
from lectures.workbench.desk.desk import Desk
partial(answer, Desk(tell=lambda said: tell(dumps(said))))`);
  postMessage({ ready: true });
}

self.onmessage = ({ data }) => {
  if (data.start) start(data.start, data.compiled).catch(error => postMessage({ failed: String(error) }));
  else {
    try {
      postMessage({ id: data.id, answer: answer(data.request) });
    } catch (error) { // no mistake of a script is thrown to here, only the end of Python
      postMessage({ id: data.id, broken: String(error) });
    }
  }
};
