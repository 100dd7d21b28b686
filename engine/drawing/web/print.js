// @ts-check
// On request: every frame on a page of its own.

import { element, find, findAll, p } from "./elements.js";

/** @type {Act} */
export function printFrames(player) {
  const { k: here, asking } = player, book = element("div", "player print-frames");
  player.frames.forEach((_, k) => {
    Object.assign(player, { k, asking: false });
    player.paint();
    book.append(onePage(player));
  });
  Object.assign(player, { k: here, asking });
  player.paint();
  document.body.append(book);
  document.documentElement.classList.add("prints-frames");
  addEventListener("afterprint", () => {
    book.remove();
    document.documentElement.classList.remove("prints-frames");
  }, { once: true });
  print();
}

/** @param {Player} player */
function onePage({ pictures, shown, step, controls, name }) {
  const head = p("phase", `${name} · ${find(controls, ".counter").textContent}`);
  const page = element("section", "print-page", head, pictures[shown].cloneNode(true), step.cloneNode(true));
  for (const twice of findAll(page, "[id], [role=status]")) {
    if (!twice.closest("defs")) twice.removeAttribute("id");
    twice.removeAttribute("role");
  }
  return page;
}
