#!/usr/bin/env python3
"""Sites of one slab by dgh and by pymatgen's AdsorbateSiteFinder, in one run: how many, how long.

compare_sites.py DGH SLAB...    DGH: the program; slabs that both read (POSCAR); needs pymatgen

pymatgen triangulates the topmost atoms seen from above; dgh rolls a probe. Both on the top side,
equivalent sites merged within 0.1 Angstrom (pymatgen: near_reduce 0.1 and symm_reduce 0.1).
"""
import collections
import json
import os
import subprocess
import sys
import time

PYMATGEN = """
import sys, json, warnings
warnings.filterwarnings('ignore')
from pymatgen.core import Structure
from pymatgen.analysis.adsorption import AdsorbateSiteFinder
from pymatgen.core.surface import Slab
bulk = Structure.from_file(sys.argv[1])
s = Slab(bulk.lattice, bulk.species, bulk.frac_coords, (1, 1, 1), bulk, 0,
         ((1, 0, 0), (0, 1, 0), (0, 0, 1)))
found = AdsorbateSiteFinder(s).find_adsorption_sites(symm_reduce=0.1, near_reduce=0.1)
print(json.dumps({k: len(v) for k, v in found.items() if k != 'all'}))
"""


def timed(command):
    """Wall and CPU seconds of a process, and what it printed."""
    began, before = time.monotonic(), os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user \
        - before.children_system
    return time.monotonic() - began, cpu, done


def main(program, slabs):
    print(f"{'slab':40} {'':9} {'wall s':>8} {'CPU s':>8}  inequivalent sites")
    for slab in slabs:
        wall, cpu, done = timed([program, "sites", "--json", "--quiet", "--side", "top", slab])
        count = collections.Counter(s["name"] for s in json.loads(done.stdout)["sites"]
                                    if s["orbit"] == s["label"])
        print(f"{slab[-40:]:40} {'dgh':9} {wall:8.2f} {cpu:8.2f}  {dict(count)}")
        wall, cpu, done = timed([sys.executable, "-c", PYMATGEN, slab])
        said = done.stdout.strip() or (done.stderr.strip().splitlines() or ["failed"])[-1]
        print(f"{'':40} {'pymatgen':9} {wall:8.2f} {cpu:8.2f}  {said}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
