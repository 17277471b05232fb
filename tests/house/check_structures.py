#!/usr/bin/env python3
"""structures/make.py makes the committed crystal slabs byte for byte, and both files of each model
name the atoms that are held alike. The glasses take minutes: tests/unit/test_structures.c checks
what is in their files.

usage: check_structures.py SOURCE_DIR      exit 77: no NumPy
"""
import subprocess
import sys
import tempfile
from pathlib import Path


def main():
    source = Path(sys.argv[1]) / "structures"
    python = next((p for p in ("/usr/bin/python3", sys.executable)
                   if subprocess.run([p, "-c", "import numpy"], stderr=subprocess.DEVNULL,
                                     check=False).returncode == 0), None)
    if python is None:
        print("skipped: make.py needs NumPy")
        return 77
    failures = []
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([python, source / "make.py", "--out", out, "--only", "pt111", "pd111"],
                       check=True)
        made = sorted(Path(out).iterdir())
        for file in made:
            if file.read_bytes() != (source / file.name).read_bytes():
                failures.append(f"{file.name} is not what make.py makes")
    if len(made) != 4:
        failures.append(f"expected 4 files, found {len(made)}")
    for file in sorted(source.glob("*.vasp")):
        held = file.read_text().count("F F F")
        other = file.with_name(file.stem + ".pw.in").read_text().count("   0 0 0\n")
        if held != other or not held:
            failures.append(f"{file.name} holds {held} atoms, {file.stem}.pw.in {other}")
    print("\n".join(failures) or "structures: as made")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
