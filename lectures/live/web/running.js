// @ts-check
// Training from frame to frame: every frame takes the steps that are due by the clock, or as many as there is time for,
// so that training goes on as fast on a slow screen as on a fast one.

import { say } from "./elements.js";
import { button } from "./widgets.js";
import { step } from "./training.js";

const BUDGET = 9; // milliseconds of every frame that are spent on steps
const CALM = 500; // milliseconds between two pictures for readers who asked for less motion
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {Panel} panel @returns {Running} */
export function runningOf(panel) {
  const { figure, training, paint, said, tell } = panel;
  let playing = 0, painted = 0, before = 0, due = 0;
  const play = button("", () => running.run(!playing));
  play.className = "play";
  /** @param {number} now */
  function frame(now) {
    const until = performance.now() + BUDGET;
    for (due += running.perSecond * (now - before) / 1000; due >= 1 && !training.stopped && performance.now() < until; due -= 1) step(training);
    due %= 1; // for what there was no time is not made up for
    before = now;
    if (!isCalm() || now - painted > CALM || training.stopped) {
      painted = now;
      paint();
    }
    if (training.stopped) running.run(false);
    else playing = requestAnimationFrame(frame);
  }
  /** @type {Running} */
  const running = {
    play, perSecond: 1, isOn: () => Boolean(playing),
    run: on => {
      cancelAnimationFrame(playing);
      before = performance.now();
      due = 0;
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
