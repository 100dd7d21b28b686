// @ts-check
// Python as the page sees it: a worker that is started, asked, and stopped when it does not come back.

/** @import { Calls, Told } from "../types.js" */
import { say, silence } from "../bar.js";
import { packed, unpacked } from "../packing.js";

const PARTS = ["pyodide.asm.wasm", "python_stdlib.zip", "site.zip"];
const LIMIT = 10, LONGER = 60; // seconds that one answer may take
const MOST_TOLD = 2_000_000, EACH = 1000; // characters that a script may show, where each message counts as so many more
const MOST_ANSWERED = 20_000_000; // characters
const LOCK = JSON.stringify({
  info: { arch: "wasm32", platform: "emscripten_3_1_58", version: "0.27.8", python: "3.12.7", abi_version: "2024_0" }, packages: {},
});

/** @type {(name: string) => Uint8Array<ArrayBuffer>} */
const carried = name => {
  const letters = atob(document.getElementById(name)?.textContent ?? ""), bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = letters.charCodeAt(i); // ten times as fast as Uint8Array.from
  return bytes;
};

/** A text that the page carries. @type {(name: string) => Promise<string>} */
export const carriedText = async name => new TextDecoder().decode(await unpacked(carried(name)));

/** What a stopped call says: no mistake of the script, and nothing of the page is lost. */
export class Stopped extends Error {}

export class Python {
  /** Seconds that an answer may take. */ limit = LIMIT;
  /** @type {WebAssembly.Module | undefined} */ compiled;
  /** What was asked and is not answered, the oldest first. @type {Map<number, { name: string, request: string, resolve: (value: any) => void, reject: (error: Error) => void }>} */ waiting = new Map();
  /** Hears what a script shows while it runs. @type {((item: Told) => void) | undefined} */ told;
  /** Where the worker's script is. @type {string | undefined} */ program;
  count = 0;
  watch = 0;
  /** Characters that the call at work has told. */ heard = 0;

  /** @param {(state: "starting" | "ready" | "running", said: string) => void} tell */
  constructor(tell) {
    this.tell = tell;
    this.start();
  }

  start() {
    this.tell("starting", "Python is starting");
    this.isReady = false;
    this.begin().catch(error => this.fail(error));
  }

  async begin() {
    this.program ??= URL.createObjectURL(new Blob([await unpacked(carried("worker.js"))], { type: "text/javascript" }));
    const worker = this.worker = new Worker(this.program), parts = Object.fromEntries(PARTS.map(name => [name, carried(name)]));
    parts["pyodide-lock.json"] = await packed(LOCK);
    worker.onmessage = ({ data }) => { if (worker === this.worker) this.hear(data); };
    worker.onerror = event => this.fail(event.message);
    worker.postMessage({ start: parts, compiled: this.compiled }, Object.values(parts).map(({ buffer }) => buffer));
  }

  /** @param {unknown} why */
  fail(why) {
    this.tell("starting", "Python cannot start here");
    say("python", `Python cannot start in this browser: ${why}. What you write is kept all the same; a current Firefox, Chrome or Safari will do.`, [
      { label: "Try again", act: () => this.stop("Python is started again.") },
    ]);
  }

  /** @param {any} data */
  hear({ progress, ready, failed, compiled, told, id, answer, broken }) {
    if (progress) this.tell("starting", `Python is starting: ${progress}`);
    if (compiled) this.compiled = compiled;
    if (failed) this.fail(failed);
    if (ready) this.serve();
    if (told && this.waiting.size) this.tellOn(String(told)); // what nobody waits for is nobody's
    if (broken) this.breakOff(broken);
    if (id === undefined || broken) return;
    const { resolve, reject } = this.waiting.get(id) ?? {};
    this.waiting.delete(id);
    this.follow();
    if (!this.waiting.size) this.tell("ready", "");
    if (answer.length > MOST_ANSWERED) return void reject?.(new Error(`The answer of Python has ${Math.round(answer.length / 1e6)} million characters, more than a page can show. Draw less, or keep shorter values.`));
    const { value, error } = JSON.parse(answer);
    error === undefined ? resolve?.(value) : reject?.(new Error(error));
  }

  /** A script that tells more than a page can hold is stopped. @param {string} told */
  tellOn(told) {
    this.heard += told.length + EACH;
    if (this.heard < MOST_TOLD) return this.told?.(JSON.parse(told));
    this.stop("Stopped: it prints more than a page can hold. Your text is as it was; Python starts anew and knows nothing of before.");
    say("python", "What ran printed more than a page can hold, and was stopped. Nothing that you wrote is lost.");
  }

  /** Python is there: it gets what waits for it. */
  serve() {
    this.isReady = true;
    this.tell(this.waiting.size ? "running" : "ready", "");
    for (const [id, { request }] of this.waiting) this.worker?.postMessage({ id, request });
    this.follow();
  }

  /** Ask for one of the calls in desk/calls.py. @template {keyof Calls} K @param {K} name @param {...unknown} args @returns {Promise<Calls[K]>} */
  ask(name, ...args) {
    return new Promise((resolve, reject) => {
      const id = this.count++, request = JSON.stringify([name, args]);
      this.waiting.set(id, { name, request, resolve, reject });
      if (!this.isReady) return;
      this.tell("running", "");
      this.worker?.postMessage({ id, request });
      if (this.waiting.size === 1) this.follow();
    });
  }

  /** The time of an answer begins when the one before it is there: Python does one thing after the other. */
  follow() {
    clearTimeout(this.watch);
    this.heard = 0;
    if (this.waiting.size) this.watch = setTimeout(() => this.stopLate(), this.limit * 1000);
  }

  stopLate() {
    const spent = this.limit;
    this.stop(`Stopped after ${spent} s. Your text is as it was; Python starts anew and knows nothing of before.`);
    const choices = spent < LONGER ? [{ label: "Allow a minute", act: () => { this.limit = LONGER; say("python", "From now on a script may take a minute. Run it again."); } }] : [];
    say("python", `What ran did not come to an end within ${spent} s and was stopped. Nothing that you wrote is lost. Is there a loop that does not end?`, choices);
  }

  /** What the script did ended Python itself. @param {string} why */
  breakOff(why) {
    const deep = /call stack|recursion/i.test(why);
    this.stop("Python itself broke off, and starts anew. Your text is as it was.");
    say("python", `Python broke off${deep ? ": something is nested or calls itself too deeply" : ""}, and starts anew. Nothing that you wrote is lost.`);
  }

  /** Stop what runs, and begin anew: what Python knew is gone, what stands in the page stays. What waited behind it,
   * and is no script, is asked again. @param {string} why */
  stop(why) {
    clearTimeout(this.watch);
    silence("python");
    this.worker?.terminate();
    const running = this.isReady ? this.waiting.keys().next().value : undefined;
    for (const [id, { name, reject }] of this.waiting) {
      if (id !== running && name !== "run") continue;
      this.waiting.delete(id);
      reject(new Stopped(why));
    }
    this.start();
  }
}
