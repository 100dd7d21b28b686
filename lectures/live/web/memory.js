// @ts-check
// Bits that a recurrent network reads one after the other: its states, and how much each bit moves the answer.

import { say } from "./elements.js";
import { buildBars } from "./bars.js";
import { paintImage, part, shortly } from "./parts.js";
import { shownAt } from "./training.js";

/** @param {MemoryView} view @param {HTMLElement} host @param {Training} training @param {() => void} changed @returns {Painter} */
export function buildMemory(view, host, training, changed) {
  const bits = Float64Array.from(view.bits), length = bits.length, unseen = Float64Array.from(view.unseen.flat());
  const canvas = part("canvas", { role: "img", ariaLabel: say("states: {0} numbers at {1} times", view.units, length) });
  const buttons = view.bits.map((_, t) => part("button", {
    type: "button", className: t ? "bit" : "bit is-first",
    onclick: () => { bits[t] = -bits[t]; changed(); },
  }));
  const time = part("div", { className: "time" }, part("span", { textContent: say("bits") }), ...buttons, part("span", { textContent: say("state") }), canvas);
  time.style.setProperty("--times", String(length));
  const answer = part("p", { className: "title verdict" });
  host.append(part("p", { className: "title", textContent: say("Turn a bit round: which was the first one?") }), time, answer,
    part("p", { className: "title", textContent: say("How much each bit moves the answer: bar, its slope; line, half of what turning it round does") }));
  const draw = buildBars(host, view.bits.map((_, t) => String(t + 1)), view.powers, say("slope of the answer by each bit"));
  return () => {
    const turned = new Float64Array(length * (length + 1)), states = length * view.units;
    for (let t = 0; t <= length; t += 1) {
      turned.set(bits, t * length);
      if (t < length) turned[t * length + t] *= -1; // in the last row every bit is as it is
    }
    const found = shownAt(training, view.shows, turned), outputs = found.length / (length + 1), now = found.subarray(length * outputs);
    const score = now[0];
    paintImage(canvas, length, Float64Array.from({ length: states }, (_, i) => now[1 + i % length * view.units + Math.floor(i / length)]));
    buttons.forEach((button, t) => {
      button.textContent = bits[t] > 0 ? "+" : "−";
      button.ariaLabel = say("bit {0}: {1}", t + 1, bits[t] > 0 ? "+1" : "−1");
    });
    draw([...now.subarray(1 + states)].map(Math.abs), buttons.map((_, t) => Math.abs(found[t * outputs] - score) / 2));
    answer.textContent = say(score * bits[0] > 0 ? say("Answer {0}: it says {1}, and is right.") : say("Answer {0}: it says {1}, and is wrong."), shortly(score), score > 0 ? "+1" : "−1");
    const tests = shownAt(training, view.shows, unseen), right = view.unseen.filter(([first], i) => tests[i * outputs] * first > 0).length;
    host.dataset.says = say("right for {0} of {1} sequences it has never seen", right, view.unseen.length);
  };
}
