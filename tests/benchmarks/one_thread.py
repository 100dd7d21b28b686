"""What libraries read when they are imported, so import this before them: one thread each, and JAX in doubles.

JAX keeps threads of its own whatever it is told, so whoever is compared is also kept on one core.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

for library in ("OMP", "OPENBLAS", "MKL", "VECLIB"):
    os.environ[f"{library}_{'MAXIMUM' if library == 'VECLIB' else 'NUM'}_THREADS"] = "1"
os.environ |= {"XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false", "JAX_ENABLE_X64": "1"}


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, and the threads and processes that it starts inside the block, on one core.

    macOS and Windows do not let one choose: there everyone takes what the system gives.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    yield
    os.sched_setaffinity(0, allowed)
