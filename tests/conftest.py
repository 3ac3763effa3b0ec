"""What all tests share."""

import os

# Waiting threads sleep soon instead of spinning, as in `wellwired.cli.main`; read by torch at its import.
os.environ.setdefault("GOMP_SPINCOUNT", "30000")
