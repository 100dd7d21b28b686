// Deep links: #figure=NAME&step=7 loads that frame, follows the stepping, and honours Back.

const SETTLED = 150; // milliseconds without another step before the address follows

function readLink() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return { name: fields.get("figure"), step: Number(fields.get("step")) };
}

function remember(player, jump) {
  if (location.protocol === "about:") return; // a notebook's frame has no address of its own
  player.jumped ||= jump || readLink().name !== player.name;
  clearTimeout(player.settling);
  player.settling = setTimeout(() => {
    const link = `#${new URLSearchParams({ figure: player.name, step: player.k })}`;
    if (link !== location.hash) history[player.jumped ? "pushState" : "replaceState"](null, "", link);
    player.visited = true;
    player.jumped = false;
  }, SETTLED);
}

// Go where the address says; without one for this player it stays where it is, or goes back to where it began.
function followLink(player, scroll) {
  const { name, step } = readLink();
  if (name !== player.name && !(name === null && player.visited)) return;
  clearTimeout(player.settling);
  player.visited = name !== null;
  player.k = Math.max(0, Math.min(Math.trunc(step) || 0, player.frames.length - 1));
  pause(player);
  paint(player);
  if (scroll) player.figure.scrollIntoView({ block: "nearest" });
}
