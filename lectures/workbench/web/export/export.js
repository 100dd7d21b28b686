// @ts-check
// Everything can be taken along: pictures, slides, the stepper, the script. Files are made here and saved by the browser.

import { notebook } from "./notebook.js";
/** @import { Desk } from "../types.js" */
import { menu, offer, say, silence } from "../bar.js";
import { button, messageOf, part } from "../parts.js";

const SHARPNESS = 3; // pixels of a PNG for each unit of the drawing

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

/** A name for files: that of the first line which is no code, or what is drawn. @param {string} script */
export function nameOf(script) {
  const said = /^#(?! %%)\s*(.+)$/m.exec(script)?.[1] ?? "";
  return said.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40).replace(/-+$/, "") || "script";
}

/** @param {Desk} desk */
export function buildExport({ python, stage, keep }) {
  const dark = () => matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const now = () => ({ frame: stage.step ?? null, count: stage.count ?? null });
  const script = () => keep.now().panels.script?.text ?? "";
  /** The answer of Python, and meanwhile what it waits for. @param {string} kind @param {Record<string, unknown>} options */
  const asked = async (kind, options) => {
    if (document.documentElement.dataset.state === "starting") say("export", "Python is starting; the file comes as soon as Python is there and has drawn the graph.");
    const answer = await python.ask("export", kind, { ...options });
    silence("export");
    return answer;
  };
  /** @param {string} kind @param {Record<string, unknown>} [options] @param {string} [ending] */
  const drawn = (kind, options = {}, ending = "") => async () => {
    try {
      const { name, text } = await asked(kind, options);
      if (ending === "png") download(name.replace(/svg$/, "png"), await png(text));
      else download(name, text, kind === "html" || kind === "reveal" ? "text/html" : kind === "svg" ? "image/svg+xml" : "text/plain");
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
    { label: "The stepper, one page", act: drawn("html") },
    { label: "Slides, reveal.js", act: drawn("reveal") },
    { label: "Slides, Beamer", act: drawn("tex") },
    { note: "The script" },
    { label: "Script, .py", act: () => download(`${nameOf(script())}.py`, script(), "text/x-python") },
    { label: "Notebook, .ipynb", act: () => download(`${nameOf(script())}.ipynb`, notebook(script()), "application/x-ipynb+json") },
  ]);
}
