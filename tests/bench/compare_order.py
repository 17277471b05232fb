#!/usr/bin/env python3
"""Neighbour list and the full analysis of dgh beside ASE's neighbour list, in one run.

compare_order.py BENCH_ORDER [N...]     BENCH_ORDER: path of bench_order; needs ASE

The same kind of model for both: shaken fcc of about N atoms; CPU seconds, 12 neighbours each.
"""
import re
import subprocess
import sys
import time

from ase.build import bulk
from ase.neighborlist import neighbor_list


def ase_seconds(wanted):
    n = round((wanted / 4) ** (1 / 3))
    atoms = bulk("Pt", "fcc", a=3.92, cubic=True) * (n, n, n)
    atoms.rattle(0.1, seed=1)
    start = time.process_time()
    first = neighbor_list("i", atoms, 3.45)
    return len(atoms), time.process_time() - start, len(first) / len(atoms)


def main(program, sizes):
    for wanted in sizes:
        out = subprocess.run([program, str(wanted)], capture_output=True, text=True,
                             check=True).stdout.splitlines()[0]
        ours = float(re.search(r"CPU +([0-9.]+) s", out).group(1))
        n, theirs, neighbours = ase_seconds(wanted)
        print(f"{n:8d} atoms: dgh, full analysis {ours:8.3f} s of CPU; ASE, neighbour list alone "
              f"{theirs:8.3f} s ({neighbours:.2f} neighbours), {theirs / ours:.1f} times as long")


if __name__ == "__main__":
    main(sys.argv[1], [float(x) for x in sys.argv[2:]] or [1e3, 1e4, 1e5])
