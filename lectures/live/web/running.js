// @ts-check
// Training from frame to frame: every frame takes as many steps as were asked for, or as there is time for.

import { say } from "./elements.js";
import { button } from "./widgets.js";
import { step } from "./training.js";

const BUDGET = 9; // milliseconds of every frame that are spent on steps
const CALM = 500; // milliseconds between two pictures for readers who asked for less motion
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {Panel} panel @returns {Running} */
export function runningOf(panel) {
  const { figure, training, paint, said, tell } = panel;
  let playing = 0, painted = 0;
  const play = button("", () => running.run(!playing));
  play.className = "play";
  /** @param {number} now */
  function frame(now) {
    const until = performance.now() + BUDGET;
    for (let n = 0; n < running.perFrame && !training.stopped && performance.now() < until; n += 1) step(training);
    if (!isCalm() || now - painted > CALM || training.stopped) {
      painted = now;
      paint();
    }
    if (training.stopped) running.run(false);
    else playing = requestAnimationFrame(frame);
  }
  /** @type {Running} */
  const running = {
    play, perFrame: 1, isOn: () => Boolean(playing),
    run: on => {
      cancelAnimationFrame(playing);
      playing = on ? requestAnimationFrame(frame) : 0;
      play.textContent = on ? say("Pause") : say("Play");
      figure.dataset.state = on ? "running" : "ready";
      if (on) return;
      if (training.stopped || training.steps) tell();
      else said.textContent = "";
    },
  };
  return running;
}
