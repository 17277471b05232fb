"""The build backend of the package (PEP 517), in the tree so that nothing has to be fetched.

It needs cffi, a C compiler and the installed library. `pip install .` runs a backend in an
environment that is empty but for what is fetched; where cffi is not there, the backend starts the
interpreter again as the system has it, with the system's cffi.
"""
import base64
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PACKAGE = ROOT / "src" / "dgh"
EPOCH = (1980, 1, 1, 0, 0, 0)


def get_requires_for_build_wheel(config_settings=None):
    return []


def get_requires_for_build_sdist(config_settings=None):
    return []


# ---- what stands in pyproject.toml ----------------------------------------------------------------

def project():
    """The table [project]. Read without tomllib, which Python has from 3.11 on only."""
    table = re.search(r"^\[project\]$(.*?)^\[project\.", (ROOT / "pyproject.toml").read_text(
        encoding="utf-8"), re.M | re.S).group(1)
    return {key: re.findall(r'"([^"]*)"', value) for key, value in
            re.findall(r"^([a-z-]+) = (.*)$", table, re.M)}


def extras():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    table = re.search(r"^\[project\.optional-dependencies\]$(.*?)^\[", text, re.M | re.S).group(1)
    return {key: re.findall(r'"([^"]*)"', value) for key, value in
            re.findall(r"^([a-z]+) = (.*)$", table, re.M)}


def metadata(version):
    p = project()
    lines = ["Metadata-Version: 2.1", f"Name: {p['name'][0]}", f"Version: {version}",
             f"Summary: {p['description'][0]}", f"Requires-Python: {p['requires-python'][0]}"]
    lines += [f"Requires-Dist: {r}" for r in p["dependencies"]]
    for extra, requirements in extras().items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {r} ; extra == "{extra}"' for r in requirements]
    lines += ["Description-Content-Type: text/markdown", "",
              (ROOT / "README.md").read_text(encoding="utf-8")]
    return "\n".join(lines)


def tag():
    import extension
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    number = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    if extension.limited_api():
        return f"cp39-abi3-{platform}"
    threads = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    return f"{number}-{number}{threads}-{platform}"


# ---- wheel ----------------------------------------------------------------------------------------

class Wheel:
    """A wheel with its RECORD; the same input gives the same bytes."""

    def __init__(self, path, info):
        self.info, self.record = info, []
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)

    def add(self, name, data, mode=0o644):
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.external_attr, entry.compress_type = mode << 16, zipfile.ZIP_DEFLATED
        self.zip.writestr(entry, data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        self.record.append(f"{name},sha256={digest},{len(data)}")

    def close(self):
        self.record.append(f"{self.info}/RECORD,,")
        self.zip.writestr(zipfile.ZipInfo(f"{self.info}/RECORD", EPOCH),
                          "\n".join(self.record) + "\n")
        self.zip.close()


def make_wheel(directory):
    sys.path.insert(0, str(HERE))
    import extension

    with tempfile.TemporaryDirectory() as work:
        module, version = extension.build(work)
        name = f"dgh-{version}-{tag()}.whl"
        info = f"dgh-{version}.dist-info"
        wheel = Wheel(os.path.join(directory, name), info)
        for path in sorted(PACKAGE.rglob("*")):
            if path.suffix in (".py", ".typed"):
                wheel.add(f"dgh/{path.relative_to(PACKAGE).as_posix()}", path.read_bytes())
        wheel.add(f"dgh/{module.name}", module.read_bytes(), 0o755)
        if extension.bundled():
            library, name_there = extension.bundled()
            wheel.add(f"dgh/{name_there}", pathlib.Path(library).read_bytes(), 0o755)
    wheel.add(f"{info}/METADATA", metadata(version).encode("utf-8"))
    wheel.add(f"{info}/WHEEL", (f"Wheel-Version: 1.0\nGenerator: dgh\nRoot-Is-Purelib: false\n"
                                f"Tag: {tag()}\n").encode("ascii"))
    wheel.close()
    return name


def outside(function, directory):
    """Runs this file in the interpreter as it is without the empty environment."""
    env = {k: v for k, v in os.environ.items()
           if k not in ("PYTHONPATH", "PYTHONNOUSERSITE", "PYTHONHOME")}
    command = [sys.executable, str(HERE / "dgh_backend.py"), function, os.path.abspath(directory)]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout.splitlines()[-1]


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    try:
        import cffi  # noqa: F401
    except ImportError:
        return outside("wheel", wheel_directory)
    return report(make_wheel, wheel_directory)


def report(function, directory):
    import extension
    try:
        return function(directory)
    except extension.BuildError as error:
        raise SystemExit(f"dgh: {error}") from None


def build_sdist(sdist_directory, config_settings=None):
    sys.path.insert(0, str(HERE))
    import extension

    version = extension.version(extension.folder_of("includedir"))
    base = f"dgh-{version}"
    path = os.path.join(sdist_directory, base + ".tar.gz")
    with tarfile.open(path, "w:gz") as tar, tempfile.TemporaryDirectory() as work:
        for file in sorted(ROOT.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                tar.add(file, f"{base}/{file.relative_to(ROOT).as_posix()}")
        info = pathlib.Path(work, "PKG-INFO")
        info.write_text(metadata(version), encoding="utf-8")
        tar.add(info, f"{base}/PKG-INFO")
    return base + ".tar.gz"


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    try:
        import cffi  # noqa: F401
    except ImportError:
        sys.exit("dgh: cffi is not installed (Debian: python3-cffi)")
    print(report(make_wheel, sys.argv[2]))
