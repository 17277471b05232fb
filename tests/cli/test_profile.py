#!/usr/bin/env python3
"""dgh profile: the table, curves, lines and planes of made-up grids, and what it refuses.

test_profile.py PROGRAM SOURCE_DIR
"""
import csv
import io
import json
import math
import os
import pathlib
import shutil
import struct
import tempfile
import unittest

try:
    import jsonschema
except ImportError:
    jsonschema = None

from run import SOURCE, golden, main, run

N = (4, 6, 40)
CELL = ((3.0, 0.0, 0.0), (-1.5, 2.6, 0.0), (0.0, 0.0, 20.0))


def write_grid(path, value, atoms=(("Pt", (0.0, 0.0, 0.25)), ("Pt", (0.5, 0.5, 0.35)))):
    """A file of the CHGCAR family; `value` of fractional coordinates, as it is written."""
    text = ["made up", "1.0"] + [" ".join(map(str, row)) for row in CELL]
    text += ["Pt", str(len(atoms)), "Direct"] + [" ".join(map(str, x)) for _, x in atoms]
    text += ["", " ".join(map(str, N))]
    for k in range(N[2]):
        for j in range(N[1]):
            text.append(" ".join(f"{value(i / N[0], j / N[1], k / N[2]):.11E}"
                                 for i in range(N[0])))
    path.write_text("\n".join(text) + "\n", encoding="ascii")


def slab(x, y, z):
    """Potential of a slab between z = 5 and 7 Ang; vacuum at 4 eV below it and 4.5 above."""
    level = 4.5 if 0.30 < z < 0.8 else 4.0
    depth = max(0.0, abs(20 * z - 6.0) - 1.0) if z < 0.8 else 20 * (1 - z) + 4.0
    return level - 12.0 * math.exp(-3.0 * depth)


def wave(x, y, z):
    volume = 3.0 * 2.6 * 20.0
    return volume * (0.5 + 0.25 * math.cos(2 * math.pi * z) +
                     0.125 * math.sin(2 * math.pi * (x + y)))


class Profile(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dgh-profile-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        write_grid(self.folder / "LOCPOT", slab)
        write_grid(self.folder / "CHGCAR", wave)

    def good(self, *arguments):
        status, out, err = run("profile", *arguments, cwd=self.folder)
        self.assertEqual(status, 0, err)
        return out

    def table(self, *arguments):
        return list(csv.DictReader(io.StringIO(self.good("--csv", *arguments))))

    def expect(self, status, message, *arguments):
        found, out, err = run("profile", *arguments, cwd=self.folder)
        self.assertEqual((found, out), (status, ""), err)
        self.assertIn(message, err)

    def test_golden(self):
        golden(self, self.good("--fermi", "-1", "LOCPOT"), "profile_potential.txt")
        golden(self, self.good("--macroscopic", "layers", "--line", "atom:1/atom:2", "CHGCAR",
                               "LOCPOT"), "profile_two.txt")

    def test_curves(self):
        for axis, n in zip("abc", N):
            rows = self.table("--axis", axis, "--macroscopic", "20", "CHGCAR")
            self.assertEqual(len(rows), n)
            for k, row in enumerate(rows):
                mean = 0.5 + (0.25 * math.cos(2 * math.pi * k / n) if axis == "c" else 0.0)
                self.assertAlmostEqual(float(row["mean"]), mean, 11)
            if axis == "c":
                self.assertAlmostEqual(float(rows[0]["macroscopic"]), 0.5, 11)
                self.assertAlmostEqual(float(rows[3]["position_ang"]), 1.5, 11)
                self.assertAlmostEqual(float(rows[0]["per_length_e_per_ang"]), 0.75 * 7.8, 9)

    def test_side_by_side(self):
        rows = self.table("CHGCAR", "LOCPOT")
        self.assertEqual(list(rows[0]), ["position_ang", "CHGCAR:mean",
                                         "CHGCAR:per_length_e_per_ang", "CHGCAR:cumulated_e",
                                         "LOCPOT:mean"])

    def test_line_and_plane(self):
        for how in ("cubic", "fourier"):
            rows = self.table("--interpolation", how, "--points", "7", "--line", "0,0,0/0,0,1.5",
                              "CHGCAR")
            self.assertEqual(len(rows), 7)
            for row in rows:
                z = float(row["z_ang"]) / 20.0
                self.assertAlmostEqual(float(row["value"]), 0.5 + 0.25 * math.cos(2 * math.pi * z),
                                       4 if how == "cubic" else 11)
        rows = self.table("--plane", "0,0,0/ang:3,0,0/ang:0,0,10", "--margin", "0", "--points", "11",
                          "--npy", "plane.npy", "CHGCAR")
        self.assertEqual(len(rows), 4 * 11)
        data = (self.folder / "plane.npy").read_bytes()
        self.assertEqual(data[:6], b"\x93NUMPY")
        self.assertIn(b"(4, 11, 1)", data)
        values = struct.unpack("<44d", data[-44 * 8:])
        self.assertEqual([float(row["value"]) for row in rows], list(values))

    def test_threads(self):
        arguments = ("--json", "--line", "0,0,0/1,1,1", "--interpolation", "fourier", "CHGCAR")
        texts = {self.good("--jobs", jobs, *arguments) for jobs in ("1", "2", "8")}
        self.assertEqual(len(texts), 1)

    def test_json(self):
        document = json.loads(self.good("--json", "--fermi", "-1.5", "LOCPOT"))
        levels = document["files"][0]["vacuum"]["levels"]
        self.assertEqual([level["side"] for level in levels], ["above", "below"])
        self.assertAlmostEqual(levels[0]["work_function_ev"], 6.0, 4)
        self.assertAlmostEqual(levels[1]["work_function_ev"], 5.5, 4)
        self.assertAlmostEqual(document["files"][0]["vacuum"]["dipole_step_ev"], 0.5, 4)
        document = json.loads(self.good("--json", "LOCPOT"))
        self.assertIsNone(document["files"][0]["vacuum"]["levels"][0]["work_function_ev"])
        self.assertIn("no-fermi-energy", [d["code"] for d in document["files"][0]["diagnostics"]])

    @unittest.skipIf(jsonschema is None, "python3-jsonschema is not installed")
    def test_schema(self):
        schema = json.loads((SOURCE / "lib/report/schema/dgh-1.json").read_text(encoding="utf-8"))
        one = jsonschema.Draft7Validator({"$ref": "#/definitions/profile",
                                          "definitions": schema["definitions"]})
        cuts = ("--line", "atom:1/0.5,0.5,0.5", "--plane", "0,0,0/1,0,0/0,1,0", "--points", "3")
        for options in (("LOCPOT",), ("--fermi", "1", "--macroscopic", "2,3", "LOCPOT"),
                        ("--field", "density", "LOCPOT"), cuts + ("CHGCAR", "LOCPOT")):
            with self.subTest(options):
                document = json.loads(self.good("--json", *options))
                self.assertEqual([f"{list(e.absolute_path)}: {e.message[:300]}"
                                  for e in one.iter_errors(document)], [])
                jsonschema.validate(document, schema)
                del document["files"][0]["vacuum"]
                self.assertFalse(one.is_valid(document))

    def test_refused(self):
        whole = (self.folder / "CHGCAR").read_text(encoding="ascii")
        for name, text, message in (
            ("CHGCAR.cut", whole[:-30], "of the grid, found end of file"),
            ("CHGCAR.nan", whole.replace("E+02", "NaN", 1), "of the grid"),
            ("CHGCAR.stars", whole[:-20] + "********\n", "of the grid"),
        ):
            (self.folder / name).write_text(text, encoding="ascii")
            self.expect(3, message, name)
            self.expect(3, f"{name}:", name)
        self.expect(3, "missing", "missing")
        self.expect(2, "expected a file with a grid")
        for message, arguments in {
            "--axis: expected a, b or c": ("--axis", "d"),
            "--line: expected a point": ("--line", "atom:x/0,0,0"),
            "found fewer": ("--plane", "0,0,0/1,1,1"),
            "expected an atom from 1 to 2, found 7": ("--line", "atom:1/atom:7"),
            "the same place twice": ("--line", "0,0,0/ang:0,0,0"),
            "three on one line": ("--plane", "0,0,0/0,0,.1/0,0,.7"),
            "--macroscopic: expected": ("--macroscopic", "-2"),
            "--npy writes the plane": ("--npy", "x.npy"),
            "one table": ("--csv", "--line", "0,0,0/0,0,1", "--plane", "0,0,0/0,0,1/0,1,0"),
            "--points: expected": ("--points", "1"),
        }.items():
            with self.subTest(arguments):
                self.expect(2, message, *arguments, "CHGCAR")
        status, _, err = run("profile", "--plane", "0,0,0/1,0,0/0,1,0", "--npy", "none/x.npy",
                             "CHGCAR", cwd=self.folder)
        self.assertEqual(status, 1)
        self.assertIn("none/x.npy", err)
        self.assertFalse(os.path.exists(self.folder / "none"))


if __name__ == "__main__":
    main(unittest)
