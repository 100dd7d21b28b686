// @ts-check
// Gradients derived by hand: a box for each leaf of the graph on the stage, verdicts, and hints by grade.

/** @import { Desk, Figure, First, Typed } from "../types.js" */
import { Answer, OLD, switchesOf } from "./box.js";
import { Hints } from "./hints.js";
import { find, messageOf, named, part } from "../parts.js";
import { openedTab } from "../tabs.js";
import { safely } from "../safe.js";

const MANY = 12, FEW = 4; // gradients that are asked for at first; numbers that are listed
const VERDICTS = { right: "right", rounded: "right; rounded on the way, so not to its last digit", wrong: "wrong", "only here": "right for these numbers only", follows: "follows from an earlier slip", digits: "write more digits", shape: "another shape", missing: "", nonsense: "" };

/** Under what an answer is kept: one of another shape is another one. @param {{ name: string, shape: number[] }} asked */
const keyOf = ({ name, shape }) => [name, ...shape].join(" ");

/** @param {Desk} desk @param {First} first what is on the stage before Python is up */
export function buildDerive({ python, stage }, first) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("derive"));
  const boxes = find(form, ".boxes"), switches = find(form, ".switches"), whose = find(form, ".whose"), which = find(form, ".which"), summary = find(form, ".summary"), table = find(form, ".table");
  /** @type {HTMLButtonElement} */
  const reveal = find(form, "[data-do=reveal]");
  /** @type {HTMLButtonElement} */
  const hider = find(form, "[data-do=hide]");
  const hints = new Hints(find(form, "[data-do=hint]"), find(form, ".hints"));
  /** @type {Record<string, Typed>} */
  let typed = named();
  /** @type {Record<string, boolean>} */
  let chosen = named();
  /** @type {Answer[]} */
  let answers = [];
  /** @type {object} */
  let round = {};
  let shownIn = "formula"; // the tab whose graph is on the stage
  let isWanted = false; // by the reader, who would rather see the gradients than derive them
  let built = "", html = "", judgedAt = "", isOld = false; // isOld: something else stands in a box than was judged
  let again = "", isJudging = false; // again: what was judged before the page was left, until it is judged again

  const clear = () => {
    for (const answer of answers) answer.clear();
    summary.textContent = html = judgedAt = "";
    summary.className = "summary";
    isOld = false;
    table.replaceChildren();
    reveal.disabled = true;
    hints.set([]);
  };
  /** The graph beside the boxes hides what is asked for there. @param {boolean} isAsked */
  const hide = isAsked => {
    stage.ask(isAsked && !isWanted);
    hider.textContent = stage.isAsked ? "Show them" : "Hide them";
    find(form, ".hiding span").textContent = stage.isAsked ? "The graph hides its gradients until yours are right." : "The graph shows its gradients.";
  };
  const isBegun = () => answers.some(answer => !answer.isEmpty);
  const keep = () => { for (const answer of answers) typed[keyOf(answer.asked)] = answer.value; };
  const isChosen = (/** @type {Figure["asked"][number]} */ each, /** @type {number} */ i) => chosen[each.name] ?? (each.kind === "leaf" && i < MANY);

  const build = () => {
    const asked = stage.figure?.asked ?? [], now = JSON.stringify(asked);
    if (now === built) { clear(); hide(isBegun()); return resume(); }
    if (judgedAt && !isOld) again = built; // should it come back
    built = now;
    isWanted = false;
    which.hidden = !asked.length;
    const names = asked.filter(({ name }) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)).slice(0, 2).map(({ name }) => name);
    find(form, ".such").hidden = !names.length;
    find(form, ".such code").textContent = ["2", ...names].join("*");
    find(form, ".which .row").replaceChildren(...asked.map((each, i) => {
      const box = part("input", { type: "checkbox", checked: isChosen(each, i) });
      box.addEventListener("change", () => { keep(); chosen[each.name] = box.checked; show(); });
      return part("label", { className: "field" }, box, part("code", {}, `d${each.name}`));
    }));
    show();
    hide(isBegun());
    resume();
  };
  /** Judge what was judged before the page was left, once its graph is there. */
  const resume = () => { if (again === built && !isJudging && !stage.isWaiting && isBegun()) judgeAll(); };
  const show = () => {
    const before = new Map(answers.map(answer => [keyOf(answer.asked), answer]));
    answers = (stage.figure?.asked ?? []).filter(isChosen).map(each => before.get(keyOf(each)) ?? new Answer({ ...each, label: `d${each.name}` }));
    for (const answer of answers) if (!before.has(keyOf(answer.asked))) answer.value = typed[keyOf(answer.asked)] ?? "";
    boxes.replaceChildren(...answers.map(({ element }) => element));
    switches.replaceChildren(...switchesOf(answers));
    clear();
  };

  /** What was said stays to be read while somebody mends a gradient, and does not pass for a verdict on that. */
  const age = () => {
    if (!judgedAt || isOld) return;
    isOld = true;
    summary.classList.remove("is-right");
    summary.append(part("span", { className: "quiet" }, OLD));
  };
  const leaves = () => JSON.stringify(stage.changed);
  /** Judge, for which Python has to know the graph that the page came with.
   * @param {Record<string, any>} given @param {boolean} explain */
  const judge = async (given, explain) => {
    const { changed, output, figure } = stage, changes = Object.fromEntries(changed.map(({ place, x }) => [place, x]));
    const ask = () => python.ask("judge", given, changes, output ?? figure?.value, explain);
    const judged = await ask();
    if (!judged.forgotten) return judged;
    if (figure !== first) throw new Error(judged.forgotten);
    await python.ask("formula", first.text, first.numbers);
    return ask();
  };
  /** The numbers of the stage in words, where it was drawn with others: all, or those that are others and how many more. */
  const changed = () => {
    const found = stage.changed, all = Object.entries(stage.numbers), others = all.length - found.length;
    if (!found.length) return "";
    if (all.length <= FEW) return `, at ${all.map(([name, x]) => `${name} = ${x}`).join(", ")}`;
    if (found.length > FEW) return ", at the numbers that stand there now";
    return `, at ${found.map(({ name, x }) => `${name} = ${x}`).join(", ")} and ${others} other ${others === 1 ? "number" : "numbers"}`;
  };

  form.addEventListener("input", event => {
    if (!/** @type {HTMLElement} */ (event.target).closest(".boxes")) return;
    again = "";
    keep();
    age();
    hide(true);
  });
  boxes.addEventListener("focusin", event => {
    const of = answers.find(({ element }) => element.contains(/** @type {Node} */ (event.target)));
    if (of && !["right", "rounded"].includes(of.element.dataset.verdict ?? "")) hide(true);
  });
  hider.addEventListener("click", () => { isWanted = stage.isAsked; hide(!isWanted); });
  form.addEventListener("submit", event => {
    event.preventDefault();
    again = "";
    judgeAll();
  });
  const judgeAll = async () => {
    const isAgain = again !== "", scroll = () => { if (!isAgain) summary.parentElement?.scrollIntoView({ block: "nearest" }); };
    isJudging = true;
    keep();
    clear();
    for (const answer of answers) answer.isOther = false;
    await stage.settled();
    const { figure } = stage, where = changed(), now = leaves();
    const given = Object.fromEntries(answers.filter(answer => !answer.isEmpty).map(answer => [answer.asked.name, answer.value]));
    const here = round = {}, isOver = () => here !== round || stage.figure !== figure || leaves() !== now;
    try { // verdicts come at once; what explains them takes longer, and follows
      const judged = await judge(given, false);
      if (isOver()) return void setTimeout(resume);
      for (const { name, mark, verdict, entries } of judged.lines) of(name)?.say(verdict, `${mark} ${VERDICTS[verdict]}`, entries);
      for (const [name, why] of Object.entries(judged.unread)) of(name)?.complain(why);
      summary.textContent = judged.lines.length ? judged.summary + where : "Nothing could be read: each box says why.";
      summary.classList.toggle("is-right", judged.right);
      judgedAt = now;
      again = "";
      if (judged.right) hide(false);
      if (answers.some(({ isOther }) => isOther)) age();
      if (judged.lines.length && !judged.right) hints.wait();
      scroll();
      if (!judged.lines.length) return;
      const explained = await judge(given, true);
      if (isOver()) return;
      html = explained.html;
      reveal.disabled = false;
      hints.set(judged.right ? [] : explained.hints);
      scroll();
    } catch (error) {
      hints.set([]);
      if (again) return; // its graph is still to come
      summary.textContent = messageOf(error);
      summary.classList.add("trouble");
    } finally { isJudging = false; }
  };
  const of = (/** @type {string} */ name) => answers.find(({ asked, isOther }) => asked.name === name && !isOther);
  reveal.addEventListener("click", () => {
    table.replaceChildren(safely(html));
    reveal.disabled = true;
    hints.set([]);
    isWanted = true;
    hide(false);
  });
  const tell = () => {
    form.hidden = openedTab() === "exercises";
    whose.textContent = ["formula", "script"].includes(openedTab()) && openedTab() !== shownIn
      ? `The graph on the stage is still that of the ${shownIn}, and what stands here is about it.` : "";
  };
  stage.addEventListener("shown", () => { if (openedTab() !== "exercises") shownIn = openedTab(); build(); tell(); });
  stage.addEventListener("told", () => {
    if (judgedAt && leaves() !== judgedAt) clear(); // a verdict holds at its numbers
    else resume();
  });
  document.addEventListener("tab", tell);

  return {
    /** What is typed and chosen, to be kept. */
    state: () => ({ typed: { ...typed }, chosen: { ...chosen }, judged: judgedAt && !isOld ? built : again }),
    /** @param {{ typed?: typeof typed, chosen?: typeof chosen, judged?: string }} kept judged: the gradients that were asked for */
    restore: kept => {
      typed = named(kept.typed ?? {});
      chosen = named(kept.chosen ?? {});
      again = kept.judged ?? "";
      answers = [];
      built = "";
      build();
    },
  };
}
