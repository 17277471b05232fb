#!/usr/bin/env bash
# Installs what is missing (Debian: root or sudo), builds, and runs all tests: gcc, clang, and gcc
# under AddressSanitizer and UndefinedBehaviorSanitizer; checks the formatting. Build trees go to
# build/ in the checkout. `tests/run.sh gcc` (or clang, asan, format) runs one part;
# `tests/run.sh tsan`, which is not among them all, looks for races of threads.
set -eu
cd "$(dirname "$0")/.."
. .ci/dependencies.sh
need_packages test

jobs=$(nproc 2>/dev/null || echo 2)
command -v ccache >/dev/null 2>&1 && export CMAKE_C_COMPILER_LAUNCHER=ccache

check_format() {
    if ! command -v clang-format >/dev/null 2>&1; then
        echo "clang-format is not installed: formatting not checked"
        return 0
    fi
    quietly "formatting (clang-format)" sh -c \
        'find lib include bindings examples tests -name "*.[ch]" -print0 | xargs -0 clang-format --dry-run --Werror'
}

# suite LABEL PRESET: configure, build, test; shows ctest's own closing lines.
suite() {
    quietly "$1: configure" cmake --preset "$2"
    quietly "$1: build" cmake --build --preset "$2" -j "$jobs"
    echo "$1: tests"
    ctest_log=$(mktemp)
    if ctest --preset "$2" -j "$jobs" >"$ctest_log" 2>&1; then
        grep -E 'tests passed|Skipped|\(Skipped\)|Total Test time' "$ctest_log" || true
        rm -f "$ctest_log"
    else
        cat "$ctest_log"
        rm -f "$ctest_log"
        return 1
    fi
}

part=${1:-all}
case "$part" in
all | format) check_format ;;
esac
case "$part" in
all | gcc) suite gcc dev ;;
esac
case "$part" in
all | clang) if command -v clang >/dev/null 2>&1; then suite clang clang; else echo "clang is not installed: skipped"; fi ;;
esac
case "$part" in
all | asan)
    export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
    suite "asan + ubsan" asan
    ;;
tsan) suite tsan tsan ;;
all | gcc | clang | format) ;;
*)
    echo "usage: tests/run.sh [all|format|gcc|clang|asan|tsan]" >&2
    exit 2
    ;;
esac
