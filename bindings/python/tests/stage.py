#!/usr/bin/env python3
"""Makes the package for the tests out of a build tree, as an installation would:

stage.py CMAKE BUILD_DIR SOURCE_DIR      exit 77 (skipped) where something of Python is missing

Installs the library into BUILD_DIR/python/prefix, builds the extension module from the headers
there, and puts the package into BUILD_DIR/python/lib.
"""
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig


def main(cmake, build, source):
    missing = [name for name in ("cffi", "numpy", "pytest")
               if importlib.util.find_spec(name) is None]
    if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
        missing.append("Python.h")
    if missing:
        print(f"{sys.executable} has no {', '.join(missing)}: skipped")
        return 77
    stage = pathlib.Path(build, "python")
    shutil.rmtree(stage / "lib", ignore_errors=True)
    with open(os.devnull, "w", encoding="ascii") as null:
        subprocess.run([cmake, "--install", build, "--prefix", stage / "prefix"], check=True,
                       stdout=null)
    package = pathlib.Path(source, "bindings", "python")
    shutil.copytree(package / "src" / "dgh", stage / "lib" / "dgh",
                    ignore=shutil.ignore_patterns("__pycache__"))
    env = dict(os.environ, DGH_PREFIX=str(stage / "prefix"))
    return subprocess.run([sys.executable, package / "backend" / "extension.py",
                           stage / "lib" / "dgh"], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
