"""What libraries read when they are imported, so import this before them: one thread each, and JAX in doubles."""

import os

for library in ("OMP", "OPENBLAS", "MKL", "VECLIB"):
    os.environ[f"{library}_{'MAXIMUM' if library == 'VECLIB' else 'NUM'}_THREADS"] = "1"
DEVICES = 4  # that JAX shall pretend to have; nobody uses more than one but `anywhere`
os.environ |= {
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false", "JAX_ENABLE_X64": "1", "JAX_NUM_CPU_DEVICES": str(DEVICES),
}  # fmt: skip
