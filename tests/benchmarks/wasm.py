"""Tapes as WebAssembly, in node and in Chromium: how large, how long to compile, and how fast beside the same tape."""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from engine import Value
from engine.tape import Tape, record
from engine.tape.wasm import Wasm
from lectures.workbench.node import node
from tests.benchmarks import digits, gpt, moons
from tests.benchmarks.measure import Row, peer, rounds, show, spread

LEAST = 1000  # moons steps a second
ROUNDS, SECONDS = 15, 0.03
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BEGIN = """async (bytes, theta, load, clock) => {
  const start = performance.now(), tape = await load(bytes), compiled = (performance.now() - start) / 1000;
  const run = seconds => { // for so long; returns the seconds of one step
    let steps = 0;
    const begun = performance.now(), before = clock();
    for (; performance.now() - begun < 1000 * seconds; steps += 1) tape.valueAndGrad(theta);
    return (clock() - before) / steps;
  };
  run(0.5); // the engine of JavaScript makes better code of what has run for a while
  return { compiled, run };
}"""
IN_NODE = f"""
import {{ readFileSync }} from "node:fs";
import {{ createInterface }} from "node:readline";
import {{ load }} from "./loader.mjs";
const clock = () => {{ const {{ user, system }} = process.cpuUsage(); return (user + system) / 1e6; }};
const bytes = readFileSync("tape.wasm"), theta = JSON.parse(readFileSync("theta.json", "utf8"));
const {{ compiled, run }} = await ({BEGIN})(bytes, theta, load, clock);
console.log(compiled);
for await (const line of createInterface({{ input: process.stdin }})) console.log(run(Number(line)));
"""
IN_CHROMIUM = f"""async ({{ bytes, loader, theta }}) => {{
  const {{ load }} = await import(`data:text/javascript;base64,${{loader}}`);
  const clock = () => performance.now() / 1000, code = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0));
  const {{ compiled, run }} = await ({BEGIN})(code, theta, load, clock);
  globalThis.run = run;
  return compiled;
}}"""
Ask = Callable[[float], float]  # run for so many seconds; returns the seconds of a step
Place = Callable[[Wasm, list[float]], contextlib.AbstractContextManager[tuple[float, Ask]]]


def tapes() -> dict[str, Tape]:
    net, model = digits.ConvNet(), moons.Eager(written_out=False)
    _, weights, leaves = gpt.step(Value, gpt.ManyInputs)
    return {
        "moons step": record(model.loss(), model.parameters),
        "16 digits, ConvNet": record(net.many_inputs(), net.parameters),
        "GPT step": record(gpt.loss(weights, gpt.ManyInputs), leaves),
    }


@contextlib.contextmanager
def in_node(program: str, made: Wasm, theta: list[float]) -> Iterator[tuple[float, Ask]]:
    """Start node; it counts the processor's time, as the others do."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tape.wasm").write_bytes(made.bytes)
        (folder / "loader.mjs").write_text(made.loader)
        (folder / "theta.json").write_text(json.dumps(theta))
        (folder / "run.mjs").write_text(IN_NODE)
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [program, "run.mjs"], cwd=folder, stdin=pipe, stdout=pipe, text=True, bufsize=1
        ) as running:
            assert running.stdin
            assert running.stdout

            def ask(seconds: float) -> float:
                print(seconds, file=running.stdin, flush=True)
                return float(running.stdout.readline())  # type: ignore[union-attr]

            yield float(running.stdout.readline()), ask
            running.stdin.close()


@contextlib.contextmanager
def in_page(page, made: Wasm, theta: list[float]) -> Iterator[tuple[float, Ask]]:
    """Load the tape in a page; a page knows only the time that one waits for."""
    code, loader = (base64.b64encode(x).decode() for x in (made.bytes, made.loader.encode()))
    compiled = page.evaluate(IN_CHROMIUM, {"bytes": code, "loader": loader, "theta": theta})
    yield compiled, lambda seconds: page.evaluate("seconds => globalThis.run(seconds)", seconds)


@contextlib.contextmanager
def places() -> Iterator[dict[str, Place | str]]:
    """Open what is here, and say why the rest is missing."""
    program, api = node(), peer("playwright.sync_api")
    found: dict[str, Place | str] = {"node": "not installed"}
    if program:
        found["node"] = lambda made, theta: in_node(program, made, theta)
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None or api is None:
        yield found | {
            "Chromium": "not here (it is looked for on the PATH and in CHROMIUM)" if api else "no Playwright"
        }
        return
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = running.new_page()
        yield found | {"Chromium": lambda made, theta: in_page(page, made, theta)}
        running.close()


def compare(tape: Tape, made: Wasm, place: Place) -> tuple[float, list[float], list[float]]:
    """Return the seconds to compile, those of a step in each round, and how many times as fast as replay that was."""
    theta = tape.theta
    with place(made, theta.tolist()) as (compiled, ask):
        steps, ratios = [], []
        for _ in range(ROUNDS):  # one after the other, so that both meet the same load
            steps.append(ask(SECONDS))
            (replayed,) = rounds({"replayed": lambda: tape.value_and_grad(theta)}, 1)["replayed"]
            ratios.append(replayed / steps[-1])
    return compiled, steps, ratios


def measure() -> list[Row]:
    rows = []
    with places() as found:
        for workload, tape in tapes().items():
            made, goal = tape.wasm(), workload == "moons step"
            for name, place in found.items():
                where = f"WebAssembly in {name}"
                if isinstance(place, str):
                    rows += [Row(workload, where, place)] * goal
                    continue
                compiled, steps, ratios = compare(tape, made, place)
                (step, (middle, low, high)) = median(steps), spread(ratios)
                rows.append(Row(
                    workload, f"{where} : replayed", f"{show(step)}, {1 / step:,.0f} a second",
                    f"{middle:.3g} ({low:.3g} to {high:.3g}) x as fast as replayed",
                    f"{LEAST:,} a second" if goal else "", 1 / step >= LEAST if goal else None,
                    {"seconds": step, "as_fast": middle, "low": low, "high": high},
                ))  # fmt: skip
                rows.append(Row(workload, f"{where}, to compile", show(compiled), numbers={"seconds": compiled}))
            size = (len(made.bytes) + len(made.loader)) / 1024
            rows.append(Row(workload, "its size, with loader", f"{size:.3g} KiB", "", "at most 40 KiB" if goal else "",
                            size <= 40 if goal else None, {"KiB": size}))  # fmt: skip
    return rows
