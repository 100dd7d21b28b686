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

/** @throws what is wrong with it @param {any} data what the file says */
export function scriptOf(data) {
  const cells = data?.cells, language = data?.metadata?.language_info?.name;
  if (Array.isArray(data?.worksheets)) throw new Error("it is a notebook of an old form: open it in Jupyter and save it anew");
  if (!Array.isArray(cells)) throw new Error("it is no notebook: it has no cells");
  if (typeof language === "string" && !/^i?python/i.test(language)) throw new Error(`it is a notebook in ${language}, and here runs Python`);
  return cells.flatMap((cell, i) => {
    const source = cell?.source ?? "", parts = [source].flat();
    if (typeof cell?.cell_type !== "string" || !parts.every(part => typeof part === "string")) throw new Error(`its cell ${i + 1} is damaged`);
    const said = parts.join("").replaceAll(/\r\n?/g, "\n");
    if (cell.cell_type === "markdown") return [`# %% [markdown]\n${said.split("\n").map(line => line ? `# ${line}` : "#").join("\n")}\n`];
    return cell.cell_type === "code" ? [`# %%\n${said}\n`] : [];
  }).join("\n");
}
