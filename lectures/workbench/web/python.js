// @ts-check
// Python as the page sees it: a worker that is started, asked, and stopped when it does not come back.

const PARTS = ["pyodide.asm.wasm", "python_stdlib.zip", "site.zip"];
const LOCK = new TextEncoder().encode(JSON.stringify({
  info: { arch: "wasm32", platform: "emscripten_3_1_58", version: "0.27.8", python: "3.12.7", abi_version: "2024_0" }, packages: {},
}));

/** @type {(name: string) => Uint8Array} */
const carried = name => {
  const text = document.getElementById(name)?.textContent ?? "";
  return Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
};

/** @type {(data: Uint8Array) => Promise<Uint8Array>} */
const through = async (data, stream) => new Uint8Array(await new Response(new Blob([data]).stream().pipeThrough(stream)).arrayBuffer());

export class Python {
  /** @param {(state: "starting" | "ready" | "running", said: string) => void} tell */
  constructor(tell) {
    this.tell = tell;
    /** Hears what a script shows while it runs. @type {((item: any) => void) | undefined} */
    this.told = undefined;
    this.waiting = new Map();
    this.count = 0;
    this.start();
  }

  async start() {
    this.tell("starting", "Python is starting");
    this.ready = new Promise(done => { this.isReady = done; });
    this.program ??= URL.createObjectURL(new Blob([await through(carried("worker.js"), new DecompressionStream("deflate-raw"))], { type: "text/javascript" }));
    const parts = Object.fromEntries(PARTS.map(name => [name, carried(name)]));
    parts["pyodide-lock.json"] = await through(LOCK, new CompressionStream("deflate-raw"));
    this.worker = new Worker(this.program);
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = event => this.tell("starting", `Python cannot start here: ${event.message}`);
    this.worker.postMessage({ start: parts }, Object.values(parts).map(({ buffer }) => buffer));
  }

  hear({ progress, ready, failed, told, id, answer }) {
    if (progress) this.tell("starting", `Python is starting: ${progress}`);
    if (failed) this.tell("starting", `Python cannot start here: ${failed}`);
    if (ready) { this.isReady(); this.tell("ready", ""); }
    if (told) this.told?.(JSON.parse(told));
    if (id === undefined) return;
    const { resolve, reject } = this.waiting.get(id) ?? {};
    this.waiting.delete(id);
    if (!this.waiting.size) this.tell("ready", "");
    const { value, error } = JSON.parse(answer);
    error === undefined ? resolve?.(value) : reject?.(new Error(error));
  }

  /** Ask for one of the calls in desk/calls.py. @type {(name: string, ...args: unknown[]) => Promise<any>} */
  async ask(name, ...args) {
    await this.ready;
    this.tell("running", "");
    return new Promise((resolve, reject) => {
      const id = this.count++;
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, request: JSON.stringify([name, args]) });
    });
  }

  /** Stop what runs, and begin anew: all that Python knew is gone, what stands in the page stays. @param {string} why */
  stop(why) {
    this.worker?.terminate();
    for (const { reject } of this.waiting.values()) reject(new Error(why));
    this.waiting.clear();
    this.start();
  }
}
