#!/usr/bin/env bash
# From a fresh clone to ΔG_H*: installs what is missing (Debian: root or sudo), builds the program
# into build/quickstart, and computes the shipped Pt(111)-H tree.
set -eu
cd "$(dirname "$0")/.."
. .ci/dependencies.sh
need_packages build
quietly "configure" cmake -S . -B build/quickstart -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DDGH_BUILD_TESTS=OFF
quietly "build" cmake --build build/quickstart
echo
echo "\$ dgh compute examples/pt111-h"
build/quickstart/bin/dgh compute examples/pt111-h
echo
echo "The program: $PWD/build/quickstart/bin/dgh    (install: cmake --install build/quickstart)"
