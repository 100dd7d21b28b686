// @ts-check
// What the page carries, compressed, as bytes and numbers again.

/** @param {string} text @returns {Promise<ArrayBuffer>} */
export function inflated(text) {
  const bytes = Uint8Array.from(atob(text), x => x.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}

/** @param {string} text */
export const numbersOf = async text => new Float64Array(await inflated(text));
/** @param {string} text */
export const jsonOf = async text => JSON.parse(new TextDecoder().decode(await inflated(text)));
