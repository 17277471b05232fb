#!/usr/bin/env python3
"""Writes HDF5 files with h5py, as Quantum ESPRESSO and VASP lay them out, from other files' numbers.

make.py qe charge-density.dat charge-density.hdf5
    the records of write_rhog (Modules/io_base.f90 of QE), which writes the one or the other
make.py vasp CHGCAR vaspwave.h5 [vaspout.h5]
    the blocks of a CHGCAR (one or two) as VASP 6 writes them with LCHARGH5 = .TRUE.; with a third
    name the structure goes there
make.py small FOLDER
    the small files that are kept beside this script
"""
import struct
import sys

import h5py
import numpy as np


def records(data):
    at = 0
    while at < len(data):
        whole, more = b"", True
        while more:
            mark, = struct.unpack_from("<i", data, at)
            more, size = mark < 0, abs(mark)
            whole += data[at + 4:at + 4 + size]
            at += size + 8
        yield whole


def write_qe(out, gamma_only, cell, miller, rho):
    """rho: one array of complex numbers for each component"""
    names = ["rhotot_g", "rhodiff_g"] if len(rho) <= 2 else ["rhotot_g", "m_x", "m_y", "m_z"]
    with h5py.File(out, "w") as f:
        f.attrs.create("gamma_only", np.bytes_(".TRUE." if gamma_only else ".FALSE."))
        f.attrs.create("ngm_g", np.int32(len(miller)))
        f.attrs.create("nspin", np.int32(len(rho)))
        m = f.create_dataset("MillerIndices", data=np.asarray(miller, "<i4").reshape(-1, 3))
        for i in range(3):
            m.attrs.create("bg%d" % (i + 1), np.asarray(cell[i], "<f8"))
        for name, values in zip(names, rho):
            f.create_dataset(name, data=np.ascontiguousarray(values, "<c16").view("<f8"))


def write_records(out, gamma_only, cell, miller, rho):
    """the same as charge-density.dat"""
    with open(out, "wb") as f:
        for data in (struct.pack("<3i", gamma_only, len(miller), len(rho)),
                     np.asarray(cell, "<f8").tobytes(), np.asarray(miller, "<i4").tobytes(),
                     *(np.ascontiguousarray(x, "<c16").tobytes() for x in rho)):
            mark = struct.pack("<i", len(data))
            f.write(mark + data + mark)


def qe(source, out):
    r = list(records(open(source, "rb").read()))
    gamma_only, n_g, n_spin = struct.unpack("<3i", r[0])
    write_qe(out, gamma_only != 0, np.frombuffer(r[1], "<f8").reshape(3, 3),
             np.frombuffer(r[2], "<i4").reshape(n_g, 3),
             [np.frombuffer(x, "<c16") for x in r[3:3 + n_spin]])


def write_positions(f, group, labels, counts, cell, positions):
    g = f.create_group(group)
    g["scale"] = np.float64(1.0)
    g["lattice_vectors"] = np.asarray(cell, "<f8")
    g["ion_types"] = np.array(labels, "S2")
    g["number_ion_types"] = np.asarray(counts, "<i4")
    g["position_ions"] = np.asarray(positions, "<f8")
    g["direct_coordinates"] = np.int32(1)
    g["system"] = np.bytes_("a test")


def write_vasp(out, charge, structure, beside=None):
    """charge [components][n2][n1][n0], times the volume as in CHGCAR"""
    with h5py.File(out, "w") as f:
        f["charge/charge"] = np.asarray(charge, "<f8")
        f["charge/grid"] = np.asarray(charge.shape[:0:-1], "<i4")
        if not beside:
            write_positions(f, "structure/positions", *structure)
    if beside:
        with h5py.File(beside, "w") as f:
            write_positions(f, "results/positions", *structure)


def vasp(source, out, beside=None):
    lines = open(source).read().split("\n")
    scale, labels = float(lines[1]), lines[5].split()
    cell = scale * np.array([[float(x) for x in l.split()] for l in lines[2:5]])
    counts = [int(x) for x in lines[6].split()]
    n = sum(counts)
    positions = [[float(x) for x in l.split()[:3]] for l in lines[8:8 + n]]
    rest = lines[9 + n:]
    dims = [int(x) for x in rest[0].split()]
    blocks, head = [], rest[0].split()
    for i, line in enumerate(rest):
        if line.split() == head:
            words = []
            for l in rest[i + 1:]:
                words += l.split()
                if len(words) >= np.prod(dims):
                    break
            blocks.append([float(x) for x in words[:int(np.prod(dims))]])
    write_vasp(out, np.array(blocks).reshape(-1, dims[2], dims[1], dims[0]),
               (labels, counts, cell, positions), beside)


def small(folder):
    b = [[1.0, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.1, 0.25]]
    miller = [(i, j, k) for i in range(-1, 2) for j in range(-2, 3) for k in range(-2, 3)
              if i * i + j * j / 3 + k * k / 3 <= 1.5]
    rng = np.random.default_rng(7)
    half = {m: complex(*rng.normal(size=2)) for m in miller}
    rho = np.array([half[m] + np.conj(half[tuple(-x for x in m)]) for m in miller])
    upper = [i for i, m in enumerate(miller) if m[::-1] >= (0, 0, 0)]
    for name, arguments in (("qe_spin", (False, b, miller, [rho, 0.25 * rho])),
                            ("qe_vector", (False, b, miller, [rho, 0.5 * rho, 2 * rho, -rho])),
                            ("qe_gamma", (True, b, [miller[i] for i in upper], [rho[upper]]))):
        write_qe("%s/%s.hdf5" % (folder, name), *arguments)
        write_records("%s/%s.dat" % (folder, name), *arguments)
    charge = np.arange(2 * 3 * 4 * 5, dtype="<f8").reshape(2, 3, 4, 5)
    charge[1] -= 90.5
    structure = (["Pt", "H"], [2, 1], [[4.0, 0, 0], [-1.0, 3.0, 0], [0, 0.5, 6.0]],
                 [[0, 0, 0], [0.5, 0.5, 0.25], [0.5, 0.5, 0.75]])
    write_vasp(folder + "/vaspwave.h5", charge, structure)
    write_vasp(folder + "/beside/vaspwave.h5", charge, structure, folder + "/beside/vaspout.h5")
    with h5py.File(folder + "/potential.h5", "w") as f:
        f["results/potential/total"] = charge[:1] / 7
        write_positions(f, "results/positions", *structure)


if __name__ == "__main__":
    {"qe": qe, "vasp": vasp, "small": small}[sys.argv[1]](*sys.argv[2:])
