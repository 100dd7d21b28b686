// @ts-check
// The exercises of the course: a list to search in, one that is worked on, and what has been done of each.

/** @import { Desk, Exercise, Progress, Typed } from "../types.js" */
import { carried, part } from "../parts.js";
import { ExerciseView } from "./view.js";
import { openedTab } from "../tabs.js";

/** @param {Desk} desk */
export function buildExercises({ python }) {
  const panel = /** @type {HTMLElement} */ (document.getElementById("exercises"));
  /** @type {Exercise[]} */
  const items = carried("exercise-list");
  /** @type {Record<string, Progress>} */
  let progress = {};
  let waiting = ""; // an exercise that is opened with the tab
  const search = part("input", { type: "search", id: "exercise-search", autocomplete: "off" });
  const count = part("span", { className: "quiet" }), groups = part("div", { className: "groups" });
  count.setAttribute("role", "status");
  const list = part("div", { className: "list" }, part("div", { className: "row" }, part("label", { className: "field" }, "Search ", search), count), groups);
  const view = new ExerciseView({ python, back: () => { const { name } = view.item ?? {}; close(); (entries.find(({ item }) => item.name === name)?.button ?? search).focus(); }, changed: () => panel.dispatchEvent(new Event("input", { bubbles: true })) });
  panel.append(list, view.element);

  const entries = items.map(item => {
    const done = part("span", { className: "done" });
    const button = part("button", { type: "button", className: "entry" }, part("span", { className: "title" }, item.title, " ", done),
      part("span", { className: "quiet" }, `${item.minutes} min, ${item.points} ${item.points === 1 ? "point" : "points"}`));
    button.addEventListener("click", () => { open(item.name); view.title?.focus(); });
    return { item, button, done, row: part("li", {}, button), text: `${item.title} ${item.lecture} ${item.words}`.toLowerCase() };
  });
  const lectures = [...new Set(items.map(item => item.lecture))].map(title => {
    const mine = entries.filter(({ item }) => item.lecture === title);
    const section = part("section", {}, part("h2", {}, title), part("ul", {}, ...mine.map(({ row }) => row)));
    return { section, mine };
  });
  groups.append(...lectures.map(({ section }) => section));

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { row, text } of entries) row.hidden = !words.every(word => text.includes(word));
    for (const { section, mine } of lectures) section.hidden = mine.every(({ row }) => row.hidden);
    const found = entries.filter(({ row }) => !row.hidden).length;
    count.textContent = words.length ? `${found || "none"} of ${items.length}` : `${items.length} exercises`;
  };
  const paint = () => {
    for (const { item, done } of entries) {
      const { solved, looked, score } = progress[item.name] ?? {};
      done.textContent = solved ? (looked ? "✓ with help" : "✓ solved") : score === undefined ? "" : `${score} of ${item.points}`;
      done.classList.toggle("is-solved", Boolean(solved));
    }
  };
  const close = () => {
    view.close();
    list.hidden = false;
    paint();
  };
  /** Work on an exercise. @param {string} name @param {number} [seed] which numbers; by default those of the last time */
  const open = (name, seed) => {
    const item = items.find(one => one.name === name);
    if (!item) return;
    progress[name] ??= { seed: 0, typed: {} };
    list.hidden = true;
    waiting = "";
    view.open(item, progress[name], seed ?? progress[name].seed);
  };
  search.addEventListener("input", filter);
  const follow = () => { if (waiting && openedTab() === "exercises") open(waiting); };
  document.addEventListener("tab", follow);
  filter();
  view.showStage();

  return {
    /** What has been done, to be kept. */
    state: () => structuredClone({ opened: view.item?.name ?? waiting, progress }),
    /** @param {{ opened?: string, progress?: typeof progress, seed?: number, typed?: Record<string, Typed> }} kept with a seed, whose numbers are opened, and what was typed for them elsewhere */
    restore: kept => {
      progress = structuredClone(kept.progress ?? {});
      const opened = items.some(item => item.name === kept.opened) ? kept.opened ?? "" : "";
      if (opened && kept.seed !== undefined) {
        const { seed, typed = {} } = kept, before = progress[opened] ?? { typed: {} }, isOther = Object.keys(typed).length > 0;
        progress[opened] = { ...before, seed, typed: { ...before.typed, [seed]: { ...before.typed[seed], ...typed } },
          checked: before.checked?.filter(each => each !== seed || !isOther) };
      }
      close();
      waiting = opened;
      follow();
    },
  };
}
