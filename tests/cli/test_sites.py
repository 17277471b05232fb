#!/usr/bin/env python3
"""dgh sites: the table, its JSON and CSV, and what is said of bad structures.

test_sites.py PROGRAM SOURCE_DIR
"""
import csv
import gzip
import io
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import ase.io
    from ase.constraints import FixAtoms, FixScaled
except ImportError:
    # Debian's ASE belongs to Debian's Python, which need not be the first one of the path.
    debian = "/usr/bin/python3"
    if os.path.exists(debian) and os.path.realpath(debian) != os.path.realpath(sys.executable) \
            and subprocess.run([debian, "-c", "import ase.io"], stderr=subprocess.DEVNULL,
                               check=False).returncode == 0:
        os.execv(debian, [debian, *sys.argv])
    ase = None
    print("ASE is not installed: what was written is not read back by it")

from run import EXAMPLES, golden, main, run

A = 3.92
D = A / math.sqrt(2)


def poscar(path, cell, atoms, *, title="slab", mode="Cartesian", flags=None):
    """atoms: (element, x, y, z), grouped by element."""
    species = []
    for element, *_ in atoms:
        if not species or species[-1][0] != element:
            species.append([element, 0])
        species[-1][1] += 1
    lines = [title, "1.0"] + [" ".join(f"{x:.12f}" for x in v) for v in cell]
    lines += [" ".join(s for s, _ in species), " ".join(str(n) for _, n in species)]
    lines += ["Selective dynamics"] if flags else []
    lines += [mode]
    for i, (_, *p) in enumerate(atoms):
        lines.append(" ".join(f"{x:.12f}" for x in p) + (" " + flags[i] if flags else ""))
    path.write_text("\n".join(lines) + "\n")
    return path


def fcc111(layers=4, n=1, height=24.0, element="Pt", start=4.0):
    cell = [[n * D, 0, 0], [n * D / 2, n * D * math.sqrt(3) / 2, 0], [0, 0, height]]
    atoms = []
    for layer in range(layers):
        for i in range(n * n):
            u, v = i % n + layer / 3, i // n + layer / 3
            atoms.append((element, D * (u + v / 2), D * v * math.sqrt(3) / 2,
                          start + layer * A / math.sqrt(3)))
    return cell, atoms


class Sites(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.dir = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def sites(self, path, *options):
        code, out, err = run("sites", "--json", "-j1", *options, path)
        self.assertEqual(code, 0, err)
        return json.loads(out)

    def names(self, document):
        """{label: multiplicity} of the first of each orbit."""
        return {s["label"]: s["multiplicity"] for s in document["sites"]
                if s["orbit"] == s["label"]}

    def test_table(self):
        code, out, err = run("sites", "pt111-h/clean/pt.relax.in")
        self.assertEqual((code, err), (0, ""))
        golden(self, out, "sites.txt")

    def test_run_and_both_sides(self):
        d = self.sites("pt111-h/clean", "--side", "both")
        self.assertEqual(self.names(d), {"top": 2, "bridge": 6, "fcc": 2, "hcp": 2})
        self.assertTrue(d["symmetry"]["sides_equivalent"])
        self.assertEqual(d["symmetry"]["symbol"], "P-3m1")
        self.assertEqual(d["vacuum_axis"], "c")
        self.assertEqual({s["side"] for s in d["sites"]}, {"top", "bottom"})
        d = self.sites("pt111-h/clean", "--side", "bottom")
        self.assertEqual(self.names(d), {"top": 1, "bridge": 3, "fcc": 1, "hcp": 1})
        self.assertEqual({s["side"] for s in d["sites"]}, {"bottom"})

    def test_options(self):
        slab = poscar(self.dir / "POSCAR", *fcc111(n=2))
        d = self.sites(slab)
        self.assertEqual(self.names(d), {"top": 4, "bridge": 12, "fcc": 4, "hcp": 4})
        self.assertEqual({a["class"] for s in d["sites"] for a in s["atoms"]}, {"crystalline"})
        d = self.sites(slab, "--kind", "top,hollow")
        self.assertEqual(self.names(d), {"top": 4, "fcc": 4, "hcp": 4})
        self.assertEqual(d["options"]["kinds"], ["top", "hollow"])
        d = self.sites(slab, "--symmetry", "0", "--kind", "top")
        self.assertEqual(self.names(d), {f"top-{i}": 1 for i in (1, 2, 3, 4)})
        self.assertIsNone(d["symmetry"])
        d = self.sites(slab, "--kind", "top")
        self.assertEqual([s["label"] for s in d["sites"]], ["top", "top.2", "top.3", "top.4"])
        self.assertEqual(run("sites", "--kind", "top", "--all", slab)[1].count("\ntop"), 4)
        self.assertEqual(run("sites", "--kind", "top", slab)[1].count("\ntop"), 1)

    def test_distances(self):
        """H at 0.95, 1.05 and 1.10 times the sum of covalent radii (1.36 and 0.31 Angstrom)."""
        for s in self.sites(poscar(self.dir / "POSCAR", *fcc111()))["sites"]:
            factor = {"top": 0.95, "bridge": 1.05}.get(s["name"], 1.10)
            for atom in s["atoms"]:
                self.assertAlmostEqual(atom["distance_ang"], factor * 1.67, places=6)
                self.assertAlmostEqual(math.dist(atom["vector_ang"], (0, 0, 0)),
                                       atom["distance_ang"], places=9)

    def test_csv(self):
        code, out, _ = run("sites", "--csv", "pt111-h/clean/pt.relax.in")
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([r["label"] for r in rows],
                         ["top", "bridge", "bridge.2", "bridge.3", "hcp", "fcc"])
        self.assertEqual([r["below_ang"] != "" for r in rows], [False] * 4 + [True, False])
        self.assertEqual(rows[1]["atoms"], "Pt3 Pt3")

    def test_hydrogen_in_the_host(self):
        code, out, err = run("sites", "pt111-h/H_fcc/relax")
        self.assertEqual(code, 0)
        self.assertIn("expected a bare slab, found 1 H atoms", err)
        self.assertIn("[hydrogen-in-host]", err)

    def refused(self, path, message, code=3, *options):
        found, out, err = run("sites", *options, path)
        self.assertEqual((found, out), (code, ""))
        self.assertEqual(err.splitlines()[0], f"dgh: {path}: {message}")

    def test_bad_structures(self):
        cell, atoms = fcc111()
        path = self.dir / "POSCAR"
        poscar(path, cell, atoms + [("Pt", *atoms[-1][1:3], atoms[-1][3] + 0.05)])
        self.refused(path, "expected atoms at least 0.1 Angstrom apart, found atoms 4 and 5 on "
                           "top of each other")
        poscar(path, *fcc111(height=4 * A / math.sqrt(3)))
        self.refused(path, "expected a surface, found no vacuum of more than 5 Angstrom along any "
                           "lattice vector")
        poscar(path, cell, [("Xx", *p) for _, *p in atoms])
        self.refused(path, "expected elements with a known radius, found \"Xx\" (atom 1)")

    def test_one_atom(self):
        path = poscar(self.dir / "POSCAR", [[10, 0, 0], [0, 11, 0], [0, 0, 12]],
                      [("Pt", 1, 2, 3)])
        self.refused(path, "expected a surface, found no place where a probe of 1.2 Angstrom "
                           "radius touches two atoms")

    def test_no_volume(self):
        cell, atoms = fcc111()
        path = poscar(self.dir / "POSCAR", [cell[0], cell[0], cell[2]], atoms)
        code, out, err = run("sites", path)
        self.assertEqual((code, out), (3, ""))
        self.assertEqual(err, f"dgh: {path}:5:1: expected lattice vectors that span a volume, "
                              "found \"0.000000000000 0.000000000000 24.000000...\"\n")

    def test_left_handed(self):
        cell, atoms = fcc111()
        path = poscar(self.dir / "POSCAR", [cell[1], cell[0], cell[2]], atoms)
        self.assertEqual(self.names(self.sites(path)), {"top": 1, "bridge": 3, "fcc": 1, "hcp": 1})
        cell[2][2] *= -1
        path = poscar(self.dir / "POSCAR", cell, atoms)
        d = self.sites(path)
        self.assertEqual(self.names(d), {"top": 1, "bridge": 3, "fcc": 1, "hcp": 1})
        # c points down: its side of the slab is the lower one
        self.assertTrue(all(s["normal"][2] < -0.99 for s in d["sites"]))

    def test_usage(self):
        for options, message in ((["--kind", "tops", "x"], "found \"tops\""),
                                 ([], "expected a structure or the directory of a run"),
                                 (["--probe", "0", "x"], "--probe"),
                                 (["--side", "left", "x"], "--side")):
            code, out, err = run("sites", *options)
            self.assertEqual((code, out), (2, ""))
            self.assertIn(message, err)
        code, out, err = run("sites", self.dir / "none")
        self.assertEqual(code, 3)


class Inputs(unittest.TestCase):
    """dgh sites --write: what stands in the directories, and when nothing is written."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="with blank ")
        self.dir = pathlib.Path(self.folder.name)
        self.slab = self.dir / "slab"
        self.slab.mkdir()
        self.out = self.dir / "out"

    def tearDown(self):
        self.assertEqual([p.name for p in self.dir.iterdir() if ".part" in p.name
                          or ".old" in p.name], [])
        self.folder.cleanup()

    def write(self, slab, *options, code=0):
        found, out, err = run("sites", "-j1", slab, "--write", self.out, *options)
        self.assertEqual(found, code, err)
        return err

    def tree(self):
        return sorted(str(p.relative_to(self.out)) for p in self.out.rglob("*") if p.is_file())

    def plan(self):
        plan = json.loads((self.out / "sites.json").read_text())
        return {s["directory"]: s for s in plan["sites"] if s["directory"]}

    def read_back(self, file_name, **how):
        """By dgh: one H more. By ASE: H at the distances that sites.json tells, in the cell of the
        slab, and free."""
        for directory, site in self.plan().items():
            path = self.out / directory / file_name
            code, out, err = run("inspect", "--json", path)
            self.assertEqual(code, 0, err)
            run_of = json.loads(out)["runs"][0]
            n_h = json.loads((self.out / "sites.json").read_text())["n_hydrogen"]
            self.assertEqual(run_of["composition"]["H"], n_h + 1)
            self.assertEqual([d["code"] for d in run_of["diagnostics"]], [])
            if not ase:
                continue
            atoms = ase.io.read(path, **how)
            hydrogen = [a.index for a in atoms if a.symbol == "H"]
            fixed = {i for c in atoms.constraints for i in ([c.a] if isinstance(c, FixScaled)
                                                            else c.index)}
            others = [i for i in range(len(atoms)) if i != hydrogen[-1]]
            reached = sorted(atoms.get_distances(hydrogen[-1], others, mic=True))
            wanted = min(a["distance_ang"] for a in site["atoms"])
            self.assertAlmostEqual(reached[0], wanted, places=5)
            self.assertNotIn(hydrogen[-1], fixed)
            yield directory, atoms, fixed

    def vasp_slab(self, **how):
        cell, atoms = fcc111(n=2, layers=3)
        flags = ["F F F"] * 8 + ["T T T"] * 4
        poscar(self.slab / "POSCAR", cell, atoms, title="Pt(111) of mine", flags=flags, **how)
        (self.slab / "INCAR").write_text("NSW = 50 ; IBRION = 2\nENCUT=400 # as always\n")
        (self.slab / "KPOINTS").write_text("k\n0\nG\n3 3 1\n")
        return self.slab

    def test_vasp(self):
        self.vasp_slab()
        (self.slab / "POTCAR").write_text(
            "  PAW_PBE Pt 04Feb2005\n  10.0\n parameters from PSCTR are:\n"
            "   VRHFIN =Pt: s1d9\n   LEXCH  = PE\n   TITEL  = PAW_PBE Pt 04Feb2005\n"
            "   POMASS =  195.080; ZVAL   =   10.000    mass and valenz\n End of Dataset\n")
        err = self.write(self.slab / "POSCAR")
        self.assertIn("lacks H", err)
        self.assertEqual(self.tree(), sorted(
            [f"{d}/{f}" for d in ("top", "bridge", "fcc", "hcp")
             for f in ("POSCAR", "INCAR", "KPOINTS", "POTCAR.order")] + ["sites.json"]))
        for name in ("INCAR", "KPOINTS"):
            self.assertEqual((self.out / "fcc" / name).read_bytes(),
                             (self.slab / name).read_bytes())
        order = (self.out / "fcc" / "POTCAR.order").read_text().splitlines()
        self.assertEqual(order[2:], ["Pt  PAW_PBE Pt 04Feb2005",
                                     "H   to be chosen, all of one set"])
        lines = (self.out / "fcc" / "POSCAR").read_text().splitlines()
        self.assertEqual(lines[0], "Pt(111) of mine")
        self.assertEqual([lines[5].split(), lines[6].split()], [["Pt", "H"], ["12", "1"]])
        self.assertEqual(lines[7:9], ["Selective dynamics", "Direct"])
        self.assertEqual([line.split()[3:] for line in lines[9:]],
                         [["F"] * 3] * 8 + [["T"] * 3] * 5)
        for _, _, fixed in self.read_back("POSCAR"):
            self.assertEqual(fixed, set(range(8)))
        self.assertEqual({d: s["multiplicity"] for d, s in self.plan().items()},
                         {"top": 4, "bridge": 12, "fcc": 4, "hcp": 4})

    def test_vasp_packed_run_without_flags(self):
        cell, atoms = fcc111()
        path = poscar(self.slab / "POSCAR", cell, atoms)
        with gzip.open(self.slab / "POSCAR.gz", "wb") as out:
            out.write(path.read_bytes())
        path.unlink()
        err = self.write(self.slab, "--kind", "top")
        self.assertIn("no INCAR lies beside the slab", err)
        self.assertEqual(self.tree(), ["sites.json", "top/POSCAR", "top/POTCAR.order"])
        self.assertNotIn("Selective", (self.out / "top/POSCAR").read_text())
        self.assertEqual(len(list(self.read_back("POSCAR"))), 1 if ase else 0)

    def test_vasp_warnings(self):
        self.vasp_slab()
        (self.slab / "INCAR").write_text("NSW = 0\n MAGMOM = 12*1.0\n# LDAUU = 3\n")
        err = self.write(self.slab)
        self.assertIn("[no-relaxation]", err)
        self.assertIn("MAGMOM has values for each atom", err)
        self.assertNotIn("LDAUU", err)

    def test_hydrogen_and_order_of_species(self):
        cell, atoms = fcc111(n=2)
        x, y, z = atoms[-1][1:]
        atoms = atoms[:8] + [("H", x, y, z + 1.6)] + [("Cu", *p) for _, *p in atoms[8:]]
        poscar(self.slab / "POSCAR", cell, atoms)
        self.write(self.slab / "POSCAR", "--kind", "top")
        lines = (self.out / "top-1/POSCAR").read_text().splitlines()
        self.assertEqual([lines[5].split(), lines[6].split()],
                         [["Pt", "H", "Cu"], ["8", "2", "8"]])
        for _ in self.read_back("POSCAR"):
            pass

    def pw_slab(self):
        shutil.copy(EXAMPLES / "pt111-h/clean/pt.relax.in", self.slab)
        (self.slab / "pseudo").mkdir()
        (self.slab / "pseudo/H.UPF").touch()
        return self.slab / "pt.relax.in"

    def test_pw(self):
        slab = self.pw_slab()
        err = self.write(slab, "--pseudo", "H=H.UPF")
        self.assertEqual(self.tree(), sorted(
            [f"{d}/pt.relax.in" for d in ("top", "bridge", "fcc", "hcp")] + ["sites.json"]))
        before = slab.read_text().splitlines()
        after = (self.out / "hcp/pt.relax.in").read_text().splitlines()
        self.assertEqual([line for line in after if line not in before],
                         ["  pseudo_dir = '../../slab/pseudo'", "  nat = 4", "  ntyp = 2",
                          " H  1.008  H.UPF", " H  0.0000000000  1.6280941824  5.4557561451"])
        self.assertEqual([line for line in before if line not in after],
                         ["  pseudo_dir = './pseudo'", "  nat = 3", "  ntyp = 1"])
        self.assertTrue((self.out / "hcp" / "../../slab/pseudo/H.UPF").exists())
        self.assertNotIn("warning", err)
        for _ in self.read_back("pt.relax.in", format="espresso-in"):
            pass

    def test_pw_relaxed(self):
        """A run's directory: its input at the geometry that it came to; fixed atoms untouched."""
        self.pw_slab()
        for name in ("pt.relax.out", "data-file-schema.xml"):
            for path in (EXAMPLES / "pt111-h/clean").glob(name + "*"):
                shutil.copy(path, self.slab)
        self.write(self.slab, "--pseudo", "H=H.UPF", "--kind", "top")
        text = (self.out / "top/pt.relax.in").read_text()
        self.assertIn(" Pt      0.0000000000     1.6280941824     2.3024728735  0 0 0\n", text)
        self.assertIn(" Pt      0.0000000000  0.0000000000  4.6074005562\n", text)
        for _ in self.read_back("pt.relax.in", format="espresso-in"):
            pass

    def test_pw_without_pseudopotential(self):
        err = self.write(self.pw_slab(), code=3)
        self.assertIn("expected a pseudopotential of H among ATOMIC_SPECIES", err)
        self.assertFalse(self.out.exists())
        err = self.write(self.slab / "pt.relax.in", "--pseudo", "H.UPF", code=2)
        self.assertIn("--pseudo: expected H=FILE", err)
        err = self.write(self.slab / "pt.relax.in", "--pseudo", "H=none.UPF")
        self.assertIn("[pseudo-missing]", err)

    def test_other_format(self):
        self.write(self.pw_slab(), "--format", "vasp")
        lines = (self.out / "fcc/POSCAR").read_text().splitlines()
        self.assertEqual(lines[5].split(), ["Pt", "H"])
        self.assertEqual([line.split()[3:] for line in lines[9:]],
                         [["F"] * 3] * 2 + [["T"] * 3] * 2)
        shutil.rmtree(self.out)
        path = poscar(self.slab / "POSCAR", *fcc111())
        err = self.write(path, "--format", "pw", code=3)
        self.assertIn("expected a pw.x input, or a run's directory that holds one", err)

    def test_all(self):
        self.write(self.vasp_slab(), "--all", "--kind", "top")
        self.assertEqual([p for p in self.tree() if p.endswith("POSCAR")],
                         [f"{d}/POSCAR" for d in ("top.2", "top.3", "top.4", "top")])

    def test_directories_that_are_there(self):
        slab = self.vasp_slab()
        self.out.mkdir()
        self.write(slab)                      # empty
        self.write(slab, "--kind", "top")     # as it was written
        self.assertEqual(len(self.tree()), 5)
        poscar_text = (self.out / "top/POSCAR").read_text()
        for change in (lambda: (self.out / "top/OUTCAR").touch(),
                       lambda: (self.out / "top/POSCAR").write_text(poscar_text + "\n"),
                       lambda: (self.out / ".hidden").touch(),
                       lambda: (self.out / "sites.json").unlink(),
                       lambda: (self.out / "more").mkdir() or (self.out / "more/a").touch()):
            shutil.rmtree(self.out)
            self.write(slab, "--kind", "top")
            change()
            before = self.tree()
            err = self.write(slab, code=1)
            self.assertIn("give another name", err)
            self.assertEqual(self.tree(), before)
        shutil.rmtree(self.out)
        self.out.write_text("mine")
        self.write(slab, code=1)
        self.assertEqual(self.out.read_text(), "mine")
        self.out.unlink()
        self.out = self.dir / "no/where"
        err = self.write(slab, code=1)
        self.assertIn("cannot be written: No such file or directory", err)

    def test_usage(self):
        code, _, err = run("sites", "--pseudo", "H=a", self.slab)
        self.assertEqual(code, 2)
        self.assertIn("belong to --write", err)


class Placed(unittest.TestCase):
    """dgh compute on a tree that dgh sites --write made and VASP ran (as made up here)."""
    INCAR = "ENCUT = 400\nGGA = PE\nIBRION = 2\nNSW = 50\nISMEAR = 1\nSIGMA = 0.1\nNELM = 60\n"

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.dir = pathlib.Path(self.folder.name)
        cell, atoms = fcc111(n=2, layers=3)
        slab = self.input(self.dir / "slab")
        poscar(slab / "POSCAR", cell, atoms)
        self.assertEqual(run("sites", "-j1", slab / "POSCAR", "--write", self.dir / "h")[0], 0)
        self.ran(slab, -20.0)
        box = self.input(self.dir / "h2")
        poscar(box / "POSCAR", [[10, 0, 0], [0, 10, 0], [0, 0, 10]],
               [("H", 5, 5, 5), ("H", 5, 5, 5.75)])
        self.ran(box, -6.8)

    def tearDown(self):
        self.folder.cleanup()

    def input(self, directory):
        directory.mkdir(parents=True)
        (directory / "INCAR").write_text(self.INCAR)
        (directory / "KPOINTS").write_text("k\n0\nG\n3 3 1\n")
        return directory

    @staticmethod
    def ran(directory, energy, end=None):
        """`end`: the POSCAR at which it ended."""
        shutil.copy(end or directory / "POSCAR", directory / "CONTCAR")
        (directory / "vasp.log").write_text(
            " running on    4 total cores\n vasp.5.4.4.18Apr17-6-g9f103f2a35 (build Jan 01 2020 "
            "10:00:00) complex\n POSCAR, INCAR and KPOINTS ok, starting setup\n entering main "
            "loop\n       N       E                     dE             d eps       ncg     rms\n"
            f"DAV:   1    {energy:.12E}   0.1E+01   -0.1E-05  2056   0.5E-02\n"
            f"DAV:   2    {energy:.12E}   -0.1E-06   -0.1E-05  2056   0.5E-02\n"
            f"   1 F= {energy:.8E} E0= {energy:.8E}  d E =-.1E-03\n reached required accuracy - "
            "stopping structural energy minimisation\n writing wavefunctions\n")

    def lifted(self, path, by_ang):
        """A copy of a POSCAR with H (its last atom) that much higher."""
        lines = path.read_text().splitlines()
        x, y, z = map(float, lines[-1].split())
        copy = self.dir / f"lifted {by_ang}"
        copy.write_text("\n".join([*lines[:-1], f"{x} {y} {z + by_ang / 24}"]) + "\n")
        return copy

    def test_rows_name_their_sites(self):
        h = self.dir / "h"
        self.ran(h / "top", -23.4)
        self.ran(h / "fcc", -23.9)
        # it slid into the hollow (not to the very place at which another run begins: that would be
        # its restart)
        self.ran(h / "bridge", -23.88, end=self.lifted(h / "hcp/POSCAR", 0.05))
        far = self.input(h / "hcp/relax")  # run in a directory of its own, to no listed site
        shutil.copy(h / "hcp/POSCAR", far)
        self.ran(far, -23.1, end=self.lifted(h / "top/POSCAR", 1.5))
        options = ("-c", "offset", "--force", self.dir)
        code, out, err = run("compute", "--json", *options)
        self.assertEqual(code, 0, err)
        document = json.loads(out)
        placed = {s["structure"]["placed"]["site"]: s["structure"] for s in document["sites"]}
        self.assertEqual(sorted(placed), ["bridge", "fcc", "hcp", "top"])
        short = {name: [s["placed"][k] for k in ("kind", "multiplicity", "ended_on", "is_moved",
                                                 "is_equivalent")] for name, s in placed.items()}
        self.assertEqual(short, {"top": ["top", 4, "top", False, True],
                                 "fcc": ["hollow", 4, "fcc", False, True],
                                 "bridge": ["bridge", 12, "hcp", True, False],
                                 "hcp": ["hollow", 4, None, True, False]})
        self.assertEqual(placed["fcc"]["placed"]["file"], str(h / "sites.json"))
        self.assertLess(placed["fcc"]["placed"]["moved_ang"], 1e-4)
        self.assertAlmostEqual(placed["bridge"]["placed"]["moved_ang"], D / math.sqrt(12), delta=0.1)
        notes = [d["message"] for d in placed["bridge"]["diagnostics"]]
        self.assertEqual([n.split("bridge", 1)[1].split(" (")[0] for n in notes],
                         [": H was placed on `bridge`"])
        self.assertTrue(notes[0].endswith("Å away, on `hcp`"), notes)
        with tempfile.TemporaryDirectory() as elsewhere:
            records = pathlib.Path(elsewhere) / "records.jsonl"
            run("records", "-o", records, self.dir)
            self.assertEqual(run("compute", "--json", *options[:-1], "--from", records)[1], out)
        text = run("compute", "--structure", *options)[1]
        self.assertIn("  h/fcc: placed on fcc, where it stayed\n", text)
        self.assertRegex(text, r"  h/bridge: placed on bridge, ended on hcp, 0\.[78]\d Å away\n")
        self.assertIn("ended on none of those sites", text)
        rows = list(csv.DictReader(io.StringIO(run("compute", "--csv", *options)[1])))
        self.assertEqual({r["placed_on"]: (r["placed_kind"], r["placed_multiplicity"],
                                           r["ended_on"]) for r in rows},
                         {"top": ("top", "4", "top"), "fcc": ("hollow", "4", "fcc"),
                          "bridge": ("bridge", "12", "hcp"), "hcp": ("hollow", "4", "")})

    def test_a_plan_that_cannot_be_read(self):
        self.ran(self.dir / "h/fcc", -23.9)
        plan = self.dir / "h/sites.json"
        good = json.loads(plan.read_text())
        options = ("-c", "offset", "--force", "--json", self.dir)

        def placed(text):
            plan.write_text(text)
            code, out, err = run("compute", *options)
            self.assertEqual(code, 4, err)  # the other sites have not run
            document = json.loads(out)
            row = next(s for s in document["sites"] if s["label"].endswith("fcc"))
            return (row["structure"].get("placed"),
                    [d["message"] for d in document["diagnostics"]
                     if d["code"] == "unreadable-sites"])

        self.assertEqual(placed(json.dumps(good))[0]["site"], "fcc")
        self.assertEqual(placed("{}"), (None, []))  # another program's
        self.assertEqual(placed('{"schema": "dgh-sites", "inputs": {}}'), (None, [
            f"{plan}: expected the sites of `dgh sites --write`, found others"]))
        missing, why = placed(json.dumps(good)[:2000])
        self.assertIsNone(missing)
        self.assertTrue(why[0].startswith(f"{plan}:1:"), why)
        good["cell_ang"][0][0] += 0.1  # another slab's: where H ended is not known
        found = placed(json.dumps(good))[0]
        self.assertEqual([found[k] for k in ("site", "ended_on", "is_moved", "moved_ang")],
                         ["fcc", None, None, None])


class SymmetryNumber(unittest.TestCase):
    """The gas reference of dgh compute: half of kT ln 2 between symmetry numbers 1 and 2."""

    def compute(self, *options):
        code, out, err = run("compute", "--json", "--gas-model", "rrho", *options, "pt111-h")
        self.assertEqual(code, 0, err)
        document = json.loads(out)
        notes = {d["message"] for s in document["sites"] for d in s["diagnostics"]
                 if d["code"] == "gas-symmetry"}
        return {s["label"]: s["delta_g_ev"] for s in document["sites"]}, notes

    def test_from_the_point_group(self):
        found, notes = self.compute()
        self.assertEqual(notes, {"symmetry number 2, from the point group of the molecule"})
        given, notes = self.compute("--symmetry-number", "1")
        self.assertEqual(notes, {"symmetry number 1, as given"})
        for label, value in found.items():
            self.assertAlmostEqual(given[label] - value,
                                   0.5 * 8.617333262e-5 * 298.15 * math.log(2), places=9)


if __name__ == "__main__":
    main(unittest)
