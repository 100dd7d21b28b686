// Compile what Python imports in the page, by the same Python: node compile.mjs PYODIDE SITE.zip LIBRARY.zip writes over
// both. Lectures stay as they are, since exercises are cut out of their text. Of Python's own library, what is imported
// on the way to the first answer is compiled, and all of it keeps its source, which a traceback shows.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, site, library] = process.argv.slice(2);
process.on("uncaughtException", error => { // node would print the whole of Pyodide with it
  console.error(String(error?.message ?? error).slice(-2000));
  process.exit(1);
});
const { loadPyodide } = createRequire(import.meta.url)(join(folder, "pyodide.js"));
const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0" }; // sets of constants in the same order every time
const python = await loadPyodide({ indexURL: `${folder}/`, env, fullStdLib: false });
for (const name of ["page", "graphviz_in_page"]) python.registerJsModule(name, { tell() {}, json0() {} });
const archives = { "/site.zip": site, "/library.zip": library };
for (const [inside, path] of Object.entries(archives)) python.FS.writeFile(inside, readFileSync(path));
python.runPython(`
import _imp, sys, zipfile
from importlib import _bootstrap_external as imports

def rewrite(archive, folder, is_compiled, keeps_source):
    with zipfile.ZipFile(archive) as sources:
        files = [(each, sources.read(each)) for each in sources.infolist()]
    with zipfile.ZipFile(archive, "w") as written:
        for each, data in files:
            name = each.filename
            if is_compiled(name):
                code = compile(data, f"{folder}/{name}", "exec", dont_inherit=True)
                hashed = _imp.source_hash(imports._RAW_MAGIC_NUMBER, data)
                found_first = imports._code_to_hash_pyc(code, hashed, False)
                written.writestr(zipfile.ZipInfo(f"{name}c", each.date_time), found_first)
            if keeps_source or not is_compiled(name):
                written.writestr(zipfile.ZipInfo(name, each.date_time), data)

of_students = ("lectures/course/", "lectures/notes/")
rewrite("/site.zip", "/home/pyodide", lambda name: name.endswith(".py") and not name.startswith(of_students), False)

zipfile.ZipFile("/site.zip").extractall("/home/pyodide")
from lectures.workbench.desk.calls import answer
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.formula.examples import START
FOLDER = "/lib/python312.zip"
origins = {spec.origin for module in list(sys.modules.values()) if (spec := getattr(module, "__spec__", None))}
rewrite("/library.zip", FOLDER, lambda name: f"{FOLDER}/{name}" in origins, True)
`);
for (const [inside, path] of Object.entries(archives)) writeFileSync(path, python.FS.readFile(inside));
