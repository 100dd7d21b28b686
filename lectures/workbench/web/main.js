// @ts-check
// The page: tabs on the left, the stage on the right, Python behind.

import { buildDerive } from "./derive/derive.js";
import { buildExercises } from "./exercises/exercises.js";
import { buildExport } from "./export/export.js";
import { buildFormula } from "./formula/formula.js";
import { Keep } from "./keep/keep.js";
import { buildFiles } from "./keep/files.js";
import { carried, find } from "./parts.js";
import { Python } from "./python/python.js";
import { buildScript } from "./script/script.js";
import { Stage } from "./stage.js";
import { buildTabs } from "./tabs.js";

const root = document.documentElement, status = find(document, "#status");
const python = new Python((state, said) => {
  root.dataset.state = state;
  status.textContent = said;
});
const keep = new Keep(), desk = { python, keep, stage: new Stage(find(document, "#stage")) };
const first = carried("first");
buildTabs();
keep.register("formula", buildFormula(desk, first));
keep.register("script", buildScript(desk));
keep.register("derive", buildDerive(desk, first));
keep.register("exercises", buildExercises(desk));
keep.register("stage", desk.stage);
desk.stage.show(first);
buildFiles(desk);
buildExport(desk);
keep.begin();
