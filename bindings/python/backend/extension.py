"""Makes the extension module dgh._libdgh: generates its source by cffi and compiles it.

    python3 extension.py DIRECTORY       writes the module into DIRECTORY

What it looks at in the environment:
    DGH_PREFIX    where the library is installed (default: as pkg-config finds it)
    DGH_BUNDLE    1 = the library is put beside the module, which looks for it there
    CC, CFLAGS, LDFLAGS, PKG_CONFIG      as usual
"""
import contextlib
import os
import pathlib
import re
import shlex
import subprocess
import sys
import sysconfig
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import declarations  # noqa: E402

MODULE = "_libdgh"


class BuildError(Exception):
    """Said to the user in one line."""


def pkg_config(*arguments):
    command = [*shlex.split(os.environ.get("PKG_CONFIG", "pkg-config")), *arguments, "dgh"]
    env = dict(os.environ)
    prefix = env.get("DGH_PREFIX")
    if prefix:
        multiarch = sysconfig.get_config_var("MULTIARCH") or ""
        folders = [os.path.join(prefix, "lib", multiarch, "pkgconfig"),
                   os.path.join(prefix, "lib64", "pkgconfig"),
                   os.path.join(prefix, "lib", "pkgconfig")]
        env["PKG_CONFIG_PATH"] = ":".join([*folders, env.get("PKG_CONFIG_PATH", "")])
    try:
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, check=True)
    except FileNotFoundError:
        raise BuildError("pkg-config is not installed") from None
    except subprocess.CalledProcessError as error:
        raise BuildError("the library dgh is not installed where pkg-config looks (DGH_PREFIX or "
                         f"PKG_CONFIG_PATH say where it is):\n{error.stderr}") from None
    return done.stdout.strip()


def folder_of(name):
    """A directory that dgh.pc names; blanks in it may be escaped."""
    value = pkg_config(f"--variable={name}")
    return value if os.path.isdir(value) else shlex.split(value)[0]


def limited_api():
    """One module for every CPython from 3.9 on, but for those without the global lock."""
    return not sysconfig.get_config_var("Py_GIL_DISABLED") and not hasattr(sys, "gettotalrefcount")


def file_name():
    return MODULE + (".abi3.so" if limited_api() else sysconfig.get_config_var("EXT_SUFFIX"))


def bundled():
    """The library's file and the name that the loader looks for, where it goes into the package."""
    if os.environ.get("DGH_BUNDLE", "0") in ("", "0"):
        return None
    library = os.path.join(folder_of("libdir"), "libdgh.so")
    real = os.path.realpath(library)
    return real, ".".join(os.path.basename(real).split(".")[:3])  # libdgh.so.0


def link_arguments():
    folder = folder_of("libdir")
    words = [f"-L{folder}", "-ldgh"]
    if bundled():
        return [*words, "-Wl,-rpath,$ORIGIN"]
    if pathlib.Path(folder).resolve() not in (pathlib.Path("/usr/lib"), pathlib.Path("/lib")):
        words.append(f"-Wl,-rpath,{os.path.realpath(folder)}")
    return words


def version(include):
    """Of the installed headers."""
    header = pathlib.Path(include, "dgh", "base.h").read_text(encoding="utf-8")
    return re.search(r'define DGH_VERSION +"([^"]+)"', header).group(1)


def build(directory):
    """Returns the path of the module and the version of the library."""
    import cffi

    compiler = os.environ.get("CC") or "cc"
    include = folder_of("includedir")
    cdef, source = declarations.make(compiler, include)
    builder = cffi.FFI()
    builder.cdef(cdef)
    builder.set_source("dgh." + MODULE, source)
    target = pathlib.Path(directory, file_name())
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        code = os.path.join(work, MODULE + ".c")
        with contextlib.redirect_stdout(sys.stderr):
            builder.emit_c_code(code)
        command = [*shlex.split(compiler), "-O1", "-fPIC", "-fvisibility=hidden", "-shared",
                   *shlex.split(os.environ.get("CFLAGS", "")),
                   *([] if limited_api() else ["-D_CFFI_NO_LIMITED_API"]),
                   "-I" + sysconfig.get_path("include"), "-I" + include, code, "-o", str(target),
                   *link_arguments(), *shlex.split(os.environ.get("LDFLAGS", ""))]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise BuildError("the extension module could not be compiled:\n"
                         f"{shlex.join(command)}\n{done.stderr}")
    return target, version(include)


if __name__ == "__main__":
    try:
        print(*build(sys.argv[1]))
    except BuildError as error:
        sys.exit(f"dgh: {error}")
