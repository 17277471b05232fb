#!/bin/sh
# check.sh BUILD_DIR SOURCE_DIR COMPILER: installs the built library into a folder with a space in its name,
# moves it, and builds and runs the consumer by find_package and by pkg-config,
# with the compiler of the library (whose OpenMP the static library needs).
set -eu
build=$1
source=$2
compiler=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/first" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
mkdir "$work/some where"
mv "$work/first" "$work/some where/dgh"
prefix="$work/some where/dgh"

tree="$source/examples/pt111-h"
command -v ninja >/dev/null && export CMAKE_GENERATOR=Ninja
cmake -S "$source/tests/consumer" -B "$work/build" -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_C_COMPILER="$compiler" >"$work/log" 2>&1 &&
    cmake --build "$work/build" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
by_cmake=$("$work/build/consumer" "$tree")
by_static=$("$work/build/consumer_static" "$tree")
"$work/build/consumer_cxx"

pc=$(dirname "$(find "$prefix" -name dgh.pc)")
mkdir "$work/moved" && cp -r "$prefix" "$work/moved/dgh" # gcc's flags from pkg-config know no blanks
pc="$work/moved/dgh${pc#"$prefix"}"
PKG_CONFIG_PATH="$pc" pkg-config --exact-version="$(sed -n 's/^Version: //p' "$pc/dgh.pc")" dgh
"$compiler" "$source/tests/consumer/consumer.c" -o "$work/by_pc" $(PKG_CONFIG_PATH="$pc" pkg-config --cflags --libs dgh)
libdir=$(PKG_CONFIG_PATH="$pc" pkg-config --variable=libdir dgh)
by_pc=$(LD_LIBRARY_PATH="$libdir" "$work/by_pc" "$tree")

[ "$by_cmake" = "$by_pc" ] && [ "$by_cmake" = "$by_static" ] || {
    echo "shared, static and pkg-config builds differ: $by_cmake / $by_static / $by_pc"
    exit 1
}
echo "$by_cmake"

installed=$(cd "$prefix" && find . -type f -o -type l | sort)
for wanted in 'bin/dgh$' 'include/dgh\.h$' 'include/dgh/study\.h$' 'libdgh\.so\.0$' 'libdgh\.a$' \
    'pkgconfig/dgh\.pc$' 'dghConfig\.cmake$' 'man1/dgh\.1$' 'bash-completion/completions/dgh$'; do
    echo "$installed" | grep -q "$wanted" || { echo "not installed: $wanted"; exit 1; }
done
"$prefix/bin/dgh" --version
