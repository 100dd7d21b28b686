// @ts-check
// The stage on a whole screen, for a room: `p`, a button, or `?stage` in the address; Escape and a button leave it.

import { findAll } from "./elements.js";

const settings = () => new URLSearchParams(location.search);
export const asksForStage = () => settings().has("stage");
export const hidesControls = () => settings().get("controls") === "none";

/** @type {(player: Player, on: boolean) => void} */
export function project(player, on) {
  for (const other of findAll(document, ".player.projecting")) other.classList.remove("projecting", "is-black");
  document.documentElement.classList.toggle("has-projector", on);
  player.figure.classList.toggle("projecting", on);
  player.leave.hidden = !on;
  player.paint();
  player.stage.focus({ preventScroll: true });
  if (!on) player.figure.scrollIntoView({ block: "nearest" });
}

/** @param {Player} player */
export const isProjecting = player => player.figure.classList.contains("projecting");

/** The next figure of the page, for a presenter who has come to the end of this one. @type {(player: Player, by: number) => void} */
export function projectNext(player, by) {
  const players = Object.values(window.chalkgrad?.players ?? {}), next = players[players.indexOf(player) + by];
  if (next) project(next, true);
}
