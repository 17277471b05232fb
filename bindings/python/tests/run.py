#!/usr/bin/env python3
"""run.py FILE: runs the tests of one file; exit 77 (skipped) where something of Python is missing."""
import importlib.util
import os
import sys

missing = [name for name in ("cffi", "numpy", "pytest")
           if importlib.util.find_spec(name) is None]
if missing:
    print(f"{sys.executable} has no {', '.join(missing)}: skipped")
    sys.exit(77)

import pytest  # noqa: E402

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", root, "--durations=5",
                      *sys.argv[1:]]))
