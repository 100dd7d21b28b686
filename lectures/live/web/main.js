// @ts-check
// Bring every figure that trains on the page to life when the reader comes near it.

import { say } from "./elements.js";
import { buildQuestion } from "./question.js";
import { runningOf } from "./running.js";
import { buildSettings } from "./settings.js";
import { buildPanel } from "./panel.js";
import { trainingOf } from "./training.js";

const hidesAll = () => new URLSearchParams(location.search).get("controls") === "none";

/** @param {HTMLElement} figure */
async function start(figure) {
  figure.dataset.state = "starting";
  const data = /** @type {LiveData} */ (JSON.parse(figure.querySelector("script[type='application/json']")?.textContent ?? ""));
  const training = await trainingOf(data, window.chalkgradLive?.[figure.dataset.live ?? ""] ?? []);
  const panel = buildPanel(figure, training), running = runningOf(panel), settings = buildSettings(panel, running);
  const asked = buildQuestion(data.ask, hidesAll() ? "" : say("Now see whether you are right: press Play."), isOpen => {
    settings.inert = !isOpen;
    settings.classList.toggle("waits", !isOpen);
    if (isOpen) return;
    running.run(false);
    if (!training.steps && !training.before.length) return;
    Object.assign(training, { losses: [], before: [] }); // asked again, it is as it was: the curves would answer it
    settings.reset();
  });
  figure.querySelector(".still")?.remove();
  settings.hidden = hidesAll();
  figure.append(asked, settings, panel.views, panel.shown, panel.said);
  panel.paint();
}

function startAll() {
  const seen = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      void start(/** @type {HTMLElement} */ (target));
    }
  }, { rootMargin: "100%" });
  for (const figure of document.querySelectorAll("figure.live[data-live]")) seen.observe(figure);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
else startAll();
