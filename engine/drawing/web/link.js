// @ts-check
// Deep links: #figure=NAME&step=7 loads that frame, follows the stepping, and honours Back (followLink in controls.js).

const SETTLED = 150; // milliseconds without another step before the address follows

export function readLink() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return { name: fields.get("figure"), step: Number(fields.get("step")) };
}

/** Have the address follow; a jump can be taken back with Back. @type {(player: Player, jump: boolean) => void} */
export function remember(player, jump) {
  if (location.protocol === "about:") return; // a notebook's frame has no address of its own
  player.jumped ||= jump || readLink().name !== player.name;
  clearTimeout(player.settling);
  player.settling = setTimeout(() => {
    const link = `#${new URLSearchParams({ figure: player.name, step: String(player.k) })}`;
    if (link !== location.hash) history[player.jumped ? "pushState" : "replaceState"](null, "", link);
    player.visited = true;
    player.jumped = false;
  }, SETTLED);
}
