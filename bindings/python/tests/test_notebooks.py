"""The notebooks of examples/notebooks run from the first cell to the last, and say what the program
says."""
import json
import re
import sys
import warnings

import pytest

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")
pytest.importorskip("pandas")

from conftest import EXAMPLES, SOURCE  # noqa: E402

NOTEBOOKS = EXAMPLES / "notebooks"
KERNEL = "this-python"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
RHO = [f"../pt111-h-density/{name}/rho0.cube.xz" for name in ("slab_h", "slab", "h")]


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path, in_examples):
    """Where a notebook's server would be; what kernels write goes elsewhere."""
    monkeypatch.chdir(NOTEBOOKS)
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR",
                 "MPLCONFIGDIR"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.setenv(name, str(folder))
    # Debian's own kernel is its own Python, whatever runs the tests.
    kernel = tmp_path / "JUPYTER_DATA_DIR" / "kernels" / KERNEL
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": KERNEL, "language": "python"}))


def execute(name):
    """The texts that its cells show; a cell that fails is a failure of the test."""
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the kernel's transport
        nbclient.NotebookClient(notebook, timeout=300, kernel_name=KERNEL,
                                resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    shown, figures = [], 0
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "stream" and output.name == "stdout":
                shown.append(output.text)
            elif output.output_type in ("display_data", "execute_result"):
                figures += "image/png" in output.data
                shown.append(output.data.get("text/plain", ""))
                shown.append(output.data.get("text/html", ""))
    return "\n".join(shown), figures


def number(pattern, text):
    found = re.search(pattern, text)
    assert found, pattern
    return found.group(1).replace("\u2212", "-")


def test_they_are_committed_without_outputs():
    assert len(PATHS) == 3
    for path in PATHS:
        assert path.stat().st_size < 20000
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            assert not cell.get("outputs") and cell.get("execution_count") is None
    readme = (NOTEBOOKS / "README.md").read_text(encoding="utf-8")
    assert all(path.name in readme for path in PATHS)


def test_site_free_energies(program):
    shown, figures = execute("01_site_free_energies.ipynb")
    document = json.loads(program("compute", "--json", "../pt111-h"))
    for site in document["sites"]:
        line = site["label"] + r" +ΔE = (\S+) eV   ΔG = {}"
        assert number(line.format(r"\S+"), shown) == f"{site['delta_e_ev']:+.4f}"
        assert number(site["label"] + r" +ΔE = \S+ eV   ΔG = (\S+)", shown) == \
            f"{site['delta_g_ev']:+.4f}"
    assert program("compute", "--dry-run", "../pt111-h") in shown
    assert "ΔG, full:   None" in shown
    assert number(r"ΔG, offset: (\S+)", shown) == repr(
        document["sites"][0]["delta_g_by_convention_ev"]["offset"])
    assert "[no-frequencies]" in shown and "[forces-above-limit]" in shown
    assert "study.db study.json volcano.pdf" in shown
    assert figures == 4


def test_densities(program):
    shown, figures = execute("02_charge_density_difference_and_bader.ipynb")
    drho = json.loads(program("diff", "--json", *RHO, "--basins",
                              "../pt111-h-density/slab_h/rho21.cube.xz"))
    assert number(r"integral +(\S+) e\n", shown) == f"{drho['integral']:+.6f}"
    assert number(r"electrons moved +(\S+) e", shown) == f"{drho['integral_positive']:.6f}"
    bader = json.loads(program("bader", "--json", "--no-files", "../pt111-h-density/slab_h",
                               "--valence", "Pt=10,H=1"))
    h = bader["atoms"][3]
    assert number(r"H: (\S+) electrons", shown) == f"{h['electrons']:.4f}"
    assert number(r"net charge (\S+) e; methods", shown) == f"{h['net_charge_e']:+.4f}"
    assert number(r"near-grid +(\S+) e", shown) == f"{h['net_charge_e']:+.4f}"
    study = json.loads(program("compute", "--json", "--ref-h2", "-31.7346", "-c", "offset",
                               "../pt111-h-density"))
    for atom in study["sites"][0]["density"]["atoms"]:
        assert number(rf"atom {atom['atom']} .* after (\S+) ", shown) == \
            f"{atom['electrons_after']:.4f}"
    assert "[references-differ]" in shown
    assert re.search(r"drho.cube: .* \(32, 32, 200\) points", shown)
    assert figures == 3


def test_amorphous_against_ac(program):
    shown, figures = execute("03_amorphous_against_ac.ipynb")
    for name, slab in (("A/C", "pt-ac-medium"), ("amorphous", "pt-glass")):
        order = json.loads(program("order", "--json", SOURCE / f"structures/{slab}.vasp"))
        (found,) = order["structures"]
        percent = 100 * found["crystalline_fraction"]
        assert number(rf"{name} +200 atoms, crystalline (\S+) %", shown) == f"{percent:.1f}"
    n_refused = 0
    for name, tree in (("A/C", "ac"), ("amorphous", "amorphous")):
        for site in json.loads(program("compute", "--json", f"../glass/{tree}"))["sites"]:
            n_refused += site["refused"]
            assert number(rf"{name} +{site['label']} .*ΔG = (refused|\S+)", shown) == \
                ("refused" if site["refused"] else f"{site['delta_g_ev']:+.4f}")
    assert n_refused == 1
    assert figures == 7
