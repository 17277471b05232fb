#!/usr/bin/env bash
# Builds the preset release and prints how fast it is, beside `cat` and beside ASE and pymatgen on
# the same files (Debian: python3-ase, python3-pymatgen; left out where they are not installed):
#
#   tests/bench/run.sh [readers] [tree] [grids] [densities] [structure] [dband] [python]
#
# without an argument all parts, some ten minutes. In the environment:
#   DGH_SHARED_DATA=DIR  readers and dband take the real files of DIR/public, else those of this
#                        repository (of which dband has none)
#   BENCH_GRID=N         points along an edge of the grids (default 128; 256: a CHGCAR of 305 MB,
#                        some GB in a directory of /tmp or TMPDIR)
# The bars that are printed are those of a machine with two cores at rest.
set -eu
cd "$(dirname "$0")/../.."
. .ci/dependencies.sh
need_packages build

quietly "release: configure" cmake --preset release -DDGH_BUILD_BENCH=ON \
    ${DGH_SHARED_DATA:+"-DDGH_SHARED_DATA=$DGH_SHARED_DATA"}
mapfile -t benches < <(cd tests/bench && ls bench_*.c)
quietly "release: build" cmake --build --preset release \
    --target dgh dgh_static dgh_program dgh_documents "${benches[@]%.c}"
build=$PWD/build/release
bench=$build/tests
dgh=$build/bin/dgh
python=/usr/bin/python3
points=${BENCH_GRID:-128}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
public=${DGH_SHARED_DATA:-/nowhere}/public

# has MODULE...: whether Python has them; says so where not.
has() {
    for module in "$@"; do
        if ! "$python" -c "import $module" 2>/dev/null; then
            echo "Python's $module is not installed: its part is skipped"
            return 1
        fi
    done
}

title() {
    printf '\n%s\n' "$1"
}

# large DIRECTORY PATTERN [pw]: the ten largest plain files of that name; "pw": that pw.x wrote.
large() {
    if [ "${3:-}" = pw ]; then
        find "$1" -type f -name "$2" -exec grep -l 'Program PWSCF' {} +
    else
        find "$1" -type f -name "$2"
    fi | xargs -r stat -c '%s %n' | sort -rn | head -10 | cut -d' ' -f2-
}

readers() {
    title "One file, one core (MB per CPU second; the files are in the page cache)"
    "$bench/bench_outcar"
    "$bench/bench_vasprun"
    "$bench/bench_pw"
    title "Files beside ASE"
    has ase || return 0
    "$python" -c 'import ase; print("ASE", ase.__version__)'
    if [ -d "$public" ]; then
        large "$public" 'OUTCAR*[!z2t]'
        large "$public" 'vasprun*.xml'
        large "$public" '*.out' pw
    else
        large . 'OUTCAR.relax_*'
        large . '*.relax.out' pw
    fi | sort -u | {
        mapfile -t files
        "$python" tests/bench/compare_ase.py "$build/libdgh.so" "${files[@]}"
    }
}

tree() {
    title "A tree"
    tests/bench/bench_tree.sh "$dgh"
}

grids() {
    title "A CHGCAR of $points^3 points"
    "$bench/bench_grid" ortho "$points" "$work/CHGCAR.grid"
    rm -f "$work/CHGCAR.grid"*
    title "Grids beside ASE and pymatgen"
    "$python" tests/bench/compare_grid.py "$build/libdgh.so"
}

densities() {
    title "Difference of three CHGCARs of $points^3 points"
    "$bench/bench_diff" ortho "$points" "$work"
    title "The same beside ASE and pymatgen"
    local names=("$work/diff_ortho_${points}_AB.vasp" "$work/diff_ortho_${points}_A.vasp"
        "$work/diff_ortho_${points}_B.vasp")
    if has ase; then "$python" tests/bench/compare_diff.py "$dgh" "${names[@]}"; fi
    rm -f "$work"/diff_*
    title "Bader: time, memory and accuracy"
    "$bench/bench_bader" ortho 64 "$points"
    "$bench/bench_bader" tric 64 "$points"
}

structure() {
    title "Neighbours"
    "$bench/bench_neighbours"
    title "dgh order: the full analysis"
    "$bench/bench_order"
    title "... beside ASE's neighbour list"
    if has ase; then "$python" tests/bench/compare_order.py "$bench/bench_order"; fi
    title "dgh sites"
    "$bench/bench_sites"
    title "... beside pymatgen's AdsorbateSiteFinder"
    if has pymatgen; then
        "$python" tests/bench/compare_sites.py "$dgh" structures/p*.vasp
    fi
}

dband() {
    title "d bands beside pymatgen and ASE"
    if [ ! -d "$public" ]; then
        echo "no vasprun.xml with a partial density of states: set DGH_SHARED_DATA"
        return 0
    fi
    has pymatgen ase || return 0
    mapfile -t files < <(grep -rl --include='vasprun*.xml' '<partial>' "$public" | sort)
    "$python" tests/bench/compare_dband.py "$dgh" "${files[@]}"
}

python_package() {
    title "A grid as a NumPy array, beside the C reader, pymatgen and ASE"
    if ! "$python" bindings/python/tests/stage.py cmake "$build" "$PWD" >"$work/stage.log" 2>&1; then
        tail -1 "$work/stage.log"
        return 0
    fi
    PYTHONPATH="$build/python/lib" "$python" tests/bench/compare_python.py "$build/python/prefix"
}

echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown)," \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -1)"
[ $# -gt 0 ] || set -- readers tree grids densities structure dband python
for part in "$@"; do
    case "$part" in
    readers | tree | grids | densities | structure | dband) "$part" ;;
    python) python_package ;;
    *)
        echo "$part: no part of this benchmark: readers tree grids densities structure dband python" >&2
        exit 2
        ;;
    esac
done
