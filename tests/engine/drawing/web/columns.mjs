// Reads lists of numbers, and prints how the page writes each as an addition.

import { readFileSync } from "node:fs";

import { column, show } from "../../../../engine/drawing/web/numbers.js";

const lists = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(lists.map(xs => ({ together: column(xs), alone: xs.map(show) }))));
