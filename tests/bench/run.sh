#!/usr/bin/env bash
# Builds the preset release and prints how fast it reads: every reader on one core beside `cat`, a
# tree of 2,000 runs, and the same files as ASE (Debian: python3-ase) where that is installed.
# With DGH_SHARED_DATA=DIR in the environment the last part takes the real files of DIR/public, else
# those of this repository. Some five minutes; bars are those of a machine with two cores at rest.
set -eu
cd "$(dirname "$0")/../.."
. .ci/dependencies.sh
need_packages build

quietly "release: configure" cmake --preset release -DDGH_BUILD_BENCH=ON \
    ${DGH_SHARED_DATA:+"-DDGH_SHARED_DATA=$DGH_SHARED_DATA"}
quietly "release: build" cmake --build --preset release
build=build/release

# large PATTERN [pw]: the ten largest plain files of that name; "pw": that pw.x wrote.
large() {
    if [ "${2:-}" = pw ]; then
        find "$root" -type f -name "$1" -exec grep -l 'Program PWSCF' {} +
    else
        find "$root" -type f -name "$1"
    fi | xargs stat -c '%s %n' | sort -rn | head -10 | cut -d' ' -f2-
}

echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown)," \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -1)"
echo
echo "One file, one core (MB per CPU second; the files are in the page cache)"
"$build/tests/bench_outcar"
"$build/tests/bench_vasprun"
"$build/tests/bench_pw"
echo
echo "A tree"
tests/bench/bench_tree.sh "$build/bin/dgh"
echo
echo "Grids beside ASE and pymatgen"
/usr/bin/python3 tests/bench/compare_grid.py "$build/libdgh.so"
echo
echo "Beside ASE"
python=/usr/bin/python3
if ! "$python" -c 'import ase' 2>/dev/null; then
    echo "ASE is not installed (Debian: python3-ase): skipped"
    exit 0
fi
"$python" -c 'import ase; print("ASE", ase.__version__)'
if [ -d "${DGH_SHARED_DATA:-/nowhere}/public" ]; then
    root=$DGH_SHARED_DATA/public
    large 'OUTCAR*[!z2t]'
    large 'vasprun*.xml'
    large '*.out' pw
else
    root=.
    large 'OUTCAR.relax_*'
    large '*.relax.out' pw
fi | sort -u | {
    mapfile -t files
    "$python" tests/bench/compare_ase.py "$build/libdgh.so" "${files[@]}"
}
