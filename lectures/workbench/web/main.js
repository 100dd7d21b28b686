// @ts-check
// The page: tabs on the left, the stage on the right, Python behind.

import { buildDerive } from "./derive.js";
import { buildExercises } from "./exercises.js";
import { buildFormula } from "./formula.js";
import { Python } from "./python.js";
import { buildScript } from "./script.js";
import { Stage } from "./stage.js";
import { buildTabs } from "./tabs.js";

const root = document.documentElement, status = document.getElementById("status");
const python = new Python((state, said) => {
  root.dataset.state = state;
  if (status) status.textContent = said;
});
const desk = { python, stage: new Stage(document.getElementById("stage")) };
const first = JSON.parse(document.getElementById("first")?.textContent ?? "{}");
buildTabs();
Object.assign(desk, { formula: buildFormula(desk, first) }); // with put(question) and question()
buildScript(desk);
buildDerive(desk, first);
buildExercises(desk);
desk.stage.show(first);
