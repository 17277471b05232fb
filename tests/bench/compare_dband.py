#!/usr/bin/env python3
"""dgh dband against pymatgen and ASE on the same densities of states, in one run.

compare_dband.py PROGRAM FILE...     vasprun.xml with a partial density of states, plain or packed

Of every atom with a d band pymatgen's CompleteDos gives centre (all and occupied states), width,
filling and upper edge; ASE reads the d states from a DOSCAR that is made of the same numbers, as
VASP would print them, and dgh reads both. What is not installed is named and left out (Debian:
python3-pymatgen, python3-ase). Seconds are CPU seconds: of pymatgen for reading the file, of dgh
for the whole program.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
try:
    import numpy
    from pymatgen.electronic_structure.core import OrbitalType, Spin
    from pymatgen.io.vasp.outputs import Vasprun
except ImportError as error:
    print(f"{error}: skipped")
    sys.exit(0)
try:
    from ase.calculators.vasp import VaspDos
except ImportError:
    VaspDos = None
    print("ASE is not installed (python3-ase): its column is left out")

PROGRAM = os.path.abspath(sys.argv[1])


def dgh(path, window):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([PROGRAM, "dband", "--json", "--d-window", window, path],
                          capture_output=True, text=True, encoding="utf-8", check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        return None, done.stderr.strip()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout)["runs"][0], cpu


def fortran(value):
    """E12.4"""
    if value == 0:
        return "  0.0000E+00"
    mantissa, exponent = f"{abs(value):.3E}".split("E")
    sign = "-" if value < 0 else " "
    return f" {sign}0.{mantissa.replace('.', '')}E{int(exponent) + 1:+03d}"


def write_doscar(path, run, dos):
    spins = [s for s in (Spin.up, Spin.down) if s in dos.densities]
    e = dos.energies
    head = f"{e[-1]:16.8f}{e[0]:16.8f}{len(e):5d}{dos.efermi:16.8f}{1:16.8f}\n"
    sites = run.final_structure.sites
    with open(path, "w", encoding="ascii") as f:
        f.write(f"{len(sites):4d}{len(sites):4d}   1{len(spins):4d}\n1\n2\n  CAR \nmade\n{head}")
        for i, energy in enumerate(e):
            f.write(f"{energy:11.3f}" + "".join(fortran(dos.densities[s][i]) for s in spins) * 2
                    + "\n")
        for site in sites:
            orbitals = sorted(dos.pdos[site].items(), key=lambda o: o[0].value)
            f.write(head)
            for i, energy in enumerate(e):
                f.write(f"{energy:11.3f}" + "".join(fortran(values[s][i]) for _, values in orbitals
                                                    for s in spins) + "\n")


def moments(energies, states):
    n = numpy.trapz(states, energies)
    return numpy.trapz(energies * states, energies) / n


def ase_centres(path, run, dos, atoms):
    doscar = VaspDos(doscar=path)
    columns = doscar.dos.shape[0] if doscar.dos.ndim == 1 else 2
    spins = ("+", "-") if columns == 2 else ("",)
    names = ["d"] if run.parameters.get("LORBIT") == 10 else ["dxy", "dyz", "dz2", "dxz", "dx2"]
    for atom in atoms:
        states = sum(doscar.site_dos(atom, name + s) for name in names for s in spins)
        yield moments(doscar.energy - dos.efermi, states)


def main():
    worst = dict.fromkeys(("centre", "occupied", "width", "filling", "edge/step", "ASE"), 0.0)
    n_atoms = n_files = 0
    for path in sys.argv[2:]:
        began = time.process_time()
        try:
            run = Vasprun(path, parse_eigen=False, parse_potcar_file=False)
            dos = run.complete_dos
        except Exception as error:  # pylint: disable=broad-except
            print(f"{path}: pymatgen: {type(error).__name__} {str(error)[:60]}")
            continue
        seconds = time.process_time() - began
        all_states, cpu = dgh(path, "all")
        occupied, _ = dgh(path, "occupied")
        if all_states is None:
            print(f"{path}: {cpu}")
            continue
        atoms = [a["atom"] - 1 for a in all_states["atoms"] if a["band"]]
        here = dict.fromkeys(worst, 0.0)

        def compare(name, found, expected):
            here[name] = max(here[name], abs(found - expected))

        for i in atoms:
            band, below = all_states["atoms"][i]["band"], occupied["atoms"][i]["band"]
            of = {"band": OrbitalType.d, "sites": [run.final_structure[i]]}
            compare("centre", band["centre_ev"], dos.get_band_center(**of))
            compare("width", band["width_ev"], dos.get_band_width(**of))
            compare("filling", band["filling"], dos.get_band_filling(**of))
            compare("edge/step", band["upper_edge_ev"] / all_states["energies"]["step_ev"],
                    dos.get_upper_band_edge(**of) / all_states["energies"]["step_ev"])
            if below:
                compare("occupied", below["centre_ev"],
                        dos.get_band_center(**of, erange=[-1e9, 0.0]))
        with tempfile.TemporaryDirectory() as folder:
            doscar = os.path.join(folder, "DOSCAR")
            write_doscar(doscar, run, dos)
            ours, _ = dgh(doscar, "all")
            if VaspDos and ours:
                try:
                    for i, centre in zip(atoms, ase_centres(doscar, run, dos, atoms)):
                        compare("ASE", ours["atoms"][i]["band"]["centre_ev"], centre)
                except Exception as error:  # pylint: disable=broad-except
                    print(f"{path}: ASE: {type(error).__name__} {str(error)[:60]}")
        n_atoms += len(atoms)
        n_files += 1
        worst = {k: max(v, here[k]) for k, v in worst.items()}
        print(f"{path}\n  {len(atoms)} atoms, {all_states['energies']['n']} energies; dgh {cpu:.2f} "
              f"s, pymatgen {seconds:.2f} s; " + ", ".join(f"{k} {v:.1e}" for k, v in here.items()))
    print(f"\nlargest differences of {n_atoms} atoms in {n_files} files (eV; filling without unit; "
          "the upper edge in steps of the grid, to whose points pymatgen's is bound):")
    print("  " + ", ".join(f"{k} {v:.1e}" for k, v in worst.items()))


if __name__ == "__main__":
    main()
