// @ts-check
// Everything can be taken along: pictures, slides, the stepper, the script. Files are made here and saved by the browser.

import { notebook } from "./notebook.js";
/** @import { Desk } from "../types.js" */
import { menu, offer, say, silence } from "../bar.js";
import { button, messageOf, part } from "../parts.js";
import { ofFormula } from "../script/script.js";
import { openedTab } from "../tabs.js";

const SHARPNESS = 3; // pixels of a PNG for each unit of the drawing
const LONGEST = 40; // characters of a file's name
/** By the ending of a file's name. @type {Record<string, string>} */
const TYPES = { html: "text/html", svg: "image/svg+xml" };

/** @type {(name: string, content: Blob | string, type?: string) => void} */
export function download(name, content, type = "text/plain") {
  const blob = content instanceof Blob ? content : new Blob([content], { type }), address = URL.createObjectURL(blob);
  part("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @type {(svg: string) => Promise<Blob>} */
async function png(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = part("canvas", { width: image.width * SHARPNESS, height: image.height * SHARPNESS });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob(blob => blob ? resolve(blob) : reject(new Error("the picture is too large for this browser; take the SVG")), "image/png"));
}

/** A name for files: whole words of the first line which is no code. @param {string} script */
export function nameOf(script) {
  const said = /^#(?! %%)\s*(.+)$/m.exec(script)?.[1] ?? "", words = said.toLowerCase().normalize("NFKD").match(/[a-z0-9]+/g) ?? [];
  const fits = words.filter((_, i) => words.slice(0, i + 1).join("-").length <= LONGEST);
  return fits.join("-") || words[0]?.slice(0, LONGEST) || "script";
}

/** @param {Desk} desk */
export function buildExport({ python, stage, keep }) {
  const dark = () => matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const now = () => ({ frame: stage.step ?? null, count: stage.count ?? null, equation: stage.equation ?? null });
  /** The script of the tab, or on Formula that of the formula, under the name of its file. @param {(name: string, text: string) => void} save */
  const script = save => async () => {
    try {
      const text = openedTab() === "formula" ? await waited(ofFormula(python, keep)) : keep.now().panels.script.text;
      save(nameOf(text), text);
    } catch (error) { say("export", `Nothing was saved: ${messageOf(error)}`); }
  };
  /** An answer of Python, and meanwhile what it waits for. @template T @param {Promise<T>} coming @returns {Promise<T>} */
  const waited = async coming => {
    if (document.documentElement.dataset.state === "starting") say("export", "Python is starting; the file comes as soon as Python is there.");
    const answer = await coming;
    silence("export");
    return answer;
  };
  /** @param {string} kind @param {Record<string, unknown>} options */
  const asked = (kind, options) => waited(python.ask("export", kind, { ...options }));
  /** @param {string} kind @param {Record<string, unknown>} [options] @param {string} [ending] */
  const drawn = (kind, options = {}, ending = "") => async () => {
    try {
      const { name, text } = await asked(kind, options);
      if (ending === "png") download(name.replace(/svg$/, "png"), await png(text));
      else download(name, text, TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain");
    } catch (error) { say("export", `Nothing was saved: ${messageOf(error)}`); }
  };
  const here = (/** @type {string} */ ending) => () => drawn("svg", { ...now(), theme: dark() }, ending)();
  const inLatex = (/** @type {"equation" | "board"} */ what) => async () => {
    try {
      const { name, text } = await asked(what, now());
      await offer(`The ${what} of this step`, text, `The ${what} in LaTeX`, "To be pasted between the lines of a document in LaTeX.",
        button("Save as a file", () => download(name, text, "text/x-tex")));
    } catch (error) { say("export", `There is no ${what}: ${messageOf(error)}`); }
  };
  menu("Export", [
    { note: "Pictures are of the whole graph; equations and matrices are LaTeX" },
    { label: "The whole graph at this step, SVG", act: here("svg") },
    { label: "The whole graph at this step, PNG", act: here("png") },
    { label: "The equation of this step, LaTeX", act: inLatex("equation") },
    { label: "The board of this step, LaTeX", act: inLatex("board") },
    { label: "After the forward pass, SVG", act: drawn("svg", { phase: "forward" }) },
    { label: "After both passes, SVG", act: drawn("svg", { phase: "backward" }) },
    { label: "After both passes, PNG", act: drawn("svg", { phase: "backward" }, "png") },
    { label: "All steps, an SVG that moves", act: drawn("moving") },
    { label: "The stepper, one page", act: drawn("html") },
    { label: "Slides, reveal.js", act: drawn("reveal") },
    { label: "Slides, Beamer", act: drawn("tex") },
    { label: "Lines of matrices as slides, Beamer", act: drawn("lines") },
    { note: "The script, or the formula as one" },
    { label: "Script, .py", act: script((name, text) => download(`${name}.py`, text, "text/x-python")) },
    { label: "Notebook, .ipynb", act: script((name, text) => download(`${name}.ipynb`, notebook(text), "application/x-ipynb+json")) },
  ]);
}
