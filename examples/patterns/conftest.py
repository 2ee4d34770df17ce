"""What all examples share in their tests: one thread of the numerical libraries, and no byte code beside the files."""

import os
import sys

sys.dont_write_bytecode = True
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
