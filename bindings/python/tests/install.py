#!/usr/bin/env python3
"""pip install into a fresh venv without network, use, the notebooks, pip uninstall: nothing stays.

install.py PREFIX SOURCE_DIR      exit 77 (skipped) where venv, pip or cffi are missing

Once as most people call it (pip builds in an environment of its own, which is empty), and once with
the library in the wheel and its own installation out of reach.
"""
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile

USE = ("import dgh, dgh.plot, sys; study = dgh.compute(sys.argv[1]); print(study.best.label, "
       "dgh.__file__.startswith(sys.prefix))")


def files_below(folder):
    """Directories too, and what Python compiled of the package."""
    below = (p.relative_to(folder) for p in folder.rglob("*"))
    return {str(p) for p in below if "__pycache__" not in p.parts or "dgh" in p.parts}


def run_notebooks(python, source, env):
    """As somebody does who installed the package: the kernel is the venv's own Python."""
    needed = ("nbclient", "nbformat", "ipykernel", "matplotlib", "pandas", "pytest")
    missing = [n for n in needed if importlib.util.find_spec(n) is None]
    if missing:
        print(f"no {', '.join(missing)}: the notebooks were not run")
        return
    tests = os.path.join(source, "bindings", "python", "tests")
    subprocess.run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir",
                    os.path.dirname(tests), os.path.join(tests, "test_notebooks.py")],
                   env=dict(env, PYTHONDONTWRITEBYTECODE="1"), check=True)


def main(prefix, source):
    missing = [n for n in ("cffi", "numpy", "venv", "pip") if importlib.util.find_spec(n) is None]
    if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
        missing.append("Python.h")
    if missing:
        print(f"{sys.executable} has no {', '.join(missing)}: skipped")
        return 77
    package = pathlib.Path(source, "bindings", "python")
    before_source = files_below(package)
    with tempfile.TemporaryDirectory(prefix="dgh venv ") as work:
        venv = pathlib.Path(work, "venv")
        subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", "--without-pip",
                        venv], check=True)
        python = str(venv / "bin" / "python")
        moved = pathlib.Path(work, "in stalled")
        shutil.copytree(prefix, moved, symlinks=True)
        env = {k: x for k, x in os.environ.items() if k not in ("PYTHONPATH", "LD_PRELOAD")}
        env.update(PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1", DGH_PREFIX=str(moved),
                   PIP_CACHE_DIR=os.path.join(work, "cache"))
        before = files_below(venv)
        for bundle in ("0", "1"):
            env["DGH_BUNDLE"] = bundle
            subprocess.run([python, "-m", "pip", "install", "--quiet", package], env=env, check=True)
            if bundle == "1":
                moved.rename(os.path.join(work, "away"))
            used = subprocess.run([python, "-c", USE, os.path.join(source, "examples", "pt111-h")],
                                  env=env, cwd=work, check=True, stdout=subprocess.PIPE, text=True)
            assert used.stdout.split() == ["H_top", "True"], used.stdout
            if bundle == "1":
                run_notebooks(python, source, env)
            subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "-y", "dgh"], env=env,
                           check=True)
            left = files_below(venv) - before
            assert not left, f"left behind: {sorted(left)}"
    left = files_below(package) - before_source
    assert not left, f"left in the sources: {sorted(left)}"
    print("installed, used and removed, twice")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
