// Compile what Python imports in the page, by the same Python: node compile.mjs PYODIDE SITE.zip writes over SITE.zip.
// Lectures stay as they are, since exercises are cut out of their text.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, site] = process.argv.slice(2);
process.on("uncaughtException", error => { // node would print the whole of Pyodide with it
  console.error(String(error?.message ?? error).slice(-2000));
  process.exit(1);
});
const { loadPyodide } = createRequire(import.meta.url)(join(folder, "pyodide.js"));
const env = { PYTHONHASHSEED: "0" }; // sets of constants in the same order every time
const python = await loadPyodide({ indexURL: `${folder}/`, env, fullStdLib: false });
python.FS.writeFile("/site.zip", readFileSync(site));
python.runPython(`
import _imp, zipfile
from importlib import _bootstrap_external as imports

with zipfile.ZipFile("/site.zip") as sources, zipfile.ZipFile("/compiled.zip", "w") as compiled:
    for each in sources.infolist():
        data, name = sources.read(each), each.filename
        if name.endswith(".py") and not name.startswith(("lectures/course/", "lectures/notes/")):
            code = compile(data, f"/home/pyodide/{name}", "exec", dont_inherit=True)
            hashed = _imp.source_hash(imports._RAW_MAGIC_NUMBER, data)
            data, name = imports._code_to_hash_pyc(code, hashed, False), f"{name}c"  # found without its source
        compiled.writestr(zipfile.ZipInfo(name, each.date_time), data)
`);
writeFileSync(site, python.FS.readFile("/compiled.zip"));
