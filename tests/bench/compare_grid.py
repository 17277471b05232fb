#!/usr/bin/env python3
"""dgh against ASE and pymatgen on the same grids, in one run: reading, integral, planar average.

compare_grid.py LIBDGH [FILE...]     LIBDGH: path of libdgh.so; CHGCAR or cube files

Without files a CHGCAR and a cube of 96 x 96 x 96 points are made. Needs NumPy and ASE or pymatgen
(Debian: python3-ase, python3-pymatgen); what is not there is named and left out. Seconds are CPU
seconds of this process with one thread, best of two or more, files in the page cache; "dgh one
pass" reads, integrates and averages along all three axes at once with memory for planes only.
"""
import ctypes
import os
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
try:
    import numpy
except ImportError:
    print("NumPy is not installed (Debian: python3-numpy): skipped")
    sys.exit(0)

SIZE = ctypes.c_size_t


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int), ("line", SIZE), ("column", SIZE),
                ("path", ctypes.c_char * 1024), ("message", ctypes.c_char * 2048)]


class GridOptions(ctypes.Structure):
    _fields_ = [("size", SIZE), ("component", SIZE), ("single_precision", ctypes.c_bool),
                ("jobs", ctypes.c_int), ("field", ctypes.c_int), ("io_size", SIZE),
                ("max_unpacked_bytes", SIZE), ("max_ratio", SIZE)]


class Profile(ctypes.Structure):
    _fields_ = [("n", SIZE), ("length_ang", ctypes.c_double)] + [
        (name, ctypes.POINTER(ctypes.c_double))
        for name in ("position_ang", "mean", "per_length", "cumulated")]


class Dgh:
    def __init__(self, library, jobs):
        self.lib = ctypes.CDLL(library)
        self.lib.dgh_grid_integral.restype = ctypes.c_double
        self.lib.dgh_planar_integral.restype = ctypes.c_double
        self.jobs = jobs
        self.options = GridOptions(ctypes.sizeof(GridOptions), 0, False, jobs, 0, 24, 8 << 30, 200)

    def call(self, name, *arguments):
        err = Error()
        if getattr(self.lib, name)(*arguments, ctypes.byref(err)):
            raise RuntimeError(err.message.decode())

    def curve(self, pointer):
        profile = ctypes.cast(pointer, ctypes.POINTER(Profile)).contents
        mean = numpy.array(profile.mean[:profile.n])
        self.lib.dgh_profile_free(pointer)
        return mean

    def read(self, path):
        grid = ctypes.c_void_p()
        self.call("dgh_grid_read", ctypes.byref(grid), path.encode(), ctypes.byref(self.options))
        return grid

    def analyse(self, grid):
        profile = ctypes.c_void_p()
        self.call("dgh_density_profile", ctypes.byref(profile), grid, 2)
        return self.lib.dgh_grid_integral(grid), self.curve(profile)

    def free(self, grid):
        self.lib.dgh_grid_free(grid)

    def one_pass(self, path):
        """Integral and average as a program that reads planes would get them."""
        stream, header = ctypes.c_void_p(), ctypes.c_void_p()
        planar, profile = ctypes.c_void_p(), ctypes.c_void_p()
        self.call("dgh_grid_stream_open", ctypes.byref(stream), ctypes.byref(header), path.encode(),
                  ctypes.byref(self.options))
        n = (SIZE * 3).from_address(header.value + 3 * ctypes.sizeof(ctypes.c_void_p))
        planes = max(1, min(n[2], (4 << 20) // (8 * n[0] * n[1])))
        room = (ctypes.c_double * (planes * n[0] * n[1]))()
        self.call("dgh_planar_open", ctypes.byref(planar), header, self.jobs)
        for k in range(0, n[2], planes):
            many = SIZE(min(planes, n[2] - k))
            self.call("dgh_grid_stream_read", stream, room, many)
            self.call("dgh_planar_add", planar, room, many)
        self.call("dgh_planar_profile", ctypes.byref(profile), planar, 2)
        result = self.lib.dgh_planar_integral(planar), self.curve(profile)
        self.lib.dgh_planar_free(planar)
        self.lib.dgh_grid_stream_close(stream)
        return result


def ase_reader():
    from ase.calculators.vasp import VaspChargeDensity
    from ase.io.cube import read_cube_data
    from ase.units import Bohr

    def read(path):
        if path.endswith((".cube", ".cub")):
            data, atoms = read_cube_data(path)
            return data / Bohr**3, atoms.get_volume()
        grids = VaspChargeDensity(path)
        return grids.chg[0], grids.atoms[0].get_volume()
    return read


def pymatgen_reader():
    from pymatgen.core.units import bohr_to_ang
    from pymatgen.io.cube import Cube
    from pymatgen.io.vasp import Chgcar

    def read(path):
        if path.endswith((".cube", ".cub")):
            grid = Cube(path)
            return grid.data / bohr_to_ang**3, grid.structure.volume
        grid = Chgcar.from_file(path)
        return grid.data["total"] / grid.structure.volume, grid.structure.volume
    return read


def best(function, least_s=0.4, most_runs=20):
    """(CPU seconds, what the function gave last)"""
    fastest, total, runs = 1e9, 0.0, 0
    while runs < 2 or (total < least_s and runs < most_runs):
        start = time.process_time()
        result = function()
        elapsed = time.process_time() - start
        fastest, total, runs = min(fastest, elapsed), total + elapsed, runs + 1
        if elapsed > 10:
            break
    return fastest, result


def measure_dgh(dgh, path):
    grid = dgh.read(path)
    analysed, result = best(lambda: dgh.analyse(grid))
    dgh.free(grid)
    reading, _ = best(lambda: dgh.free(dgh.read(path)))
    one_pass, streamed = best(lambda: dgh.one_pass(path))
    assert abs(streamed[0] - result[0]) <= 1e-12 * abs(result[0]), (streamed[0], result[0])
    return {"dgh": (reading, analysed, result), "dgh one pass": (one_pass, 0.0, streamed)}


def measure_peer(read, path):
    reading, (value, volume) = best(lambda: read(path))
    analysed, result = best(lambda: (value.sum() / value.size * volume, value.mean(axis=(0, 1))))
    return reading, analysed, result


def make_files(folder, n=96):
    """A CHGCAR and a cube of the same density, made up: one H in a skewed cell."""
    cell = numpy.array([[11.2, 0.0, 0.0], [-1.5, 10.1, 0.0], [0.3, 0.7, 12.4]])
    bohr = 0.529177210903
    x = numpy.arange(n) / n
    wave = [numpy.cos(2 * numpy.pi * (x - s)) for s in (0.1, 0.4, 0.7)]
    rho = 0.01 + numpy.exp(6 * (wave[0][:, None, None] + wave[1][None, :, None] +
                                wave[2][None, None, :] - 3))
    paths = [os.path.join(folder, name) for name in ("CHGCAR", "rho.cube")]
    with open(paths[0], "w", encoding="ascii") as file:
        file.write("made up\n 1.0\n")
        numpy.savetxt(file, cell, fmt=" %.6f")
        file.write(f" H\n 1\nDirect\n 0.1 0.4 0.7\n\n {n} {n} {n}\n")
        stored = rho.transpose(2, 1, 0).ravel() * abs(numpy.linalg.det(cell))
        write_numbers(file, stored, 5, " %.11E")
    with open(paths[1], "w", encoding="ascii") as file:
        file.write("made up\ndensity\n 1 0.0 0.0 0.0\n")
        for vector in cell / n / bohr:
            file.write(f" {n} " + " ".join(f"{v:.9f}" for v in vector) + "\n")
        place = numpy.array([0.1, 0.4, 0.7]) @ cell / bohr
        file.write(" 1 1.0 " + " ".join(f"{v:.9f}" for v in place) + "\n")
        write_numbers(file, rho.ravel() * bohr**3, 6, " %.5E")
    return paths


def write_numbers(file, values, per_line, form):
    whole = len(values) // per_line * per_line
    numpy.savetxt(file, values[:whole].reshape(-1, per_line), fmt=form, delimiter="")
    if whole < len(values):
        numpy.savetxt(file, values[None, whole:], fmt=form, delimiter="")


def show(path, rows, reference):
    size = os.path.getsize(path)
    print(f"{path}, {size / 1e6:.1f} MB")
    print(f"  {'':<14}{'read s':>9}{'MB/s':>9}{'analyse s':>11}{'ratio':>8}  "
          "integral - dgh's, largest difference of the planar average (relative)")
    ours = rows["dgh"][0] + rows["dgh"][1]
    for name, (reading, analysed, (integral, mean)) in rows.items():
        scale = max(1e-300, float(numpy.abs(reference[1]).max()))
        print(f"  {name:<14}{reading:>9.4f}{size / 1e6 / max(reading, 1e-9):>9.0f}{analysed:>11.5f}"
              f"{(reading + analysed) / ours:>8.2f}  {(integral / reference[0] - 1):.1e}  "
              f"{float(numpy.abs(mean - reference[1]).max()) / scale:.1e}")


def main(library, files):
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    dgh = Dgh(library, 1)
    peers = {}
    for name, maker in (("ASE", ase_reader), ("pymatgen", pymatgen_reader)):
        try:
            peers[name] = maker()
        except ImportError:
            print(f"{name} is not installed (Debian: python3-{name.lower()}): left out")
    with tempfile.TemporaryDirectory() as folder:
        for path in files or make_files(folder):
            rows = measure_dgh(dgh, path)
            for name, read in peers.items():
                try:
                    rows[name] = measure_peer(read, path)
                except Exception as error:  # a peer that cannot read a file is part of the result
                    print(f"{path}: {name}: {type(error).__name__}: {error}")
            show(path, rows, rows["dgh"][2])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__.strip())
        sys.exit(2)
    main(sys.argv[1], sys.argv[2:])
