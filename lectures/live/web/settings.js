// @ts-check
// What the reader sets: play, step, reset, the rate, the network, and where it starts.

import { say } from "./elements.js";
import { button, choice, slider } from "./widgets.js";
import { part, shortly } from "./parts.js";
import { restart, step } from "./training.js";

const SPEEDS = [60, 300, 1200, 1e9]; // the last one: as many as there is time for

/** @param {Panel} panel @param {Running} running */
export function buildSettings({ training, paint, tell }, running) {
  const { data } = training;
  const again = async () => {
    await restart(training);
    if (!running.isOn()) running.run(false);
    paint();
  };
  const reset = () => { running.run(false); training.inputs.set(data.data); void again(); };
  const settings = part("div", { className: "settings" }, running.play,
    button(say("Step"), () => { running.run(false); step(training); paint(); tell(); }),
    button(say("Reset"), reset),
    slider(say("rate"), data.rates.length - 1, data.rates.indexOf(data.rate), i => shortly(training.rate = data.rates[i])),
    ...data.momentum ? [slider(say("momentum"), 19, 0, i => shortly(training.momentum = i / 20))] : [],
    slider(say("steps a second"), SPEEDS.length - 1, 2, i => {
      running.perSecond = SPEEDS[i];
      return i < SPEEDS.length - 1 ? String(SPEEDS[i]) : say("all");
    }),
    ...choicesOf(training, again),
  );
  return Object.assign(settings, { reset });
}

/** Which network, where there are several, and which start; a start of that name is kept. @param {Training} training @param {() => Promise<void>} again */
function choicesOf(training, again) {
  const { data } = training, names = Object.keys(data.networks), which = choice(data.chosen, names), starts = choice(say("start"), []);
  const fill = () => {
    const found = Object.keys(data.networks[training.network].starts);
    if (!found.includes(training.start)) [training.start] = found;
    starts.select.replaceChildren(...found.map(name => part("option", { textContent: name, selected: name === training.start })));
  };
  which.select.addEventListener("change", () => { training.network = which.select.value; fill(); void again(); });
  starts.select.addEventListener("change", () => { training.start = starts.select.value; void again(); });
  fill();
  return names.length > 1 ? [which.label, starts.label] : [starts.label];
}
