#!/bin/sh
# bench_tree.sh DGH [RUNS]: time of `dgh compute` and `dgh inspect` over a tree of RUNS runs (copies
# of examples/pt111-h, 2000 by default), beside the time that `cat` needs for the same files.
set -eu
dgh=$1
runs=${2:-2000}
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
one=$(find "$here/examples/pt111-h" -name '*.scf.out' -o -name '*.relax.out' | wc -l)
copies=$(((runs + one - 1) / one))
mkdir "$work/tree"
i=0
while [ "$i" -lt "$copies" ]; do
    cp -r "$here/examples/pt111-h" "$work/tree/copy$(printf %04d "$i")"
    i=$((i + 1))
done
seconds() {
    start=$(date +%s.%N)
    "$@" >/dev/null 2>"$work/err" || true
    end=$(date +%s.%N)
    awk -v a="$start" -v b="$end" 'BEGIN { printf "%.2f", b - a }'
}
cat_all() {
    find "$work/tree" -type f -exec cat {} +
}
cat_all >/dev/null # warm the page cache
echo "$((copies * one)) runs in $copies copies, $(find "$work/tree" -type f | wc -l) files," \
    "$(du -sm "$work/tree" | cut -f1) MB, $(nproc) cores"
echo "cat of every file      $(seconds cat_all) s"
echo "dgh compute            $(seconds "$dgh" compute "$work/tree") s"
echo "dgh compute --jobs 1   $(seconds "$dgh" compute --jobs 1 "$work/tree") s"
echo "dgh inspect            $(seconds "$dgh" inspect "$work/tree") s"
