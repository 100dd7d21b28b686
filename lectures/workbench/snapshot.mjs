// What spares the page work at its start: Python's memory after everything but NumPy is imported, and NumPy compiled.
// node snapshot.mjs PYODIDE SITE.zip OUT writes OUT, and over SITE.zip. A snapshot holds nothing of a shared library.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, site, out] = process.argv.slice(2);
process.on("uncaughtException", error => { // node would print the whole of Pyodide with it
  console.error(String(error?.message ?? error).slice(-2000));
  process.exit(1);
});
// The same bytes at any time and on any machine.
Date.now = () => 315532800000;
performance.now = () => 0;
Math.random = () => 0.5;
crypto.getRandomValues = array => array.fill(7);

const { loadPyodide } = createRequire(import.meta.url)(join(folder, "pyodide.js"));
const { env, HOME, unzipped, writeAll } = await import(new URL("web/python/begin.js", import.meta.url).href);
const archive = new Uint8Array(readFileSync(site)), files = unzipped(archive);
const begun = async options => {
  const python = await loadPyodide({ indexURL: `${folder}/`, env, fullStdLib: false, ...options });
  writeAll(python.FS, files);
  return python;
};

// Once with NumPy, to see what Python's own library is asked for.
const whole = await begun({});
whole.FS.chdir(HOME);
const wanted = whole.runPython(`
import json, sys
import lectures.workbench.desk.calls
import nn, numpy.random, lectures.workbench.desk.derive.judge
json.dumps(sorted(name for name in sys.modules if name.partition(".")[0] in sys.stdlib_module_names | {"engine", "nn", "lectures", "latex2mathml"}))`);

whole.FS.writeFile("/site.zip", archive);
whole.runPython(`
import _imp, zipfile
from importlib import _bootstrap_external as imports

with zipfile.ZipFile("/site.zip") as sources, zipfile.ZipFile("/compiled.zip", "w") as compiled:
    for each in sources.infolist():
        data, name = sources.read(each), each.filename
        if name.startswith("numpy/") and name.endswith(".py"):
            code = compile(data, f"${HOME}/{name}", "exec", dont_inherit=True)
            hashed = _imp.source_hash(imports._RAW_MAGIC_NUMBER, data)
            data, name = imports._code_to_hash_pyc(code, hashed, False), f"{name}c"  # found without its source
        compiled.writestr(zipfile.ZipInfo(name, each.date_time), data)
`);
writeFileSync(site, whole.FS.readFile("/compiled.zip"));

const python = await begun({ _makeSnapshot: true });
python.FS.chdir(HOME);
python.runPython(`
import gc, importlib, sys

class NoNumPy:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "numpy":
            raise ImportError("a snapshot holds no NumPy")

def imported(names):
    sys.meta_path.insert(0, no := NoNumPy())
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            pass
        for each in [each for each in sys.modules if "." in each and each.rpartition(".")[0] not in sys.modules]:
            del sys.modules[each]  # a package that could not be imported leaves none of its modules behind
    sys.meta_path.remove(no)

imported(${wanted})
del imported, NoNumPy
sys.path_importer_cache.clear()
importlib.invalidate_caches()
gc.collect()
free = [bytes(1 << size) for size in range(17, 8, -1) for _ in range(12)]  # zeros where memory was used before
del free
`);
writeFileSync(out, python.makeMemorySnapshot());
