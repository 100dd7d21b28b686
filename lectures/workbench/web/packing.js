// @ts-check
// Bytes packed and unpacked as the page carries them.

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** @type {(data: Bytes | string, stream: ReadableWritablePair<any, any>) => Promise<Bytes>} */
const through = async (data, stream) => new Uint8Array(await new Response(new Blob([data]).stream().pipeThrough(stream)).arrayBuffer());

/** @type {(data: Bytes | string) => Promise<Bytes>} */
export const packed = data => through(data, new CompressionStream("deflate-raw"));

/** @type {(data: Bytes) => Promise<Bytes>} */
export const unpacked = data => through(data, new DecompressionStream("deflate-raw"));
