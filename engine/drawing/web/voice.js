// @ts-check
// One polite live region a page: it says the step that the reader has just taken, in any of the figures.

import { element } from "./elements.js";
import { stateAt } from "./graph.js";
import { asks, question } from "./predict.js";
import { wordsOf } from "./words.js";

/** @type {HTMLElement | undefined} */
let region;

/** The region is there before it says anything: what comes with its words is not always read out. */
export function prepareVoice() {
  region ??= document.body.appendChild(Object.assign(element("p", "chalkgrad-voice"), { role: "status" }));
}

/** @type {Act} */
export function speak(player) {
  if (!region) return;
  const frame = player.frames[player.k];
  region.textContent = asks(player) ? question(player, ({ name }) => name).join("")
    : wordsOf(player, frame, stateAt(player.graph, player.pass, player.frames, player.k));
}
