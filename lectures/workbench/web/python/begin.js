// @ts-check
// How Python begins, in the page and where its memory is written for the page: both must do the same.

export const HOME = "/home/pyodide";
export const env = { HOME, PYTHONHASHSEED: "0" };

/** Read a zip archive whose files are not compressed. @param {Uint8Array} zip @returns {[string, Uint8Array][]} */
export function unzipped(zip) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength), end = zip.length - 22;
  const words = new TextDecoder();
  /** @type {[string, Uint8Array][]} */
  const files = [];
  for (let i = 0, at = view.getUint32(end + 16, true); i < view.getUint16(end + 10, true); i++) {
    const size = view.getUint32(at + 24, true), name = view.getUint16(at + 28, true), start = view.getUint32(at + 42, true);
    const data = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
    files.push([words.decode(zip.subarray(at + 46, at + 46 + name)), zip.subarray(data, data + size)]);
    at += 46 + name + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return files;
}

/** @param {any} FS the file system of Emscripten @param {[string, Uint8Array][]} files */
export function writeAll(FS, files) {
  const made = new Set();
  for (const [name, data] of files) {
    const path = `${HOME}/${name}`, folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) FS.mkdirTree(folder);
    made.add(folder);
    FS.writeFile(path, data, { canOwn: true });
  }
}
