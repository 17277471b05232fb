# Sourced by examples/quickstart.sh and tests/run.sh: makes sure that packages are there.
#
#   need_packages KIND   installs what is missing with apt (root or sudo); without apt it names what
#                        is needed and goes on: cmake says then what is really missing.
#
# Quiet about what works. KIND is "build" (library and program) or "test" (build and what the tests
# need).

build_packages="gcc libc6-dev cmake ninja-build pkg-config libexpat1-dev libarchive-dev \
libopenblas-dev liblapack-dev libjansson-dev libxc-dev libfftw3-dev libsymspg-dev \
libqhull-dev nettle-dev libhdf5-dev"
test_packages="$build_packages g++ libcmocka-dev clang clang-format libclang-rt-14-dev libomp-dev \
python3 python3-jsonschema python3-h5py python3-dev python3-cffi python3-numpy python3-pytest \
python3-pandas python3-ase python3-pymatgen python3-spglib python3-tqdm python3-distributed python3-matplotlib \
python3-nbclient python3-ipykernel python3-venv python3-pip chromium chromium-driver python3-selenium \
python3-pil git xz-utils zstd bzip2 man-db bash-completion locales"

missing_packages() {
    for package in "$@"; do
        case "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" in
        *" installed") ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

need_packages() {
    case "$1" in
    build) set -- $build_packages ;;
    test) set -- $test_packages ;;
    esac
    if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
        echo "No apt on this system: going on with what is there. Needed (Debian's names): $*"
        return 0
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    root=""
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Not root and no sudo; not installed yet: $missing" >&2
            echo "Going on: cmake will say what is really missing." >&2
            return 0
        fi
        root="sudo"
    fi
    echo "Installing: $missing"
    apt_log=$(mktemp)
    if ! { $root apt-get update -qq &&
        $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            $missing; } >"$apt_log" 2>&1; then
        tail -n 20 "$apt_log" >&2
        rm -f "$apt_log"
        echo "The packages could not be installed: $missing" >&2
        return 1
    fi
    rm -f "$apt_log"
}

# quietly LABEL COMMAND...   runs a command, prints one line with its time, and its output only
# when it fails.
quietly() {
    label=$1
    shift
    step_log=$(mktemp)
    step_start=$(date +%s)
    if "$@" >"$step_log" 2>&1; then
        printf '%-52s ok  %4d s\n' "$label" $(($(date +%s) - step_start))
        rm -f "$step_log"
    else
        printf '%-52s FAILED\n' "$label"
        tail -n 120 "$step_log"
        rm -f "$step_log"
        return 1
    fi
}
