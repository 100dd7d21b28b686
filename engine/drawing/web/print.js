// On request: every frame on a page of its own.

function printFrames(player) {
  const { k: here, asking } = player, book = element("div", "player print-frames");
  player.frames.forEach((_, k) => {
    Object.assign(player, { k, asking: false });
    paint(player);
    book.append(onePage(player));
  });
  Object.assign(player, { k: here, asking });
  paint(player);
  document.body.append(book);
  document.documentElement.classList.add("prints-frames");
  addEventListener("afterprint", () => {
    book.remove();
    document.documentElement.classList.remove("prints-frames");
  }, { once: true });
  print();
}

function onePage({ pictures, shown, step, controls, name }) {
  const picture = pictures[shown];
  const head = element("p", "phase", `${name} · ${controls.querySelector(".counter").textContent}`);
  const page = element("section", "print-page", head, picture.cloneNode(true), step.cloneNode(true));
  for (const twice of page.querySelectorAll("[id], [role=status]")) {
    if (!twice.closest("defs")) twice.removeAttribute("id");
    twice.removeAttribute("role");
  }
  return page;
}
