#!/usr/bin/env bash
# bench_tree.sh DGH [RUNS]: time of `dgh compute` and `dgh inspect` over a tree of RUNS runs (copies
# of examples/pt111-h, 2000 by default), beside the time that `cat` needs for the same files. The
# files are in the page cache.
set -eu
dgh=$(command -v "$1") || { echo "$1: no such program" >&2; exit 2; }
runs=${2:-2000}
bar_s=5
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
one=$(find "$here/examples/pt111-h" -name '*.scf.out' -o -name '*.relax.out' | wc -l)
copies=$(((runs + one - 1) / one))
mkdir "$work/tree"
for ((i = 0; i < copies; i++)); do
    cp -r "$here/examples/pt111-h" "$work/tree/copy$(printf %04d "$i")"
done

# Best of three, wall clock and CPU seconds; a command that fails ends the script.
row() {
    local label=$1 round best="9e9 0" took
    shift
    for round in 1 2 3; do
        if ! { TIMEFORMAT='%R %U %S'; time "$@" >"$work/out" 2>"$work/err"; } 2>"$work/time"; then
            echo "$label failed:" >&2
            head -5 "$work/err" >&2
            exit 1
        fi
        took=$(tail -1 "$work/time")
        best=$(echo "$best $took" | awk '{ print ($1 < $3 ? $1 " " $2 : $3 " " $4 + $5) }')
    done
    echo "$best" | awk -v l="$label" -v n="$((copies * one))" -v bar="$bar_s" '{
        printf "%-34s %6.2f s   CPU %6.2f s   %7.0f runs/s", l, $1, $2, n / $1
        if (l ~ /^dgh compute$/) printf "   bar %d s: %s", bar, $1 <= bar ? "passed" : "MISSED"
        print "" }'
}
cat_all() {
    find "$work/tree" -type f -exec cat {} +
}
echo "$((copies * one)) runs in $copies copies, $(find "$work/tree" -type f | wc -l) files," \
    "$(du -sm "$work/tree" | cut -f1) MB"
row "cat of every file" cat_all
row "dgh compute" "$dgh" compute "$work/tree"
row "dgh compute --jobs 1" "$dgh" compute --jobs 1 "$work/tree"
row "dgh inspect" "$dgh" inspect "$work/tree"
