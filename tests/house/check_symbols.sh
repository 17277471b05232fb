#!/bin/sh
# check_symbols.sh LIBRARY SOURCE_DIR: the shared library exports exactly what the public headers
# declare with DGH_API.
set -eu
library=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm -D --defined-only "$library" | awk '$2 ~ /[TDBRV]/ { sub(/@.*/, "", $3); print $3 }' |
    grep -vE '^(\.gomp_critical_user_|_init|_fini|__asan|__ubsan|__sanitizer|__odr_asan|__tsan|___asan)' | sort >"$work/exported" || true
cat "$source"/include/dgh/*.h | tr '\n' ' ' |
    grep -oE 'DGH_API [^;(]*\(' | grep -oE 'dgh_[a-z0-9_]+\($' | tr -d '(' | sort -u >"$work/declared"
if ! diff "$work/declared" "$work/exported" >"$work/diff"; then
    echo "declared (<) and exported (>) symbols differ:"
    cat "$work/diff"
    exit 1
fi
echo "$(wc -l <"$work/exported") symbols, all declared"
