// @ts-check
// A script as a notebook and back: cells begin at `# %%`, prose stands behind `# %% [markdown]` as comments.

const MARK = /^# %%(.*)$/;

/** @type {(source: string) => string[]} */
const lines = source => source.split("\n").map((line, i, all) => i < all.length - 1 ? `${line}\n` : line);

/** @param {string} script */
export function notebook(script) {
  /** @type {{ prose: boolean, lines: string[] }[]} */
  const cells = [{ prose: false, lines: [] }];
  for (const line of script.split("\n")) {
    const mark = MARK.exec(line);
    if (mark) cells.push({ prose: mark[1].includes("[markdown]"), lines: [] });
    else cells[cells.length - 1].lines.push(line);
  }
  const full = cells.map(({ prose, lines }) => ({ prose, source: (prose ? lines.map(line => line.replace(/^# ?/, "")) : lines).join("\n").trim() }))
    .filter(({ source }) => source);
  return JSON.stringify({
    cells: full.map(({ prose, source }, i) => ({
      ...(prose ? { cell_type: "markdown" } : { cell_type: "code", execution_count: null, outputs: [] }),
      id: `cell-${i + 1}`, metadata: {}, source: lines(source),
    })),
    metadata: { kernelspec: { display_name: "Python 3", language: "python", name: "python3" }, language_info: { name: "python" } },
    nbformat: 4, nbformat_minor: 5,
  }, null, 1) + "\n";
}

/** @throws where it is no notebook @param {string} text */
export function scriptOf(text) {
  const cells = JSON.parse(text)?.cells;
  if (!Array.isArray(cells)) throw new Error("this is no notebook: it has no cells");
  return cells.flatMap(({ cell_type, source }) => {
    const said = Array.isArray(source) ? source.join("") : String(source ?? "");
    if (cell_type === "markdown") return [`# %% [markdown]\n${said.split("\n").map(line => line ? `# ${line}` : "#").join("\n")}\n`];
    return cell_type === "code" ? [`# %%\n${said}\n`] : [];
  }).join("\n");
}
