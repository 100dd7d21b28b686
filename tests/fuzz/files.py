"""Random bytes, and good files with random bytes in them, given to whatever reads a student's or a lecturer's file."""

import random
from collections.abc import Callable
from itertools import count
from pathlib import Path

from engine.errors import ChalkgradError
from lectures.exercises.catalogue import find_exercises, load_task
from lectures.exercises.checking import check
from lectures.exercises.template import template, typed_template
from lectures.site.script import Script, find_lectures
from nn import Neuron


def spoiled(rng: random.Random, good: bytes) -> bytes:
    """Return bytes that are random, or a good file that was cut, doubled or changed in places."""
    if rng.random() < 0.3:
        return rng.randbytes(rng.randint(0, 300))
    data = bytearray(good)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0:
                del data[at : at + rng.randint(1, 40)]
            case 1:
                data[at:at] = rng.randbytes(rng.randint(1, 8))
            case 2:
                data[at:at] = data[at : at + 30]
            case _:
                data[at:at] = rng.choice([b"\x00", b"\xff", b"# %%\n", b"'''", b"\r", "ü☃".encode(), b"\t", b"("])
    return bytes(data)


def search(rng: random.Random, folder: Path, going: Callable[[], bool]) -> tuple[int, list[str]]:
    """Return how many files were read, and what went wrong otherwise than with one of our own errors."""
    scripts = [script.path.read_bytes() for script in find_lectures().values()]
    names = list(find_exercises())
    model = Neuron(2, init="zeros")
    model.save(folder / "model.json")
    saved = (folder / "model.json").read_bytes()
    said: list[str] = []
    for number in count():
        if not going():
            return number, said
        kind = "exercise" if number % 20 == 0 else ("lecture", "model")[number % 2]  # an exercise takes a process
        path = folder / f"{kind}.{'json' if kind == 'model' else 'py'}"
        if kind == "exercise":
            variant = load_task(rng.choice(names)).variant(rng.randrange(100))
            good = (template(variant) if rng.random() < 0.5 else typed_template(variant, "x.py")).encode()
        else:
            good = saved if kind == "model" else rng.choice(scripts)
        path.write_bytes(spoiled(rng, good))
        try:
            if kind == "lecture":
                Script(path).check()
            elif kind == "model":
                model.load(path)
            else:
                check(path, None, 5.0)
        except ChalkgradError:
            pass
        except Exception as error:
            kept = folder / f"found-{number}{path.suffix}"
            kept.write_bytes(path.read_bytes())
            said.append(f"{kind}: {type(error).__name__}: {error}\n  {kept}")
    raise AssertionError
