#!/usr/bin/env python3
"""The difference of three grids by dgh, ASE and pymatgen, on the same files, in one run.

compare_diff.py DGH AB A B      DGH: the program; three CHGCARs of the same points (bench_diff makes
                                some); needs ASE, pymatgen where it is there

Each in a process of its own: seconds, CPU seconds and peak memory of reading all three, taking the
difference, its integral, that of its magnitude, and the planar average along c.
"""
import json
import os
import subprocess
import sys
import time

ASE = """
import sys, json, numpy as np
from ase.calculators.vasp import VaspChargeDensity
a, b, c = (VaspChargeDensity(p) for p in sys.argv[1:])
d = a.chg[0] - b.chg[0] - c.chg[0]
v = a.atoms[0].get_volume()
length = v / np.linalg.norm(np.cross(*a.atoms[0].cell[:2]))
lam = d.mean((0, 1)) * v / length
print(json.dumps([d.mean() * v, abs(d).mean() * v, lam.tolist()]))
"""
PYMATGEN = """
import sys, json, warnings, numpy as np
warnings.filterwarnings('ignore')
from pymatgen.io.vasp import Chgcar
a, b, c = (Chgcar.from_file(p) for p in sys.argv[1:])
d = a.linear_add(b, -1.0).linear_add(c, -1.0)
t = d.data['total']
lattice = a.structure.lattice
length = lattice.volume / np.linalg.norm(np.cross(*lattice.matrix[:2]))
lam = t.mean((0, 1)) / length
print(json.dumps([t.mean(), abs(t).mean(), lam.tolist()]))
"""


def timed(command):
    start = time.perf_counter()
    read, write = os.pipe()
    process = subprocess.Popen(command, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    elapsed = time.perf_counter() - start
    if process.returncode:
        return None
    return text, elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def report(name, found, reference):
    if not found:
        print(f"{name:10} failed (not installed?)")
        return None
    text, elapsed, cpu, peak = found
    numbers = json.loads(text)
    if isinstance(numbers, dict):
        numbers = [numbers["integral"], numbers["integral_absolute"], numbers["profile"]["per_ang"]]
    line = f"{name:10} {elapsed:8.2f} s, CPU {cpu:8.2f} s, peak {peak:6.0f} MB, " \
           f"integral {numbers[0]:+.6e} e, absolute {numbers[1]:.9f} e"
    if reference:
        curve = max(abs(x - y) for x, y in zip(numbers[2], reference[0][2]))
        line += f", planar average within {curve:.1e} e/Ang; {elapsed / reference[1]:.0f} x the " \
                f"time, {cpu / reference[2]:.0f} x the CPU time"
    print(line, flush=True)
    return numbers, elapsed, cpu


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    program, files = sys.argv[1], sys.argv[2:]
    reference = report("dgh", timed([program, "diff", "--json", "--no-runs", "--axis", "c", *files]), None)
    for name, script in (("ASE", ASE), ("pymatgen", PYMATGEN)):
        report(name, timed(["/usr/bin/python3", "-c", script, *files]), reference)


if __name__ == "__main__":
    main()
