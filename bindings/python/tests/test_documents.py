"""What the program prints, to the last bit."""
import json
import pathlib
import shutil

import pytest

import dgh
from conftest import DATA

RHO = [f"pt111-h-density/{name}/rho0.cube.xz" for name in ("slab_h", "slab", "h")]
NC = [str(DATA / "nc-h2" / name / "charge-density.dat.xz") for name in ("h3", "pbe", "pbe")]

pytestmark = pytest.mark.usefixtures("quietly")


@pytest.mark.parametrize("arguments, options", [
    ([], {}),
    (["--ref-h2", "-31.7", "--force"], {"ref_h2": -31.7, "force": True}),
    (["--ref-h2", "pt111-h/H2/relax"], {"ref_h2": "pt111-h/H2/relax"}),
    (["-U", "0.1", "--scale", "she", "--ph", "3", "--isotope", "T"],
     {"potential_v": 0.1, "scale": "she", "ph": 3, "isotope": "T"}),
    (["--gas-model", "rrho", "--symmetry-number", "1"],
     {"gas_model": "rrho", "symmetry_number": 1}),
    (["--gas-model", "rrho", "--low-modes", "grimme", "-c", "offset", "--energy", "F"],
     {"gas_model": "rrho", "low_modes": "grimme", "convention": "offset", "energy": "F"}),
    (["--low-modes", "translator", "--barrier", "0.05", "--site-area", "6", "-T", "400", "-p", "2"],
     {"low_modes": "translator", "barrier_ev": 0.05, "site_area_ang2": 6.0, "temperature_k": 400,
      "pressure_bar": 2}),
    (["--no-structure", "--no-density", "--no-d-band", "--d-window", "-8,1"],
     {"structure": False, "density": False, "d_band": False, "d_window": (-8, 1)}),
    (["--isotope", "D", "--max-force", "1e-4", "--imaginary", "real", "--cutoff", "20"],
     {"isotope": "D", "max_force_ev_per_ang": 1e-4, "imaginary": "real", "cutoff_cm1": 20}),
])
def test_compute(program, arguments, options):
    study = dgh.compute("pt111-h", **options)
    assert study.to_json() == program("compute", "--json", *arguments, "pt111-h")
    if arguments:
        return
    assert study.to_csv() == program("compute", "--csv", *arguments, "pt111-h")
    assert study.to_text() == program("compute", *arguments, "pt111-h")
    assert study.to_text(ledger=True) == program("compute", "--ledger", *arguments, "pt111-h")
    assert study.to_text(structure=True) == program("compute", "--structure", "pt111-h")


def test_compute_several_trees(program):
    trees = ["pt111-h/H2", "pt111-h/clean", "pt111-h/H_fcc"]
    assert dgh.compute(*trees).to_json() == program("compute", "--json", *trees)
    assert dgh.compute(trees).to_json() == program("compute", "--json", *trees)


def test_pairing_and_plan(program, tmp_path):
    study = dgh.pair("pt111-h")
    assert len(study) == 0
    assert study.pairing() == program("compute", "--dry-run", "pt111-h")
    assert study.plan() == program("compute", "--dry-run", "--json", "pt111-h")
    plan = tmp_path / "plan.json"
    plan.write_text(study.plan(), encoding="utf-8")
    assert dgh.compute(plan=plan).to_json() == program("compute", "--json", "--plan", plan)


def test_citation(program):
    assert dgh.citation() == program("--citation")
    assert dgh.compute("pt111-h").citation() == program("compute", "--citation")
    assert dgh.vibrations("pt111-h/H_fcc/ph", low_modes="grimme").citation() == \
        program("vib", "--citation", "--low-modes", "grimme", "x")
    assert dgh.citation("libxc", "fftw") == program("xc", "--citation", "x")
    assert dgh.citation("d-band") == program("dband", "--citation", "x")
    assert dgh.sites("pt111-h/clean").citation() == program("sites", "--citation", "x")
    assert dgh.density.difference(*RHO).citation() == program("diff", "--citation", "x", "y")
    profiles = dgh.density.profile(RHO[0], macroscopic="layers")
    assert profiles.citation() == program("profile", "--citation", "--macroscopic", "layers", "x")
    charges = dgh.bader("pt111-h-density/slab_h", method="weight")
    assert charges.citation() == program("bader", "--citation", "--method", "weight", "x")


def test_compare(program, tmp_path):
    second = tmp_path / "second"
    shutil.copytree("pt111-h", second)
    shutil.rmtree(second / "H_top")
    found = dgh.compare("pt111-h", second, temperature_k=300)
    arguments = ["compute", "--compare", "-T", "300", "pt111-h", second]
    assert found.to_json() == program(*arguments, "--json")
    assert found.to_csv() == program(*arguments, "--csv")
    assert found.to_text() == program(*arguments)
    again = dgh.compare(*found.studies, names=["pt111-h", str(second)])
    assert again.to_json() == found.to_json()
    assert len(found.trees) == 2 and found.studies[1].best.label == "H_hcp"


def test_inspect(program):
    runs = dgh.inspect("pt111-h", DATA / "qe")
    assert runs.to_json() == program("inspect", "--json", "pt111-h", DATA / "qe")
    assert runs.to_csv() == program("inspect", "--csv", "pt111-h", DATA / "qe")
    assert runs.to_text() == program("inspect", "pt111-h", DATA / "qe")
    path = "pt111-h/clean/pt.relax.out"
    assert dgh.read(path).to_json() == program("inspect", "--json", path)
    assert dgh.read(path).to_json(0.0) == program("inspect", "--json", "--symmetry", "0", path)
    assert dgh.read(path).to_text() == program("inspect", path)


@pytest.mark.parametrize("arguments, options", [
    ([], {}),
    (["--isotope", "D", "-T", "100:300:100"],
     {"isotope": "D", "temperatures_k": [100, 200, 300]}),
    (["--low-modes", "harmonic", "--molecule", "no", "--imaginary", "drop"],
     {"low_modes": "harmonic", "molecule": False, "imaginary": "drop"}),
])
def test_vib(program, arguments, options):
    modes = dgh.vibrations("pt111-h", **options)
    assert modes.to_json() == program("vib", "--json", *arguments, "pt111-h")
    assert modes.to_csv() == program("vib", "--csv", *arguments, "pt111-h")
    assert modes.to_text() == program("vib", *arguments, "pt111-h")


@pytest.mark.parametrize("arguments, options", [
    ([], {}),
    (["--axis", "a", "--radius", "H=0.5,1"], {"axis": "a", "radii_ang": {"H": 0.5, "*": 1.0}}),
    (["--basins", RHO[2], "--basins", "pt111-h-density/slab_h/rho21.cube.xz", "--no-runs"],
     {"basins": [RHO[2], "pt111-h-density/slab_h/rho21.cube.xz"], "read_runs": False}),
])
def test_diff(program, arguments, options):
    difference = dgh.density.difference(*RHO, **options)
    assert difference.to_json() == program("diff", "--json", *RHO, *arguments)
    if arguments:
        return
    assert difference.to_csv() == program("diff", "--csv", *RHO, *arguments)
    assert difference.to_text() == program("diff", *RHO, *arguments)


def test_diff_with_factors(program):
    found = dgh.density.difference(RHO[0], RHO[1], coefficients=[0.5, 2.0])
    assert found.to_json() == program("diff", "--json", f"0.5*{RHO[0]}", "+", f"2*{RHO[1]}")


@pytest.mark.parametrize("arguments, options", [
    ([], {}),
    (["--axis", "b", "--macroscopic", "2.35,4.1"], {"axis": 1, "macroscopic": [2.35, 4.1]}),
    (["--macroscopic", "layers", "--line", "atom:1/0.5,0.25,0.1", "--plane",
      "atom:1/atom:2/ang:1,2,3", "--margin", "1", "-n", "31"],
     {"macroscopic": "layers", "line": ["atom:1", (0.5, 0.25, 0.1)],
      "plane": "atom:1/atom:2/ang:1,2,3", "margin_ang": 1.0, "n_points": 31}),
])
def test_profile(program, arguments, options):
    paths = [RHO[0], "pt111-h-density/slab"]
    profiles = dgh.density.profile(*paths, **options)
    assert profiles.to_json() == program("profile", "--json", *arguments, *paths)
    if not arguments:
        assert profiles.to_text() == program("profile", *paths)
        assert profiles.to_csv() == program("profile", "--csv", *paths)


@pytest.mark.parametrize("arguments, options", [
    ([], {}),
    (["--method", "weight", "--vacuum", "auto"], {"method": "weight", "vacuum": "auto"}),
    (["--reference", "none", "--valence", "Pt=10,H=1", "--vacuum", "1e-4"],
     {"reference": "none", "valences": {"Pt": 10, "H": 1}, "vacuum": 1e-4}),
    (["--partition", "voronoi"], {"partition": "voronoi"}),
])
def test_bader(program, tmp_path, arguments, options):
    path = "pt111-h-density/slab_h"
    charges = dgh.bader(path, **options)
    assert charges.to_json() == program("bader", "--json", "--no-files", *arguments, path)
    if not arguments:
        assert charges.to_csv() == program("bader", "--csv", "--no-files", path)
        text = program("bader", "--out", tmp_path, *arguments, path)
        assert charges.to_text() == text
        for name in ("acf", "bcf", "avf"):
            assert getattr(charges, name)() == (tmp_path / f"{name.upper()}.dat").read_text()


@pytest.mark.parametrize("n, arguments, options", [
    (1, [], {}),
    (1, ["--functional", "rpbe", "--no-spin"], {"functional": "rpbe", "spin": False}),
    (3, ["--from", "pbe", "--to", "lda,pz", "--triple", "--gradient-cutoff", "500"],
     {"from_": "pbe", "to": "lda,pz", "triple": True, "cutoff_ev": 500.0}),
])
def test_xc(program, n, arguments, options):
    results = dgh.xc(*NC[:n], **options)
    assert results.to_json() == program("xc", "--json", *arguments, *NC[:n])
    if not arguments:
        assert results.to_text() == program("xc", *NC[:n])


@pytest.mark.parametrize("arguments, options", [
    ([], {}),
    (["--side", "both", "--kind", "top,hollow", "--symmetry", "0"],
     {"side": "both", "kinds": ["top", "hollow"], "symmetry_ang": 0.0}),
])
def test_sites(program, arguments, options):
    path = "pt111-h/clean/pt.relax.out"
    sites = dgh.sites(path, **options)
    assert sites.to_json() == program("sites", "--json", *arguments, path)
    assert sites.to_csv() == program("sites", "--csv", *arguments, path)
    assert sites.to_text() == program("sites", *arguments, path)
    assert sites.to_text(all=True) == program("sites", "--all", *arguments, path)
    of_structure = dgh.sites(sites.structure, **options)
    assert [s.position_ang for s in of_structure] == [s.position_ang for s in sites]


@pytest.mark.parametrize("arguments, options", [
    ([], {}),
    (["--neighbours", "cutoff", "--cutoff", "3.3"], {"cutoff_ang": 3.3}),
    (["--neighbours", "voronoi"], {"rule": "voronoi"}),
])
def test_order(program, tmp_path, arguments, options):
    path = "pt111-h/H_fcc/relax"
    order = dgh.order(path, **options)
    assert order.to_json() == program("order", "--json", *arguments, path)
    assert order.to_csv() == program("order", "--csv", *arguments, path)
    assert order.to_text() == program("order", *arguments, path)
    program("order", "--write", tmp_path / "a.xyz", "--rdf", tmp_path / "a.csv", *arguments, path)
    assert order.to_xyz() == (tmp_path / "a.xyz").read_text()
    assert order.rdf.to_csv() == (tmp_path / "a.csv").read_text()
    others = [dgh.order(p, **options) for p in ("pt111-h/clean", "pt111-h/H_top/relax")]
    assert order.to_json(*others) == program("order", "--json", *arguments, path, "pt111-h/clean",
                                             "pt111-h/H_top/relax")
    in_memory = dgh.order(order.structure, **options)
    assert in_memory.phases == order.phases and in_memory.q.tolist() == order.q.tolist()


def test_inputs_of_sites(program, tmp_path):
    sites = dgh.sites("pt111-h/clean")
    files = sites.write(tmp_path / "mine", h_pseudo="H.UPF")
    program("sites", "--write", tmp_path / "theirs", "--pseudo", "H=H.UPF", "pt111-h/clean")
    assert len(files) >= 4
    for file in files:
        relative = pathlib.Path(file).relative_to(tmp_path / "mine")
        assert pathlib.Path(file).read_bytes() == (tmp_path / "theirs" / relative).read_bytes()
    (tmp_path / "mine" / "notes").write_text("mine")
    with pytest.raises(dgh.RefusedError):
        sites.write(tmp_path / "mine", h_pseudo="H.UPF")


@pytest.mark.parametrize("arguments, options", [
    ([], {}),
    (["--d-window", "occupied"], {"window": "occupied"}),
    (["--d-window", "-8,0", "--fermi", "2.5"], {"window": (-8, 0), "fermi_ev": 2.5}),
])
def test_dband(program, arguments, options):
    path = DATA / "qe" / "pt111-pdos"
    bands = dgh.d_bands(path, **options)
    assert bands.to_json() == program("dband", "--json", *arguments, path)
    assert bands.to_csv() == program("dband", "--csv", *arguments, path)
    assert bands.to_text() == program("dband", *arguments, path)
    assert bands[0].centres_ev.tolist() == [a["band"]["centre_ev"]
                                            for a in bands.to_dict()["runs"][0]["atoms"]]


def test_objects_have_the_numbers_of_the_documents():
    study = dgh.compute("pt111-h", potential_v=-0.1)
    for site, found in zip(study, study.to_dict()["sites"]):
        assert site.label == found["label"]
        assert site.delta_g_ev == found["delta_g_ev"]
        assert site.delta_g_electrode_ev == found["delta_g_electrode_ev"]
        assert [t.contribution_ev for t in site.ledger] == \
            [t["contribution_ev"] for t in found["ledger"]]
        assert site.to_dict() == found
    run = dgh.read("pt111-h/H_fcc/relax")
    found = json.loads(run.to_json())["runs"][0]
    assert run.energies_ev == {"F": found["energy_f_ev"], "E": found["energy_e_ev"],
                               "E0": found["energy_e0_ev"]}
    assert {k: s.value for k, s in run.settings.items()} == \
        {k: x for k, x in found["settings"].items() if k != "sources"}
    assert (run.cell_ang if hasattr(run, "cell_ang") else run.structure.cell_ang).tolist() == \
        found["cell_ang"]
