// On request: every frame on a page of its own.

function printFrames(player) {
  const here = player.k, book = element("div", "player print-frames");
  player.frames.forEach((_, k) => {
    player.k = k;
    paint(player);
    book.append(onePage(player));
  });
  player.k = here;
  paint(player);
  document.body.append(book);
  document.documentElement.classList.add("prints-frames");
  addEventListener("afterprint", () => {
    book.remove();
    document.documentElement.classList.remove("prints-frames");
  }, { once: true });
  print();
}

function onePage({ pictures, folded, step, controls, name }) {
  const picture = pictures[folded ? 1 : 0] ?? pictures[0];
  const head = element("p", "phase", `${name} · ${controls.querySelector(".counter").textContent}`);
  const page = element("section", "printed", head, picture.cloneNode(true), step.cloneNode(true));
  for (const twice of page.querySelectorAll("[id], [role=status]")) {
    if (!twice.closest("defs")) twice.removeAttribute("id");
    twice.removeAttribute("role");
  }
  return page;
}
