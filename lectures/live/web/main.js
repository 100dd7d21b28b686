// @ts-check
// Bring every figure.live on the page to life when the reader comes near it.

import { buildCurve } from "./curve.js";
import { buildGrid } from "./grid.js";
import { buildLayers } from "./layers.js";
import { buildLosses } from "./losses.js";
import { buildMemory } from "./memory.js";
import { part, shortly } from "./parts.js";
import { buildPlane } from "./plane.js";
import { lossOf, restart, step, trainingOf } from "./training.js";
import { buildWriter } from "./writer.js";

const BUDGET = 9; // milliseconds of every frame that are spent on steps
const hidesAll = () => new URLSearchParams(location.search).get("controls") === "none";
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {HTMLElement} figure */
async function start(figure) {
  figure.dataset.state = "starting";
  const data = /** @type {LiveData} */ (JSON.parse(figure.querySelector("script[type='application/json']")?.textContent ?? ""));
  const training = await trainingOf(data, window.chalkgradLive?.[figure.dataset.live ?? ""] ?? []);
  const hosts = data.views.map(() => part("div", { className: "view" })), curve = part("div", { className: "view" });
  const views = part("div", { className: "views" }, ...hosts, curve);
  const said = part("p", { className: "said", role: "status" }), shown = part("p", { className: "now" });
  let playing = 0, perFrame = 1;
  const paint = () => {
    for (const painter of painters) painter(training);
    figure.dataset.steps = String(training.steps);
    const last = training.losses[training.losses.length - 1];
    figure.dataset.loss = String(last);
    const says = hosts.map(host => host.dataset.says).filter(Boolean);
    shown.textContent = [`step ${training.steps}`, `loss ${shortly(last)}`, ...says, training.stopped].filter(Boolean).join(" · ");
  };
  const changed = () => {
    training.losses[training.losses.length - 1] = lossOf(training);
    paint();
  };
  const painters = [buildLosses(curve)];
  painters.push(...data.views.map((view, i) =>
    view.kind === "plane" ? buildPlane(view, hosts[i], curve, training, changed)
      : view.kind === "curve" ? buildCurve(view, hosts[i], training, changed)
        : view.kind === "layers" ? buildLayers(view, hosts[i]) : view.kind === "memory" ? buildMemory(view, hosts[i], training, paint)
          : view.kind === "writer" ? buildWriter(view, hosts[i], curve, paint) : buildGrid(view, hosts[i])));

  const play = part("button", { type: "button", className: "play" });
  /** @param {boolean} on */
  const run = on => {
    cancelAnimationFrame(playing);
    playing = on ? requestAnimationFrame(frame) : 0;
    play.textContent = on ? "Pause" : "Play";
    figure.dataset.state = on ? "running" : "ready";
    if (!on) said.textContent = training.stopped || (training.steps ? shown.textContent : "");
  };
  let painted = 0;
  /** Every frame takes as many steps as were asked for, or as there is time for. @param {number} now */
  function frame(now) {
    const until = performance.now() + BUDGET;
    for (let n = 0; n < perFrame && !training.stopped && performance.now() < until; n += 1) step(training);
    if (!isCalm() || now - painted > 500 || training.stopped) {
      painted = now;
      paint();
    }
    if (training.stopped) run(false);
    else playing = requestAnimationFrame(frame);
  }
  play.addEventListener("click", () => run(!playing));
  const again = async () => {
    await restart(training);
    if (!playing) run(false);
    paint();
  };
  const controls = part("div", { className: "settings" }, play,
    button("Step", () => { run(false); step(training); paint(); said.textContent = training.stopped || shown.textContent; }),
    button("Reset", () => { run(false); training.inputs.set(data.data); void again(); }),
    slider("rate", data.rates.length - 1, data.rates.indexOf(data.rate), i => shortly(training.rate = data.rates[i])),
    ...data.momentum ? [slider("momentum", 19, 0, i => shortly(training.momentum = i / 20))] : [],
    slider("steps a frame", 3, 1, i => {
      perFrame = [1, 10, 50, Infinity][i];
      return Number.isFinite(perFrame) ? String(perFrame) : "all";
    }),
  );
  const networks = Object.keys(data.networks), starts = choice("start", []);
  const fillStarts = () => {
    const names = Object.keys(data.networks[training.network].starts);
    if (!names.includes(training.start)) [training.start] = names;
    starts.select.replaceChildren(...names.map(name => part("option", { textContent: name, selected: name === training.start })));
  };
  if (networks.length > 1) {
    const which = choice(data.chosen, networks);
    which.select.addEventListener("change", () => { training.network = which.select.value; fillStarts(); void again(); });
    controls.append(which.label);
  }
  fillStarts();
  starts.select.addEventListener("change", () => { training.start = starts.select.value; void again(); });
  controls.append(starts.label);
  const asked = buildQuestion(data, () => { controls.inert = false; controls.classList.remove("waits"); });
  controls.inert = true;
  controls.classList.add("waits");
  figure.querySelector(".still")?.remove();
  if (hidesAll()) for (const part of [controls, asked]) part.hidden = true;
  figure.append(asked, controls, views, shown, said);
  run(false);
  paint();
}

/** The question comes first: whoever has chosen, or would rather not, may play. @param {LiveData} data @param {() => void} open */
function buildQuestion({ ask }, open) {
  const answer = part("p", { className: "answer", hidden: true }), box = part("div", { className: "ask" });
  const options = ask.options.map((option, i) => button(option, () => {
    for (const one of options) one.ariaPressed = String(one === options[i]);
    answer.hidden = false;
    answer.textContent = "Now see whether you are right: press Play.";
    show.hidden = false;
    chosen = i;
    open();
  }));
  let chosen = -1;
  const show = button("Show the answer", () => {
    const verdict = chosen === ask.right ? "You were right. " : `It is “${ask.options[ask.right]}”. `;
    answer.textContent = verdict + ask.answer;
  });
  show.hidden = true;
  const skip = button("Just let me play", open);
  skip.className = "skip-question";
  box.append(part("p", { className: "question", textContent: ask.question }),
    part("div", { className: "options" }, ...options, skip, show), answer);
  return box;
}

/** @param {string} text @param {() => void} act */
function button(text, act) {
  const made = part("button", { type: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

/** @param {string} name @param {number} last @param {number} at @param {(i: number) => string} set */
function slider(name, last, at, set) {
  const input = part("input", { type: "range", min: "0", max: String(last), value: String(at) }), output = part("span", { className: "set" });
  const follow = () => {
    output.textContent = set(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", follow);
  follow();
  return part("label", {}, `${name} `, input, output);
}

/** @param {string} name @param {string[]} options */
function choice(name, options) {
  const select = part("select", {}, ...options.map(option => part("option", { textContent: option })));
  return { select, label: part("label", {}, `${name} `, select) };
}

function startAll() {
  const seen = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      void start(/** @type {HTMLElement} */ (target));
    }
  }, { rootMargin: "100%" });
  for (const figure of document.querySelectorAll("figure.live")) seen.observe(figure);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
else startAll();
