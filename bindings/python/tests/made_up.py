"""Trees of small made-up VASP runs: model slabs with H on their sites. No energy means anything."""
import pathlib

import dgh

INCAR = ("ENCUT = 400\nGGA = PE\nIBRION = 2\nNSW = 50\nISMEAR = 1\nSIGMA = 0.1\nEDIFFG = -0.02\n"
         "EDIFF = 1E-5\nNELM = 60\n")
E_HOST, E_H2 = -100.0, -6.8


def write_run(folder, structure, energy_ev, finished=True):
    """A relaxation as VASP leaves it without an OUTCAR."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    symbols = structure.symbols
    kinds = list(dict.fromkeys(symbols))
    lines = ["made up", "1.0", *(" ".join(f"{x:.9f}" for x in row) for row in structure.cell_ang),
             " ".join(kinds), " ".join(str(symbols.count(k)) for k in kinds), "Cartesian"]
    for kind in kinds:
        lines += [" ".join(f"{x:.9f}" for x in r) for s, r in zip(symbols, structure.positions_ang)
                  if s == kind]
    for name in ("POSCAR", "CONTCAR"):
        (folder / name).write_text("\n".join(lines) + "\n")
    (folder / "INCAR").write_text(INCAR)
    (folder / "KPOINTS").write_text("mesh\n0\nGamma\n1 1 1\n")
    end = (" reached required accuracy - stopping structural energy minimisation\n"
           " writing wavefunctions\n") if finished else ""
    (folder / "vasp.log").write_text(
        " running on    4 total cores\n vasp.5.4.4.18Apr17-6-g9f103f2a35 (build Jan 01 2020 "
        "10:00:00) complex           \n POSCAR, INCAR and KPOINTS ok, starting setup\n entering "
        "main loop\n       N       E                     dE             d eps       ncg     rms   "
        "       rms(c)\n"
        + "".join(f"DAV: {i:3d}    {energy_ev:.12E}   0.10000E-06  -0.10000E-05  2056   0.521E-02\n"
                  for i in (1, 2))
        + f"   1 F= {energy_ev - 0.01:.8E} E0= {energy_ev:.8E}  d E =-.100000E-03\n" + end)


def write_tree(root, slab, delta_g_ev, n_sites, cut=()):
    """A host, H2, and H on the first `n_sites` kinds of sites, whose ΔG of the convention "offset"
    is delta_g_ev(number, class). The runs of the numbers in `cut` did not finish."""
    root = pathlib.Path(root)
    sites = dgh.sites(slab)
    write_run(root / "clean", sites.structure, E_HOST)
    box = [[10.0, 0, 0], [0, 10.0, 0], [0, 0, 10.0]]
    write_run(root / "gas", dgh.Structure.from_arrays([1, 1], [[5, 5, 5], [5, 5, 5.75]], box), E_H2)
    for k, site in enumerate(sites.representatives[:n_sites]):
        index = site.orbit
        energy = E_HOST + E_H2 / 2 - 0.24 + delta_g_ev(k, sites.phases[index])
        write_run(root / f"site{k + 1}", sites.place(index), energy, finished=k not in cut)
    return root
