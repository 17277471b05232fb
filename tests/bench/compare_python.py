#!/usr/bin/env python3
"""A CHGCAR as a NumPy array: the package dgh against the C reader, pymatgen and ASE, in one run.

compare_python.py PREFIX [FILE [REPEATS]]     PREFIX: where the library is installed

dgh must be importable (PYTHONPATH). Without a file a CHGCAR of 96 x 96 x 96 points is made. Each
reading is a process of its own with one thread; the C program is compiled here and calls
dgh_grid_read alone. Rounds alternate; the best of all rounds is shown, in seconds on the clock and
of CPU (which tells more where other programs share the cores), the time of importing left out. The
peak is that of the process; "beyond the C program" has the interpreter's own memory taken off, as a
process has it that imports the package and reads nothing: a second copy would show there.
"""
import os
import shlex
import subprocess
import sys
import tempfile

C_PROGRAM = r"""
#include <dgh.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

static double clock_s(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    dgh_grid *grid;
    dgh_error err = {0};
    struct rusage usage;
    options.jobs = 1;
    double wall = clock_s(CLOCK_MONOTONIC), cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    if (argc != 2 || dgh_grid_read(&grid, argv[1], &options, &err) != DGH_OK)
        return 1;
    wall = clock_s(CLOCK_MONOTONIC) - wall;
    cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.6f %.6f %.1f %.17g\n", wall, cpu, (double)usage.ru_maxrss / 1024,
           grid->value[grid->n[0] * grid->n[1] * grid->n[2] / 2]);
    dgh_grid_free(grid);
    return 0;
}
"""

PYTHON_PROGRAM = """
import resource, sys, time, warnings
warnings.filterwarnings("ignore")
path, size = sys.argv[1], None
{setup}
wall, cpu = time.monotonic(), time.process_time()
{read}
wall, cpu = time.monotonic() - wall, time.process_time() - cpu
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
middle = data.ravel(order="F")[data.size // 2] / volume if data is not None else 0.0
print(f"{{wall:.6f}} {{cpu:.6f}} {{peak:.1f}} {{middle:.17g}}")
"""

READERS = [
    ("dgh, NumPy", "import dgh",
     "data, volume = dgh.read_grid(path, jobs=1).data, 1.0"),
    ("dgh, nothing read", "import dgh", "data, volume = None, 1.0"),
    ("pymatgen Chgcar", "from pymatgen.io.vasp import Chgcar",
     "c = Chgcar.from_file(path); data, volume = c.data['total'], c.structure.volume"),
    ("ASE VaspChargeDensity", "from ase.calculators.vasp import VaspChargeDensity",
     "data, volume = VaspChargeDensity(path).chg[0], 1.0"),
]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, env=dict(os.environ, OMP_NUM_THREADS="1"))
    if done.returncode:
        return None
    return [float(x) for x in done.stdout.split()]


def compile_reader(prefix, work):
    source, program = os.path.join(work, "read.c"), os.path.join(work, "read")
    with open(source, "w", encoding="ascii") as file:
        file.write(C_PROGRAM)
    subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-O2", source, "-o", program,
                    f"-I{prefix}/include", f"-L{prefix}/lib", "-ldgh",
                    f"-Wl,-rpath,{prefix}/lib"], check=True)
    return program


def make_file(path):
    import numpy
    import dgh
    x = numpy.linspace(0, 2 * numpy.pi, 96, endpoint=False)
    values = 1.5 + numpy.sin(x)[:, None, None] * numpy.cos(x)[None, :, None] * numpy.sin(x)
    cell = numpy.eye(3) * 8
    dgh.Grid.from_array(values, cell, dgh.Structure.from_arrays([1], [[1, 1, 1]], cell)).write(path)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    prefix = os.path.abspath(sys.argv[1])
    repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as work:
        path = sys.argv[2] if len(sys.argv) > 2 else os.path.join(work, "CHGCAR.vasp")
        if len(sys.argv) < 3:
            make_file(path)
        commands = {"dgh_grid_read in C": [compile_reader(prefix, work), path]}
        for name, setup, read in READERS:
            code = PYTHON_PROGRAM.format(setup=setup, read=read)
            commands[name] = [sys.executable, "-c", code, path]
        best = {}
        for turn in range(repeats):
            for name, command in commands.items():
                if turn > 0 and name.startswith(("pymatgen", "ASE")):
                    continue  # slow, and far away
                found = run(command)
                if found is None:
                    continue
                old = best.get(name, found)
                best[name] = [min(old[0], found[0]), min(old[1], found[1]), max(old[2], found[2]),
                              found[3]]
    c, python = best["dgh_grid_read in C"], best["dgh, NumPy"]
    idle = best["dgh, nothing read"][2]
    print(f"{path}, {os.path.getsize(path) / 1e6:.0f} MB, best of {repeats} (pymatgen, ASE: once)")
    print(f"{'':24} {'wall s':>8} {'CPU s':>8} {'of C':>7} {'peak MiB':>9}")
    for name in commands:
        if name == "dgh, nothing read":
            continue
        if name not in best:
            print(f"{name:24} not installed, or failed")
            continue
        wall, cpu, peak, middle = best[name]
        assert abs(middle - c[3]) <= 1e-9 * abs(c[3]), (name, middle, c[3])
        print(f"{name:24} {wall:8.3f} {cpu:8.3f} {cpu / c[1]:7.3f} {peak:9.1f}")
    print(f"the interpreter with dgh and nothing read has {idle:.1f} MiB: beyond the C program "
          f"{python[2] - idle - c[2]:+.1f} MiB")


if __name__ == "__main__":
    main()
