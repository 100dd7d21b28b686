// @ts-check
// What a finger does on a part of a picture.

/** It drags the part and does not scroll, where it sets out in a way that the part takes. Browsers
 * heed `touch-action` only on the whole picture, on which a finger that goes elsewhere shall scroll.
 * @param {Element} part @param {(across: number, down: number, event: Event) => boolean} takes */
export function keepFinger(part, takes = () => true) {
  let x = 0, y = 0, isTaken = /** @type {boolean | null} */ (null);
  part.addEventListener("touchstart", event => {
    const [finger] = /** @type {TouchEvent} */ (event).touches;
    [x, y, isTaken] = [finger.clientX, finger.clientY, null];
  }, { passive: true });
  part.addEventListener("touchmove", event => {
    const [finger] = /** @type {TouchEvent} */ (event).touches;
    isTaken ??= takes(Math.abs(finger.clientX - x), Math.abs(finger.clientY - y), event);
    if (isTaken && event.cancelable) event.preventDefault();
  }, { passive: false });
}
