// @ts-check
// Gradients derived by hand: a box for each leaf of the graph on the stage, verdicts, and hints by grade.

import { Answer, make } from "./box.js";
import { Hints } from "./hints.js";
import { openedTab } from "../tabs.js";

const MANY = 12, FEW = 4; // gradients that are asked for at first; numbers that are listed
const VERDICTS = { right: "right", wrong: "wrong", follows: "follows from an earlier slip", digits: "write more digits", shape: "another shape", missing: "" };

/** Under what an answer is kept: one of another shape is another one. @param {{ name: string, shape: number[] }} asked */
const keyOf = ({ name, shape }) => [name, ...shape].join(" ");

export function buildDerive({ python, stage }, first) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("derive"));
  const part = (/** @type {string} */ name) => /** @type {any} */ (form.querySelector(name));
  const boxes = part(".boxes"), which = part(".which"), summary = part(".summary"), table = part(".table"), reveal = part("[data-do=reveal]");
  const hints = new Hints(part("[data-do=hint]"), part(".hints"));
  /** @type {Record<string, import("./box.js").Typed>} */
  let typed = {};
  /** @type {Record<string, boolean>} */
  let chosen = {};
  /** @type {Answer[]} */
  let answers = [];
  /** @type {object} */
  let round = {};
  let built = "", html = "", judgedAt = "";

  const clear = () => {
    for (const answer of answers) answer.clear();
    summary.textContent = html = judgedAt = "";
    summary.className = "summary";
    table.replaceChildren();
    reveal.disabled = true;
    hints.set([]);
  };
  const keep = () => { for (const answer of answers) typed[keyOf(answer.asked)] = answer.value; };
  const isChosen = (each, i) => chosen[each.name] ?? (each.kind === "leaf" && i < MANY);

  const build = () => {
    const asked = stage.figure?.asked ?? [], now = JSON.stringify(asked);
    if (now === built) return clear();
    built = now;
    which.hidden = !asked.length;
    part(".which .row").replaceChildren(...asked.map((each, i) => {
      const box = make("input", { type: "checkbox", checked: isChosen(each, i) });
      box.addEventListener("change", () => { keep(); chosen[each.name] = box.checked; show(); });
      return make("label", { className: "field" }, box, make("code", {}, `d${each.name}`));
    }));
    show();
  };
  const show = () => {
    const before = new Map(answers.map(answer => [keyOf(answer.asked), answer]));
    answers = (stage.figure?.asked ?? []).filter(isChosen).map(each => before.get(keyOf(each)) ?? new Answer({ ...each, label: `d${each.name}` }));
    for (const answer of answers) if (!before.has(keyOf(answer.asked))) answer.value = typed[keyOf(answer.asked)] ?? "";
    boxes.replaceChildren(...answers.map(({ element }) => element));
    clear();
  };

  const player = () => stage.frame?.contentWindow?.chalkgrad?.players?.stage;
  const leaves = () => JSON.stringify(player()?.leaves ?? {});
  /** Judge, for which Python has to know the graph that the page came with.
   * @param {Record<string, any>} given @param {boolean} explain */
  const judge = async (given, explain) => {
    const { pass, leaves: moved } = player() ?? {}, { figure } = stage;
    const ask = () => python.ask("judge", given, { ...moved }, pass?.data.at(-1) ?? figure.value, explain);
    const judged = await ask();
    if (!judged.forgotten) return judged;
    if (figure !== first) throw new Error(judged.forgotten);
    await python.ask("formula", first.text, first.numbers);
    return ask();
  };
  /** What the stage has other numbers for than it was drawn with, in words. */
  const changed = () => {
    const found = Object.entries(player()?.leaves ?? {}).filter(([i, x]) => x !== player().original.data[i]);
    if (found.length > FEW) return ", at the numbers that stand there now";
    return found.length ? `, at ${found.map(([i, x]) => `${player().graph.nodes[i].name} = ${x}`).join(", ")}` : "";
  };

  form.addEventListener("input", event => { if (/** @type {HTMLElement} */ (event.target).closest(".boxes")) keep(); });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    keep();
    clear();
    const { figure } = stage, where = changed(), now = leaves();
    const given = Object.fromEntries(answers.filter(answer => !answer.isEmpty).map(answer => [answer.asked.name, answer.value]));
    const here = round = {}, isOver = () => here !== round || stage.figure !== figure || leaves() !== now;
    try { // verdicts come at once; what explains them takes longer, and follows
      const judged = await judge(given, false);
      if (isOver()) return;
      for (const { name, mark, verdict, entries } of judged.lines) of(name)?.say(verdict, `${mark} ${VERDICTS[verdict]}`, entries);
      for (const [name, why] of Object.entries(judged.unread)) of(name)?.complain(why);
      summary.textContent = judged.lines.length ? judged.summary + where : "Nothing can be read yet: what is the matter stands at each box.";
      summary.classList.toggle("is-right", judged.right);
      judgedAt = now;
      if (!judged.lines.length) return;
      const explained = await judge(given, true);
      if (isOver()) return;
      html = explained.html;
      reveal.disabled = false;
      hints.set(judged.right ? [] : explained.hints);
    } catch (error) {
      summary.textContent = error.message;
      summary.classList.add("trouble");
    }
  });
  const of = (/** @type {string} */ name) => answers.find(answer => answer.asked.name === name);
  reveal.addEventListener("click", () => {
    table.innerHTML = html; // the engine's own report, escaped there; all hints are in it
    reveal.disabled = true;
    hints.set([]);
  });
  stage.addEventListener("shown", build);
  stage.addEventListener("leaves", () => { if (judgedAt && leaves() !== judgedAt) clear(); }); // a verdict holds at its numbers
  document.addEventListener("tab", () => { form.hidden = openedTab() === "exercises"; });

  return {
    /** What is typed and chosen, to be kept. */
    state: () => ({ typed: { ...typed }, chosen: { ...chosen } }),
    /** @param {{ typed?: typeof typed, chosen?: typeof chosen }} kept */
    restore: kept => { typed = { ...kept.typed }; chosen = { ...kept.chosen }; answers = []; built = ""; build(); },
  };
}
