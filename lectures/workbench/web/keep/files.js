// @ts-check
// Files in and out: work as a file, scripts and notebooks opened by a field or dropped, earlier work, a link.

import { download } from "../export/export.js";
import { scriptOf } from "../export/notebook.js";
import { spoken } from "./keep.js";
import { about } from "./about.js";
/** @import { Desk, Work } from "../types.js" */
import { dialog, menu, say } from "../bar.js";
import { button, messageOf, part } from "../parts.js";
import { copyLink } from "./link.js";
import { dataOf, textOf, workIn } from "./reading.js";
import { kept, remove } from "./slots.js";

const LARGEST = 2_000_000, WORK = 20_000_000; // bytes: of a script or a notebook, and of work that was saved here

/** @param {Desk} desk */
export function buildFiles({ keep, python }) {
  const field = part("input", { type: "file", accept: ".py,.ipynb,.json,text/x-python", hidden: true });
  field.addEventListener("change", () => { if (field.files?.[0]) open(field.files[0]); field.value = ""; });
  document.body.append(field);
  /** @param {File} file */
  const open = async file => {
    try {
      const isWork = /\.json$/i.test(file.name), largest = isWork ? WORK : LARGEST;
      if (file.size > largest) throw new Error(`it has ${(file.size / 1e6).toFixed(1)} MB, and at most ${largest / 1e6} can be read`);
      const text = textOf(new Uint8Array(await file.arrayBuffer()));
      if (isWork) return void await keep.open(workIn(dataOf(text)), undefined, `From ${file.name}, saved`);
      await keep.give("script", { text: /\.ipynb$/i.test(file.name) ? scriptOf(dataOf(text)) : text }, `${file.name} is open. Read it, then run it.`);
    } catch (error) {
      say("file", `${file.name} was not opened: ${messageOf(error)}. What is on the screen is as it was. A script (.py), a notebook (.ipynb) or work saved here (.json) can be opened.`);
    }
  };
  addEventListener("dragover", event => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  addEventListener("drop", event => {
    const file = event.dataTransfer?.files[0];
    if (file) { event.preventDefault(); open(file); }
  }, true);
  keep.onSave = () => {
    const now = keep.now();
    download(`workbench-${new Date().toISOString().slice(0, 10)}.json`, JSON.stringify({ when: Date.now(), ...now }, null, 1), "application/json");
    keep.filed = JSON.stringify(now);
  };
  keep.onEarlier = () => earlier(keep);
  menu("File", [
    { label: "Open a file…", act: () => field.click() },
    { label: "Save all work as a file", act: () => keep.onSave() },
    { label: "Copy a link to this", act: () => copyLink(keep) },
    { label: "Earlier work…", act: () => earlier(keep) },
    { label: "Print…", act: () => setTimeout(print) }, // once the menu is closed
    { label: "Start anew", act: () => keep.anew() },
    { label: "Start Python anew", act: () => python.stop("Python is started anew.") },
    { label: "About, licences", act: about },
  ]);
}

/** @param {Desk["keep"]} keep */
function earlier(keep) {
  keep.save();
  const said = new Set(), list = part("ul", { className: "earlier" });
  const others = kept().filter(({ id }) => id !== keep.slot).map(slot => ({ ...slot, title: titleOf(slot.work) }))
    .filter(({ work, title }) => !(work.isLink && said.has(title)) && said.add(title)); // a link opened twice is one thing
  const shown = dialog("Earlier work", others.length ? list : "There is none: only what is open now is kept in this browser.");
  list.append(...others.map(({ id, work, title }) => {
    const when = `${spoken(work.when)}${work.isLink ? ", from a link, unchanged" : ""}`;
    const item = part("li", {}, part("span", {}, title, part("small", {}, when)),
      button("Open", async () => { shown.close(); await keep.open(work, id); }),
      button("Delete", () => { remove(id); item.remove(); }));
    return item;
  }));
}

/** What work is about: the exercise, the formula, or the first two lines of the script. @param {Work} work */
function titleOf({ tab, panels }) {
  const lines = (/** @type {unknown} */ text) => String(text ?? "").split("\n").map(line => line.trim()).filter(Boolean);
  const said = tab === "exercises" ? ["Exercise", panels.exercises?.opened ?? "the list"]
    : tab === "script" ? ["Script", lines(panels.script?.text).slice(0, 2).map(line => line.replace(/^#( %%)?\s*/, "")).join(" · ")]
    : ["Formula", lines(panels.formula?.text).join("; ")];
  return said[1].length > 80 ? `${said[0]}: ${said[1].slice(0, 79)}…` : said.join(": ");
}
