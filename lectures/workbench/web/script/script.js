// @ts-check
// The script tab: an editor, what the script shows, and the Values that it left, of which one is on the stage.

/** @import { Desk, Told } from "../types.js" */
import { Editor } from "./editor.js";
import { buildPoints } from "./points.js";
import { Output } from "./output.js";
import { find, messageOf } from "../parts.js";
import { Values } from "./values.js";
import { buildTemplates, carriedTemplates } from "./templates.js";
import { openedTab, openTab } from "../tabs.js";

const UNRUN = "Press Run: the graph of this script comes here once it has run.";

/** The formula of the box, written as a script. @type {(python: Desk["python"], keep: Desk["keep"]) => Promise<string>} */
export async function ofFormula(python, keep) {
  const { text, numbers, guessed } = keep.now().panels.formula;
  return (await python.ask("formula_script", text, { ...numbers, ...guessed })).source;
}

/** @param {Desk} desk */
export function buildScript({ python, stage, keep }) {
  const panel = /** @type {HTMLElement} */ (document.getElementById("script"));
  /** @type {HTMLButtonElement} */
  const runner = find(panel, "[data-do=run]");
  /** @type {HTMLButtonElement} */
  const stopper = find(panel, "[data-do=stop]");
  const status = find(panel, ".said"), note = find(panel, ".note"), templates = carriedTemplates();
  let count = 0, isRunning = false, lit = 0;
  /** The script that ran last, and what of it is drawn. */
  let ran = "", drawn = stage.figure;
  let isUnrun = false; // it was brought, by a link or a file, and the stage has the graph of something else

  const editor = new Editor(find(panel, ".editor"), { text: templates[0]?.source ?? "", run: () => run(), changed: () => menu?.follow() });
  const output = new Output(find(panel, ".output"), (line, column) => editor.goTo(line, column));
  const values = new Values(find(panel, ".values"), (name, index) => choose(name, index));
  const menu = buildTemplates(find(panel, ".templates"), { templates, text: () => editor.text, keep, open: text => replace(text) });
  const data = buildPoints(find(panel, ".data"), assigned => {
    editor.assign(assigned);
    say(`${Object.keys(assigned).join(" and ")} stand in the script now.`);
  });

  const say = (/** @type {string} */ words) => { status.textContent = words; };
  const busy = (/** @type {boolean} */ on) => {
    isRunning = on;
    stopper.disabled = !on;
    runner.setAttribute("aria-disabled", String(on));
  };

  async function run() {
    if (isRunning) { say("The script runs already; stop it first."); return; }
    const started = performance.now(), mine = ++count, source = editor.text;
    busy(true);
    editor.mark(null);
    output.clear();
    note.textContent = "";
    say(document.documentElement.dataset.state === "starting" ? "Python is starting; the script runs as soon as it is there." : "Running …");
    python.told = (/** @type {Told} */ item) => { if (mine === count) output.add(item); };
    try {
      const { error, values: left, chosen } = await python.ask("run", source);
      if (mine !== count) return void say(""); // another script stands there
      ran = source;
      const took = performance.now() - started;
      if (error) {
        output.fail(error);
        editor.mark(error);
      }
      values.list(left);
      say(error ? `Stopped by an error${error.line ? ` in line ${error.line}` : ""}.` : `Ran in ${took < 1000 ? `${Math.round(took)} ms` : `${(took / 1000).toFixed(1)} s`}.`);
      if (chosen) await choose(chosen[0], chosen[1]);
      else if (!error) note.textContent = "The script left no result to draw: give one a name, such as loss = (h - y) ** 2.";
    } catch (failed) {
      if (mine !== count) return void say("");
      output.fail({ line: null, said: messageOf(failed) });
      values.list([]);
      say("");
    } finally { busy(false); }
  }

  /** Another script, and nothing of what the one before showed. @param {string} text */
  function replace(text) {
    count++;
    if (text !== editor.text) editor.replace(text);
    editor.mark(null);
    output.clear();
    values.list([]);
    note.textContent = "";
    if (!isRunning) say("");
  }

  /** @param {string} name @param {number[]} index */
  async function choose(name, index) {
    try {
      const figure = await python.ask("show", name, index);
      stage.show(drawn = figure);
      values.show(name, index);
      note.textContent = figure.note;
    } catch (failed) { note.textContent = messageOf(failed); }
  }

  /** The line of each step is lit in the editor, while the stage shows what the script made, and not where it was changed since. */
  function follow() {
    const { line } = stage, { doc } = editor.view.state, isThere = line > 0 && line <= doc.lines && stage.figure === drawn;
    const stands = isThere && doc.line(line).text.trim() === ran.split("\n")[line - 1]?.trim() ? line : 0;
    if (stands || lit) editor.atLine(stands || null);
    lit = stands;
  }

  /** The formula of the box, opened as a script. @param {HTMLElement} said */
  async function openFormula(said) {
    said.textContent = document.documentElement.dataset.state === "starting" ? "Python is starting …" : "";
    try {
      const source = await ofFormula(python, keep);
      said.textContent = "";
      await menu.use({ title: "My formula", source });
      openTab("script");
      runner.focus();
    } catch (failed) {
      const isWrong = find(document, "#formula [name=text]").getAttribute("aria-invalid") === "true";
      said.textContent = isWrong ? "Mend the formula first." : messageOf(failed);
    }
  }

  find(document, "#formula [data-do=script]").addEventListener("click", () => openFormula(find(document, "#formula .said")));
  /** Beside a script that nobody has run stands no graph of something else. */
  const wait = () => {
    if (isUnrun && openedTab() === "script") stage.wait(UNRUN);
    else if (stage.says === UNRUN) stage.wait("");
  };
  document.addEventListener("tab", wait);
  stage.addEventListener("shown", () => { isUnrun &&= stage.figure !== drawn; wait(); });
  runner.addEventListener("click", run);
  stopper.addEventListener("click", () => python.stop("You have stopped it. Your script is as it was; what it had computed is gone."));
  stage.addEventListener("asked", () => values.ask(stage.isAsked));
  for (const type of ["shown", "told"]) stage.addEventListener(type, follow);
  busy(false);
  menu.follow();
  return {
    state: () => ({ text: editor.text, ...data.state() }),
    restore: (/** @type {Record<string, any>} */ kept) => {
      replace(typeof kept.text === "string" ? kept.text : editor.text);
      data.restore(kept);
      isUnrun = kept.isNew === true;
      wait();
    },
  };
}
