#!/usr/bin/python3
"""Makes the model slabs of this folder, the same bytes from the same seeds.

    make.py [--out DIR] [--work DIR] [--only NAME...] [--jobs N] [--quench-steps N] [--reuse]
            [--dgh PROGRAM]

Without --only all models are made, and with --dgh the table of README.md is renewed as well.
Needs Debian's python3-numpy, lammps and lammps-data. README.md says what the models are.
"""
import argparse
import json
import math
import os
import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# The C library takes other code for exp and sin on processors with AVX2 and FMA, and one last digit
# is another glass after a thousand steps: everything runs with the code that all x86-64 have.
PLAIN = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F", "OMP_NUM_THREADS": "1"}
if __name__ == "__main__" and any(os.environ.get(k) != v for k, v in PLAIN.items()):
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **PLAIN})

import numpy as np  # noqa: E402

POTENTIALS = Path("/usr/share/lammps/potentials")
MASS_U = {"Pt": 195.084, "Pd": 106.42, "Cu": 63.546, "Ni": 58.693, "P": 30.974}
PSEUDO = {"Pt": "Pt.pbe-n-kjpaw_psl.1.0.0.UPF", "Pd": "Pd.pbe-n-kjpaw_psl.1.0.0.UPF",
          "Cu": "Cu.pbe-dn-kjpaw_psl.1.0.0.UPF", "Ni": "Ni.pbe-spn-kjpaw_psl.1.0.0.UPF",
          "P": "P.pbe-n-kjpaw_psl.1.0.0.UPF"}
METALS = ("Pt", "Pd", "Cu", "Ni")
ELEMENTS = (*METALS, "P")

# Phosphorus: its density at a metal is P_DENSITY times that of nickel, its pair terms are Morse
# potentials (depth in eV, 1/Angstrom, Angstrom) that end smoothly at P_RANGE.
P_DENSITY = 2.0
P_RANGE = 5.0
MORSE = {"Pt": (0.15, 2.5, 2.78), "Pd": (0.15, 2.5, 2.71), "Cu": (0.15, 2.5, 2.71),
         "Ni": (0.15, 2.5, 2.61), "P": (0.05, 1.5, 3.80)}

# Alloys: atoms of each element, volume per atom of the starting lattice, fcc lattice constant that
# the potential gives a solid solution of the alloy's metals (Vegard's rule on its own constants).
ALLOY = {"pt": ((("Pt", 115), ("Cu", 29), ("Ni", 11), ("P", 45)), 15.0),
         "pd": ((("Pd", 80), ("Cu", 60), ("Ni", 20), ("P", 40)), 14.0)}
LATTICE_EAM_ANG = {"Pt": 3.92, "Pd": 3.89, "Cu": 3.615, "Ni": 3.52}
# PBE lattice constants of the crystals, for slabs that go to a PBE calculation.
LATTICE_PBE_ANG = {"Pt": 3.97, "Pd": 3.94}

# Glasses: alloy, seed of the random numbers, steps of the quench, nanocrystal (radius along the
# surface, depth) or None.
GLASS = {"pt-glass": ("pt", 41, 80000, None), "pt-ac-small": ("pt", 42, 20000, (4.4, 6.8)),
         "pt-ac-medium": ("pt", 43, 40000, (5.6, 8.0)), "pt-ac-large": ("pt", 44, 40000, (6.9, 9.5)),
         "pd-glass": ("pd", 51, 80000, None), "pd-ac-small": ("pd", 56, 20000, (4.4, 6.8)),
         "pd-ac-medium": ("pd", 53, 40000, (5.3, 6.8)), "pd-ac-large": ("pd", 62, 20000, (6.2, 9.5))}
CRYSTAL = {"pt111": "Pt", "pd111": "Pd"}

MELT_K, COLD_K = 1800.0, 300.0
TIMESTEP_PS = 0.0025
MELT_STEPS, HOLD_STEPS, ANNEAL_STEPS = 4000, 4000, 4000
FRAME_STEPS = 200  # between the frames of the 300 K run whose g(r) is averaged
TETHER_EV_PER_ANG2 = 20.0
VACUUM_ANG = 16.0
FIXED_ANG = 3.0  # thickness of what is held at the bottom of a glass slab


# ---- potential -----------------------------------------------------------------------------------

def read_funcfl(element):
    """Embedding energy, effective charge and density of a table of Foiles, Baskes, Daw 1986."""
    lines = (POTENTIALS / f"{element}_u3.eam").read_text().split("\n")
    n_rho, d_rho, n_r, d_r, _ = lines[2].split()
    n_rho, n_r = int(n_rho), int(n_r)
    value = np.array(" ".join(lines[3:]).split(), float)
    return (float(d_rho), value[:n_rho], float(d_r), value[n_rho:n_rho + n_r],
            value[n_rho + n_r:n_rho + 2 * n_r])


def interpolated(table, d_r, r):
    """Four-point Lagrange, as LAMMPS brings such tables to a common grid; 0 beyond the table."""
    p = r / d_r
    m = np.clip(p.astype(int), 1, len(table) - 3)
    t = np.minimum(p - m, 2.0)
    value = (-t * (t - 1) * (t - 2) * table[m - 1] / 6 + (t * t - 1) * (t - 2) * table[m] / 2
             - t * (t + 1) * (t - 2) * table[m + 1] / 2 + t * (t * t - 1) * table[m + 2] / 6)
    return np.where(r <= d_r * (len(table) - 1), value, 0.0)


def morse(r, depth_ev, alpha, r0_ang):
    """Morse potential, shifted so that energy and force end at P_RANGE."""
    def energy(x):
        return depth_ev * (math.exp(-2 * alpha * (x - r0_ang)) - 2 * math.exp(-alpha * (x - r0_ang)))
    slope = 2 * alpha * depth_ev * (math.exp(-alpha * (P_RANGE - r0_ang))
                                    - math.exp(-2 * alpha * (P_RANGE - r0_ang)))
    return np.array([energy(x) - energy(P_RANGE) - (x - P_RANGE) * slope if x < P_RANGE else 0.0
                     for x in r])


def write_potential(path):
    """The table (setfl) of four metals and P for LAMMPS pair style eam/alloy."""
    tables = {e: read_funcfl(e) for e in METALS}
    cutoff, n_r = 5.3, 500
    d_r = cutoff / (n_r - 1)
    r = np.arange(n_r) * d_r
    d_rho, n_rho = tables["Pt"][0], len(tables["Pt"][1])
    charge = {e: interpolated(t[3], t[2], r) for e, t in tables.items()}
    density = {e: interpolated(t[4], t[2], r) for e, t in tables.items()}
    density["P"] = P_DENSITY * density["Ni"]
    embedding = {**{e: t[1] for e, t in tables.items()}, "P": np.zeros(n_rho)}

    def rows(values):
        return "".join(" ".join(f"{v:.16e}" for v in values[i:i + 5]) + "\n"
                       for i in range(0, len(values), 5))
    text = ["Pt Pd Cu Ni: Foiles, Baskes, Daw, Phys. Rev. B 33, 7983 (1986)\n",
            "P: density on metals and Morse pair terms of structures/make.py\n", "\n",
            f"{len(ELEMENTS)} {' '.join(ELEMENTS)}\n",
            f"{n_rho} {d_rho:.16e} {n_r} {d_r:.16e} {cutoff:.16e}\n"]
    for e in ELEMENTS:
        text += [f"0 {MASS_U[e]} 0 fcc\n", rows(embedding[e]), rows(density[e])]
    for i, a in enumerate(ELEMENTS):
        for b in ELEMENTS[:i + 1]:  # r times the pair energy; 27.2 * 0.529 eV Angstrom as LAMMPS
            text.append(rows(r * morse(r, *MORSE[b]) if a == "P" else
                             27.2 * 0.529 * charge[a] * charge[b]))
    path.write_text("".join(text))


# ---- starting structures -------------------------------------------------------------------------

def fcc111_layers(a, radius, depth):
    """Points of an fcc crystal cut to half an ellipsoid: (111) face at z = 0, depth below it."""
    d, h = a / math.sqrt(2), a / math.sqrt(3)
    points = []
    for k in range(int(depth / h) + 1):
        for i in range(-9, 10):
            for j in range(-9, 10):
                x = d * (i + 0.5 * j) - d * (k % 3) / 2
                y = d * (math.sqrt(3) / 2 * j - (k % 3) / math.sqrt(12))
                if (x * x + y * y) / radius**2 + (k * h / depth)**2 <= 1.0:
                    points.append((x, y, -k * h))
    return np.array(points)


def start(name):
    """Cell, positions, elements and the number of seed atoms, which come first."""
    alloy, seed, _, nanocrystal = GLASS[name]
    counts, volume = ALLOY[alloy]
    generator = random.Random(seed)
    n = sum(c for _, c in counts)
    a = (2 * volume) ** (1 / 3)  # body-centred cells 5 x 5 x 4
    cell = np.array([5 * a, 5 * a, 4 * a])
    sites = np.array([(i + o, j + o, k + o) for i in range(5) for j in range(5) for k in range(4)
                      for o in (0.0, 0.5)]) * a
    metals = [(e, c) for e, c in counts if e != "P"]
    n_metal = sum(c for _, c in metals)
    crystal = np.zeros((0, 3))
    if nanocrystal:
        lattice = sum(LATTICE_EAM_ANG[e] * c for e, c in metals) / n_metal
        crystal = fcc111_layers(lattice, *nanocrystal)
        crystal = crystal - (0, 0, crystal[:, 2].min() / 2) + cell / 2
    m = len(crystal)
    # The crystal is a solid solution of the alloy's metals; the rest keeps their proportions.
    share = {e: c * m // n_metal for e, c in metals}
    share[metals[0][0]] += m - sum(share.values())
    inside = [e for e in share for _ in range(share[e])]
    outside = [e for e, c in counts for _ in range(c - share.get(e, 0))]
    generator.shuffle(inside)
    generator.shuffle(outside)
    if m:
        delta = sites[:, None, :] - crystal[None, :, :]
        delta -= cell * np.round(delta / cell)
        nearest = (delta**2).sum(axis=2).min(axis=1)
        keep = sorted(sorted(range(n), key=lambda s: (-nearest[s], s))[:n - m])
        sites = sites[keep]
    return cell, np.vstack([crystal, sites]), inside + outside, m


# ---- molecular dynamics --------------------------------------------------------------------------

HEAD = """units metal
atom_style atomic
boundary p p p
read_data {data}
pair_style eam/alloy
pair_coeff * * {potential} {elements}
neighbor 1.0 bin
neigh_modify every 1 delay 4 check yes
timestep {dt}
thermo 1000
thermo_style custom step temp press density pe lx lz
"""
BULK = """{tether}
minimize 0 1e-2 50 200
reset_timestep 0
velocity all create {melt} {seed} mom yes dist gaussian
fix move all npt temp {melt} {melt} 0.2 iso 0 0 1.0 dilate free
run {melt_steps}
fix move all npt temp {melt} {cold} 0.2 iso 0 0 1.0 dilate free
run {quench_steps}
fix move all npt temp {cold} {cold} 0.2 aniso 0 0 1.0{dilate}
run {hold_steps}
variable rho equal density
fix mean all ave/time 5 {hold_samples} {hold_steps} v_rho
dump frames all custom {frame_steps} {frames} id x y z
dump_modify frames sort id format float %.9g
run {hold_steps}
variable mean equal f_mean
print "{tag} density ${{mean}}"
undump frames
unfix move
{shape}
minimize 0 1e-3 1000 2000
write_dump all custom {result} id x y z modify sort id format float %.17g
"""
SLAB = """{tether}
velocity all create {twice} {seed} mom yes dist gaussian
fix move all nvt temp {cold} {cold} 0.1
fix still all momentum 100 linear 1 1 1
run {anneal_steps}
unfix move
minimize 0 1e-4 5000 20000
write_dump all custom {result} id x y z modify sort id format float %.17g
"""


def write_data(path, cell, positions, elements, species):
    text = ["model\n\n", f"{len(positions)} atoms\n{len(species)} atom types\n\n"]
    text += [f"0 {length:.17g} {x}lo {x}hi\n" for x, length in zip("xyz", cell)]
    text.append("\nAtoms\n\n")
    for i, (e, p) in enumerate(zip(elements, positions)):
        text.append(f"{i + 1} {species.index(e) + 1} {p[0]:.17g} {p[1]:.17g} {p[2]:.17g}\n")
    path.write_text("".join(text))


def read_dump(path):
    """All frames: lower corner removed, orthorhombic cell and positions."""
    frames, lines = [], path.read_text().split("\n")
    i = 0
    while i + 9 <= len(lines):
        n = int(lines[i + 3])
        low, high = np.array([lines[i + k].split() for k in (5, 6, 7)], float).T
        value = np.array([line.split()[1:4] for line in lines[i + 9:i + 9 + n]], float)
        frames.append((high - low, value - low))
        i += 9 + n
    return frames


def run_lammps(script, work, stage):
    (work / f"{stage}.in").write_text(script)
    done = subprocess.run(["lmp", "-in", f"{stage}.in", "-log", f"{stage}.log", "-screen", "none"],
                          cwd=work, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"make.py: lmp failed: see {work / stage}.log")


def cut_height(cell, positions, n_crystal):
    """Where the bulk is opened: above the crystal's face, else in the widest gap along z."""
    if n_crystal:
        z = positions[:n_crystal, 2]
        return z[z > z.max() - 1.0].mean() + 1.1
    z = np.sort(positions[:, 2] % cell[2])
    gap = np.append(z[1:], z[0] + cell[2]) - z
    return z[gap.argmax()] + gap.max() / 2


def quench(name, work, steps):
    """Melts, quenches, cuts and relaxes: bulk.dump, frames.dump and slab.dump in work."""
    work.mkdir(parents=True, exist_ok=True)
    cell, positions, elements, m = start(name)
    species = [e for e in ELEMENTS if e in elements]
    seed = GLASS[name][1]
    write_potential(work / "metals-p.eam.alloy")
    common = {"potential": "metals-p.eam.alloy", "elements": " ".join(species), "dt": TIMESTEP_PS,
              "melt": MELT_K, "cold": COLD_K, "twice": 2 * COLD_K, "seed": 1000 + seed}
    tether, dilate = "group free union all", ""
    shape = "fix shape all box/relax aniso 0 vmax 0.001"
    if m:
        tether = (f"group crystal id <= {m}\ngroup free subtract all crystal\n"
                  f"fix tether crystal spring/self {TETHER_EV_PER_ANG2}\n"
                  "fix_modify tether energy yes")
        shape, dilate = "", " dilate free"
    common["tether"] = tether
    write_data(work / "start.data", cell, positions, elements, species)
    run_lammps((HEAD + BULK).format(
        **common, data="start.data", shape=shape, dilate=dilate, melt_steps=MELT_STEPS,
        quench_steps=steps, hold_steps=HOLD_STEPS, hold_samples=HOLD_STEPS // 5,
        frame_steps=FRAME_STEPS, frames="frames.dump", tag="mean", result="bulk.dump"), work, "bulk")
    bulk_cell, bulk = read_dump(work / "bulk.dump")[0]
    slab = bulk.copy()
    slab[:, 2] = (slab[:, 2] - cut_height(bulk_cell, bulk, m)) % bulk_cell[2]
    slab[:, 2] += VACUUM_ANG / 2
    write_data(work / "cut.data", bulk_cell + (0, 0, VACUUM_ANG), slab, elements, species)
    run_lammps((HEAD + SLAB).format(**common, data="cut.data", anneal_steps=ANNEAL_STEPS,
                                    result="slab.dump"), work, "slab")


def results(name, work):
    """Bulk and slab as (cell, positions), frames of the bulk at 300 K, and figures."""
    _, _, elements, m = start(name)
    log = (work / "bulk.log").read_text()
    return {"elements": elements, "species": [e for e in ELEMENTS if e in elements],
            "n_crystal": m, "density": float(re.search(r"^mean density (\S+)", log, re.M)[1]),
            "steps": int(re.findall(r"^run (\d+)$", (work / "bulk.in").read_text(), re.M)[1]),
            "bulk": read_dump(work / "bulk.dump")[0], "slab": read_dump(work / "slab.dump")[0],
            "frames": read_dump(work / "frames.dump")}


# ---- files ---------------------------------------------------------------------------------------

def tidy(cell, positions, vacuum):
    """Wrapped along the surface, in the middle of a cell with exactly this vacuum."""
    out = positions.copy()
    low, high = out[:, 2].min(), out[:, 2].max()
    lengths = np.array([cell[0], cell[1], round(high - low + vacuum, 2)])
    out[:, 2] += (lengths[2] - low - high) / 2
    out[:, :2] -= np.floor(out[:, :2] / lengths[:2]) * lengths[:2]
    return np.diag(lengths), out


def poscar(comment, cell, elements, species, positions, free):
    text = [comment + "\n", "1.0\n"]
    text += ["".join(f"{x:14.6f}" for x in row) + "\n" for row in cell]
    text += [" ".join(species) + "\n", " ".join(str(elements.count(e)) for e in species) + "\n"]
    text += ["Selective dynamics\n"] if free is not None else []
    text.append("Cartesian\n")
    for i in by_species(elements, species):
        flags = "" if free is None else "   T T T" if free[i] else "   F F F"
        text.append("".join(f"{x:12.6f}" for x in positions[i]) + flags + "\n")
    return "".join(text)


def by_species(elements, species):
    return [i for e in species for i in range(len(elements)) if elements[i] == e]


def k_points(length_ang):
    return max(1, math.ceil(24.0 / length_ang))


def pw_input(name, comment, cell, elements, species, positions, free):
    """Settings for a relaxation with PSlibrary 1.0.0 PAW data sets; the dipole of the unlike sides
    is compensated in the vacuum."""
    k = [k_points(math.sqrt((row**2).sum())) for row in cell[:2]]
    text = [f"! {comment}\n", f"""&CONTROL
  calculation = 'relax'
  prefix = '{name}'
  outdir = './out'
  pseudo_dir = './pseudo'
  tprnfor = .true.
  tefield = .true.
  dipfield = .true.
  forc_conv_thr = 1.0d-3
  etot_conv_thr = 1.0d-5
  nstep = 200
/
&SYSTEM
  ibrav = 0
  nat = {len(elements)}
  ntyp = {len(species)}
  ecutwfc = 45
  ecutrho = 400
  occupations = 'smearing'
  smearing = 'mv'
  degauss = 0.02
  edir = 3
  emaxpos = 0.95
  eopreg = 0.05
  eamp = 0.0
/
&ELECTRONS
  conv_thr = 1.0d-7
  mixing_beta = 0.2
  mixing_mode = 'local-TF'
/
&IONS
  ion_dynamics = 'bfgs'
/
ATOMIC_SPECIES
"""]
    text += [f"{e:3s}{MASS_U[e]:10.3f}  {PSEUDO[e]}\n" for e in species]
    text.append("CELL_PARAMETERS angstrom\n")
    text += ["".join(f"{x:14.6f}" for x in row) + "\n" for row in cell]
    text.append("ATOMIC_POSITIONS angstrom\n")
    for i in by_species(elements, species):
        text.append(f"{elements[i]:3s}" + "".join(f"{x:12.6f}" for x in positions[i])
                    + ("" if free[i] else "   0 0 0") + "\n")
    text.append(f"K_POINTS automatic\n{k[0]} {k[1]} 1 0 0 0\n")
    return "".join(text)


def write_slab(out, name, comment, cell, elements, species, positions, free):
    (out / f"{name}.vasp").write_text(poscar(comment, cell, elements, species, positions, free))
    (out / f"{name}.pw.in").write_text(
        pw_input(name, comment, cell, elements, species, positions, free))


def write_crystal(name, out):
    """p(4 x 4) of four (111) layers, bulk positions, the lower two held."""
    element = CRYSTAL[name]
    a = LATTICE_PBE_ANG[element]
    d, h = a / math.sqrt(2), a / math.sqrt(3)
    cell = np.array([(4 * d, 0, 0), (-2 * d, 4 * d * math.sqrt(3) / 2, 0),
                     (0, 0, round(3 * h + VACUUM_ANG, 2))])
    bottom = (cell[2, 2] - 3 * h) / 2
    positions, free = [], []
    for layer in range(4):
        for i in range(4):
            for j in range(4):
                u, v = i + (layer % 3) * 2 / 3, j + (layer % 3) / 3
                positions.append(((u - v / 2) * d, v * d * math.sqrt(3) / 2, bottom + layer * h))
                free.append(layer >= 2)
    comment = f"{element}(111) p(4x4), 4 layers, a {a} Ang (PBE), unrelaxed; structures/make.py"
    write_slab(out, name, comment, cell, [element] * 64, [element], np.array(positions), free)


def pair_distribution(frames, chosen, bins=80, largest=6.8):
    """g(r) among the chosen atoms, averaged over frames."""
    width = largest / bins
    g = np.zeros(bins)
    for cell, positions in frames:
        p = positions[chosen]
        delta = p[:, None, :] - p[None, :, :]
        delta -= cell * np.round(delta / cell)
        distance = np.sqrt((delta**2).sum(axis=2))[np.triu_indices(len(p), 1)]
        count = np.histogram(distance, bins=bins, range=(0.0, largest))[0]
        r = (np.arange(bins) + 0.5) * width
        g += 2 * count * cell.prod() / (len(p)**2 * 4 * math.pi * r * r * width)
    return (np.arange(bins) + 0.5) * width, g / len(frames)


def smoothed(values, width, sigma=0.1):
    reach = int(3 * sigma / width) + 1
    kernel = np.array([math.exp(-0.5 * (k * width / sigma)**2) for k in range(-reach, reach + 1)])
    return np.convolve(values, kernel / kernel.sum(), "same")


def peaks(frames, chosen):
    """First peak of g(r), its first minimum and the maxima between 1.5 and 2.1 times the first."""
    r, g = pair_distribution(frames, chosen)
    g = smoothed(g, r[1] - r[0])
    first = int((g * (r < 3.6)).argmax())
    minimum = next(i for i in range(first, len(r) - 1) if g[i + 1] > g[i])
    second = [r[i] for i in range(1, len(r) - 1) if g[i] > g[i - 1] and g[i] >= g[i + 1]
              and 1.5 < r[i] / r[first] < 2.1]
    return r[first], r[minimum], second


# ---- models --------------------------------------------------------------------------------------

def make_glass(name, options):
    """Files of one glass; returns what README.md says about it."""
    _, seed, steps, nanocrystal = GLASS[name]
    work, out = options.work / name, options.out
    if not (options.reuse and (work / "slab.dump").exists()):
        quench(name, work, options.quench_steps or steps)
    model = results(name, work)
    elements, species = model["elements"], model["species"]
    model["rate"] = (MELT_K - COLD_K) / (model["steps"] * TIMESTEP_PS * 1e-12)
    comment = (f"{name}: melt and quench from {MELT_K:g} K at {model['rate']:.1e} K/s, EAM + Morse "
               f"P, seed {seed}; not relaxed by DFT; structures/make.py")
    cell, positions = tidy(*model["slab"], VACUUM_ANG)
    low = positions[:, 2].min()
    free = [p[2] > low + FIXED_ANG for p in positions]
    write_slab(out, name, comment, cell, elements, species, positions, free)
    if not nanocrystal:
        bulk_cell, bulk = model["bulk"]
        (out / "bulk").mkdir(exist_ok=True)
        bulk = bulk - np.floor(bulk / bulk_cell) * bulk_cell
        (out / "bulk" / f"{name}.vasp").write_text(poscar(
            comment + "; bulk", np.diag(bulk_cell), elements, species, bulk, None))
    metals = np.array([i for i, e in enumerate(elements) if e != "P"])
    model["metal"] = peaks(model["frames"], metals)
    model["all"] = peaks(model["frames"], np.arange(len(elements)))
    return model


# ---- README.md -----------------------------------------------------------------------------------

def measured(names, options):
    done = subprocess.run([options.dgh, "order", "--json",
                           *(str(options.out / f"{n}.vasp") for n in names)],
                          check=True, stdout=subprocess.PIPE)
    return dict(zip(names, json.loads(done.stdout)["structures"]))


def tables(models, options):
    """Slabs as dgh order finds them, and glasses before they were cut."""
    names = [n for n in (*CRYSTAL, *GLASS) if (options.out / f"{n}.vasp").exists()]
    order = measured(names, options)
    rows = ["| slab | atoms | crystalline | % | interface, nm²/nm² | cell, Å | held |\n",
            "|---|---|---|---|---|---|---|\n"]
    for name in names:
        o = order[name]
        area = (o["interface"] or {}).get("area_per_cross_section_nm2_per_nm2")
        lengths = [math.sqrt(sum(x * x for x in v)) for v in o["cell_ang"]]
        lines = (options.out / f"{name}.vasp").read_text().split("\n")
        held = sum(line.endswith("F F F") for line in lines)
        rows.append(f"| `{name}` | {o['n_atoms']} | {o['n_crystalline']} | "
                    f"{100 * o['crystalline_fraction']:.1f} | "
                    f"{'-' if area is None else format(area, '.2f')} | "
                    f"{' × '.join(format(x, '.2f') for x in lengths)} | {held} |\n")
    rows += ["\n| bulk model | nanocrystal, atoms | quench, K/s | density at 300 K, g/cm³ | g(r) of "
             "all: first peak | of metals: first peak, minimum | second peak, / first |\n",
             "|---|---|---|---|---|---|---|\n"]
    for name, m in models.items():
        first, minimum, second = m["metal"]
        rows.append(f"| `{name}` | {m['n_crystal'] or '-'} | {m['rate']:.1e} | {m['density']:.2f} | "
                    f"{m['all'][0]:.2f} Å | {first:.2f}, {minimum:.2f} Å | "
                    f"{', '.join(f'{x:.2f} Å ({x / first:.2f})' for x in second)} |\n")
    return "".join(rows)


def write_readme(models, options):
    path = Path(__file__).resolve().parent / "README.md"
    mark, end = "<!-- made by make.py -->\n", "<!-- end -->\n"
    head, rest = path.read_text().split(mark)
    text = head + mark + "\n" + tables(models, options) + "\n" + end + rest.split(end)[1]
    (options.out / "README.md").write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--work", type=Path, default=Path("make.work"))
    parser.add_argument("--only", nargs="+", choices=[*CRYSTAL, *GLASS], default=[*CRYSTAL, *GLASS])
    parser.add_argument("--jobs", type=int, default=1, help="models at a time")
    parser.add_argument("--quench-steps", type=int, help="instead of those of each model")
    parser.add_argument("--reuse", action="store_true", help="take runs that --work holds")
    parser.add_argument("--dgh", help="program that measures the slabs for README.md")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.only:
        if name in CRYSTAL:
            write_crystal(name, options.out)
    glasses = [name for name in options.only if name in GLASS]
    with ThreadPoolExecutor(options.jobs) as pool:
        models = dict(zip(glasses, pool.map(lambda n: make_glass(n, options), glasses)))
    if options.dgh:
        write_readme(models, options)


if __name__ == "__main__":
    main()
