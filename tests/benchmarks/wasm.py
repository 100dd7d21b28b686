"""Tapes as WebAssembly, in node: how large, how long to compile, and how fast beside the same tape in NumPy."""

import json
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from engine import Value
from engine.tape import Tape, record
from tests.benchmarks import digits, gpt, moons
from tests.benchmarks.measure import Row, medians, show
from tests.node import node

LEAST = 1000  # moons steps a second
PROGRAM = """
import { readFileSync } from "node:fs";
import { load } from "./loader.mjs";
const bytes = readFileSync("tape.wasm"), theta = JSON.parse(readFileSync("theta.json", "utf8"));
const start = performance.now(), tape = await load(bytes), compiled = performance.now() - start;
const until = seconds => {
  let steps = 0;
  const begun = performance.now(), before = process.cpuUsage();
  for (; performance.now() - begun < 1000 * seconds; steps += 1) tape.valueAndGrad(theta);
  const { user, system } = process.cpuUsage(before); // the processor's time, as for the others
  return (user + system) / 1e6 / steps;
};
until(0.2);
console.log(JSON.stringify([compiled / 1000, until(0.1)]));
"""


def tapes() -> dict[str, Tape]:
    net, model = digits.ConvNet(), moons.Eager(written_out=False)
    _, weights, leaves = gpt.step(Value, gpt.ManyInputs)
    return {
        "moons step": record(model.loss(), model.parameters),
        "16 digits, ConvNet": record(net.many_inputs(), net.parameters),
        "GPT step": record(gpt.loss(weights, gpt.ManyInputs), leaves),
    }


def measure(rounds: int = 15) -> list[Row]:
    program = node()
    if program is None:
        return [Row("WebAssembly", "node", "not installed")]
    rows = []
    for workload, tape in tapes().items():
        made, theta = tape.wasm(), tape.theta
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "tape.wasm").write_bytes(made.bytes)
            (folder / "loader.mjs").write_text(made.loader)
            (folder / "theta.json").write_text(json.dumps(theta.tolist()))
            (folder / "run.mjs").write_text(PROGRAM)
            pairs = []
            for _ in range(rounds):  # one after the other, so that both meet the same load
                done = subprocess.run([program, "run.mjs"], cwd=folder, capture_output=True, check=True, text=True)
                replayed = medians({"replayed": lambda: tape.value_and_grad(theta)}, 1)["replayed"]  # noqa: B023
                pairs.append((*json.loads(done.stdout), replayed))
        compiled, step, _ = (median(column) for column in zip(*pairs, strict=True))
        ratio = median(replayed / step for _, step, replayed in pairs)
        fast = 1 / step >= LEAST if workload == "moons step" else None
        rows.append(Row(workload, "WebAssembly in node", show(step), f"{ratio:.3g} x replayed",
                        f"{LEAST:,} a second" if fast is not None else "", fast))  # fmt: skip
        size = (len(made.bytes) + len(made.loader)) / 1024
        rows.append(Row(workload, "its size, with loader", f"{size:.3g} KiB", "", "at most 40 KiB" * (fast is not None),
                        size <= 40 if fast is not None else None))  # fmt: skip
        rows.append(Row(workload, "to compile it", show(compiled)))
    return rows
