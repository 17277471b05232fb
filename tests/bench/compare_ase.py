#!/usr/bin/env python3
"""Reading speed of dgh against ASE on the same files, in one run.

compare_ase.py LIBDGH FILE...     LIBDGH: path of libdgh.so; needs ASE (Debian: python3-ase)

Reads each file with both, whole (all ionic steps), best of several, in one process and from the
page cache; prints MB per second of CPU time and the ratio, and at the end the smallest ratio and
that of all files together.
"""
import ctypes
import os
import sys
import time
import warnings

import ase.io

warnings.filterwarnings("ignore")


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int), ("line", ctypes.c_size_t), ("column", ctypes.c_size_t),
                ("path", ctypes.c_char * 1024), ("message", ctypes.c_char * 2048)]


def best_time(function, least_s=0.5, most_runs=50):
    best, total, runs = 1e9, 0.0, 0
    while runs < 2 or (total < least_s and runs < most_runs):
        start = time.process_time()
        function()
        elapsed = time.process_time() - start
        best, total, runs = min(best, elapsed), total + elapsed, runs + 1
        if elapsed > 20:
            break
    return best


def ase_format(path):
    name = os.path.basename(path).lower()
    if "vasprun" in name:
        return "vasp-xml"
    if "outcar" in name:
        return "vasp-out"
    return "espresso-out"


def main(library, files):
    lib = ctypes.CDLL(library)
    lib.dgh_read_file.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_char_p,
                                  ctypes.c_void_p, ctypes.POINTER(Error)]
    lib.dgh_calculation_free.argtypes = [ctypes.c_void_p]

    def read_dgh(path):
        out, err = ctypes.c_void_p(), Error()
        if lib.dgh_read_file(ctypes.byref(out), path.encode(), None, ctypes.byref(err)):
            raise RuntimeError(err.message.decode())
        lib.dgh_calculation_free(out)

    print(f"{'MB':>8} {'dgh MB/s':>9} {'ASE MB/s':>9} {'ratio':>7}  file")
    ratios, all_ours, all_theirs, failed = [], 0.0, 0.0, 0
    for path in files:
        size = os.path.getsize(path) / 1e6
        ours = best_time(lambda: read_dgh(path))
        try:
            theirs = best_time(lambda: ase.io.read(path, index=":", format=ase_format(path)))
        except Exception as error:  # ASE fails on some real files
            print(f"{size:8.2f} {size / ours:9.0f} {'fails':>9} {'':>7}  {path}"
                  f" ({type(error).__name__})")
            failed += 1
            continue
        ratios.append(theirs / ours)
        all_ours, all_theirs = all_ours + ours, all_theirs + theirs
        print(f"{size:8.2f} {size / ours:9.0f} {size / theirs:9.2f} {theirs / ours:7.0f}  {path}")
    if ratios:
        print(f"{len(ratios)} files: ASE takes {all_theirs / all_ours:.0f} times as long in all, "
              f"{min(ratios):.0f} times at least (bar 100 x: "
              f"{'passed' if min(ratios) >= 100 else 'MISSED'}); it fails on {failed}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
