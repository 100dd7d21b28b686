"""One thread for everybody: NumPy and its like decide that when they are imported, so import this before them."""

import os

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"
