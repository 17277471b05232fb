"""Values, errors, warnings."""
import math
import pickle
import warnings

import numpy as np
import pytest

import dgh
from conftest import DATA

RELAX = "pt111-h/H_fcc/relax/pth.relax.out"


def test_a_run():
    run = dgh.read(RELAX)
    assert (run.code, run.task, run.status) == ("QE", "relax", "complete")
    # "!    total energy" of the last step, Ry
    assert run.energies_ev["F"] == pytest.approx(-2242.97590786 * 13.605693122994, abs=0.5)
    assert run.energy_ev("E0").source.path == RELAX
    assert isinstance(run.energy_ev("E0").source.line, int)
    assert run.energy_ev("e0") == run.energies_ev["E0"]
    assert run.structure.symbols == ["Pt", "Pt", "Pt", "H"]
    assert run.structure.formula == "Pt3H"
    assert run.structure.numbers.tolist() == [78, 78, 78, 1]
    assert run.structure.positions_ang.shape == (4, 3)
    assert run.structure.is_free.tolist() == [[False] * 3, [False] * 3, [True] * 3, [True] * 3]
    assert np.allclose(run.structure.fractional @ run.structure.cell_ang,
                       run.structure.positions_ang, atol=1e-12)
    assert run.settings["n_kpoints"].value == 10
    assert run.settings["kpoint_mesh"].value is None
    assert dgh.read("pt111-h/H_fcc/relax").settings["kpoint_mesh"].value == "8x8x1"
    assert len(run.steps) == run.record.n_steps == 11
    assert run.steps[-1].forces_ev_per_ang.shape == (4, 3)
    assert run.energy_step.energies_ev == run.energies_ev
    assert [p.label for p in run.pseudopotentials] == ["Pt", "H"]
    assert run.record.force_criterion_ev_per_ang == pytest.approx(4e-4 * 25.711, rel=1e-3)
    assert run.record.ibrion is None
    assert run.vibrations is None
    assert "complete" in repr(run)


def test_status_goes_with_an_energy():
    run = dgh.read(DATA / "qe/special/truncated/pth.relax.out.xz")
    assert run.status == "interrupted"
    assert "interrupted" in repr(run)


def test_vibrations_of_a_run():
    vibrations = dgh.read(DATA / "qe/h2.dyn.xml").vibrations
    hessian = vibrations.hessian_ev_per_ang2
    assert hessian.shape == (6, 6)
    assert not hessian.flags.writeable
    assert len(vibrations.dofs) == 6
    assert np.allclose(hessian, hessian.T, atol=1e-3)


def test_modes():
    (modes,) = dgh.vibrations("pt111-h/H_fcc/ph", isotope="D", temperatures_k=[200, 300])
    assert modes.temperatures_k.tolist() == [200, 300]
    light, heavy = modes.unsubstituted_cm1, modes.frequencies_cm1
    assert light[:3] / heavy[:3] == pytest.approx([math.sqrt(2.01410177811 / 1.00784)] * 3, rel=2e-2)
    assert modes.zpe_ev == modes.sums[0].zpe_ev
    assert modes.sums[1].s_ev_per_k > modes.sums[0].s_ev_per_k
    given = dgh.read("pt111-h/H_fcc/ph/pth.dyn")
    assert np.allclose(dgh.vibrations(given)[0].frequencies_cm1[:3], light[:3])


def test_memory_and_files_read_the_same():
    with open(RELAX, "rb") as file:
        data = file.read()
    assert dgh.read_bytes(data).energies_ev == dgh.read(RELAX).energies_ev
    with pytest.raises(dgh.UnsupportedError):
        dgh.read_bytes(b"nothing of the kind\n")


def test_a_study():
    study = dgh.compute("pt111-h")
    assert [s.label for s in study] == ["H_fcc", "H_hcp", "H_top"]
    assert study["H_hcp"].index == 1 and study[-1].label == "H_top"
    assert [s.label for s in study[1:]] == ["H_hcp", "H_top"]
    with pytest.raises(IndexError):
        study[3]
    with pytest.raises(KeyError):
        study["H_bridge"]
    assert study.best.label == "H_top"
    site = study["H_fcc"]
    total = sum(t.contribution_ev for t in site.ledger if "full" in t.conventions)
    assert total == pytest.approx(site.delta_g_ev, abs=1e-12)
    assert site.delta_g_by_convention_ev["full"] == site.delta_g_ev
    assert (site.kind, site.phase) == ("fcc", "crystalline")
    assert site.host_run.role == "host" and site.host_run.host is None
    assert site.final_run.role == "adsorbed" and site.final_run.n_h == 1
    assert site.final_run.host.label == site.host_run.label
    assert site.places[0].gcn == pytest.approx(6.9545, abs=1e-3)
    assert len(site.places[0].atoms) == 3
    assert len(site.frequencies_cm1) == 3
    assert study.options.temperature_k == 298.15
    assert [s.counting for s in study] == ["counted"] * 3
    assert study.classes["all"].mean_ev == pytest.approx(
        sum(s.delta_g_ev for s in study) / 3, abs=1e-12)
    assert study.classes["amorphous"].n == 0 and study.classes["amorphous"].mean_ev is None
    assert study.summary.n_counted == 3
    assert "H_fcc" in study._repr_html_() and "−0.256" in study._repr_html_()
    ledger = study.ledger()
    assert len(ledger) == sum(len(s.ledger) for s in study)
    assert "E0(" in str(ledger)


def test_dataframes():
    pandas = pytest.importorskip("pandas")
    study = dgh.compute("pt111-h")
    frame = study.to_dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert frame["delta_g_ev"].tolist() == [float(s.delta_g_ev) for s in study]
    assert set(study.ledger().to_dataframe()["site"]) == {"H_fcc", "H_hcp", "H_top"}
    assert len(dgh.inspect("pt111-h/H2").to_dataframe()) > 5


def test_errors_carry_their_place(tmp_path):
    path = tmp_path / "broken.cube"
    path.write_text("a\nb\n 1 0 0 0\n 2 2.0 0 0\n 2 0 2.0 0\n 2 0 0 2.0\n 1 1.0 0 0 0\n"
                    " 9 2\n 2 x\n 2 1\n 1 1\n")
    with pytest.raises(dgh.ParseError) as caught:
        dgh.read_grid(path)
    error = caught.value
    assert (error.path, error.line, error.code) == (str(path), 9, "parse")
    assert error.column > 0
    assert str(error).startswith(f"{path}:9:{error.column}: expected")
    assert isinstance(error, ValueError) and isinstance(error, dgh.DghError)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.line, str(again)) == (dgh.ParseError, 9, str(error))
    with pytest.raises(OSError) as caught:
        dgh.read(tmp_path / "nothing here")
    assert isinstance(caught.value, dgh.FileError)
    assert caught.value.path == str(tmp_path / "nothing here")
    with pytest.raises(dgh.MissingError):
        dgh.compute(tmp_path)
    with pytest.raises(dgh.ArgumentError, match="convention: expected one of full, zpe-ts"):
        dgh.compute("pt111-h", convention="mine")
    with pytest.raises(dgh.ArgumentError):
        dgh.compute("pt111-h", barrier_ev=0.1)
    with pytest.raises(dgh.ArgumentError):
        dgh.compute("pt111-h", jobs=-1)
    with pytest.raises(dgh.RefusedError):
        dgh.density.difference("pt111-h-density/slab_h/rho0.cube.xz",
                               "pt111-h-density/h/rho0.cube.xz")
    with pytest.raises(dgh.RefusedError):
        dgh.thermo.harmonic([1000, -500])


def test_paths_of_any_name(tmp_path):
    name = b"a b \xff \xc3\xa9.out"
    target = bytes(tmp_path) + b"/" + name
    with open(RELAX, "rb") as file, open(target, "wb") as copy:
        copy.write(file.read())
    import os
    run = dgh.read(target)
    assert os.fsencode(run.path) == target
    assert dgh.read(os.fsdecode(target)).energies_ev == run.energies_ev


def test_findings_become_warnings_once():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        study = dgh.compute("pt111-h", max_force_ev_per_ang=1e-5)
    found = [w for w in caught if issubclass(w.category, dgh.DghWarning)]
    expected = {(d.code, d.message) for d in study.all_diagnostics if d.severity != "note"}
    assert len(found) == len(expected) >= 1
    one = found[0].message
    assert one.code == "forces-above-limit" and one.severity == "warning"
    assert one.path and one.code in str(one)
    assert found[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error", dgh.DghWarning)
        with pytest.raises(dgh.DghWarning):
            dgh.compute("pt111-h", max_force_ev_per_ang=1e-5)


def test_a_refused_site_has_no_number():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = dgh.compute("pt111-h/H2", "pt111-h/clean",
                            DATA / "qe/special/truncated/pth.relax.out.xz")
    assert study.n_refused == 1 and len(study) == 1
    assert study[0].delta_g_ev is None and study[0].status == "refused"
    assert study.best is None
    assert "refused" in study._repr_html_()


def test_comparisons():
    study = dgh.compute("pt111-h")
    second = dgh.compute("pt111-h", temperature_k=400)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dgh.DghWarning)
        found = dgh.compare(study, second, names=["a", "<b>"])
    less = found.to_dict()["trees"][1]["minus_first"]["all"]
    assert found.difference(1).mean_ev == less["mean_ev"]
    assert found.difference(1, "all").mean_error_ev == less["mean_error_ev"]
    assert found.difference(1, "amorphous").mean_ev is None
    shown = found._repr_html_()
    assert "&lt;b&gt;" in shown and "<b>" not in shown.split("</table>")[0]
    assert f"{study.classes['all'].mean_ev:.3f}".replace("-", "\u2212") in shown
    with pytest.raises(dgh.ArgumentError, match="expected one of amorphous"):
        found.difference(1, "glassy")


def test_numbers_are_floats_with_a_source():
    number = dgh.read(RELAX).energy_ev()
    assert number == float(number) and math.isfinite(number + 1)
    again = pickle.loads(pickle.dumps(number))
    assert again == number and again.source == number.source
    assert str(number.source).startswith(RELAX + ":")


def test_thermo():
    # Shomate and JANAF at 298.15 K, exact by the library's contract
    gas = dgh.thermo.gas(4401.0)
    assert gas.enthalpy_ev == pytest.approx(8467.0 / 96485.33212, rel=1e-6)
    assert gas.s_ev_per_k == pytest.approx(130.680 / 96485.33212, rel=1e-6)
    h_cm = 1.239841984e-4
    one = dgh.thermo.harmonic([1000.0], 300.0)
    x = 1000 * h_cm / (8.617333262e-5 * 300)
    assert one.zpe_ev == pytest.approx(500 * h_cm, rel=1e-9)
    assert one.u_thermal_ev == pytest.approx(1000 * h_cm / math.expm1(x), rel=1e-8)
    assert dgh.thermo.electrode_ev(0.1, -0.2) == pytest.approx(-0.1)
    g = np.linspace(-0.5, 0.5, 5)
    currents = dgh.thermo.exchange_current_a_per_cm2(g, 1.5e15)
    assert currents.shape == (5,)
    assert currents.argmax() == 2
    assert dgh.thermo.coverage(0.0) == pytest.approx(0.5)
    assert "0.24" in dgh.thermo.convention_formula("offset")


def test_surfaces():
    clean = dgh.read("pt111-h/clean")
    sites = dgh.sites(clean, side="both")
    assert {s.kind for s in sites} == {"top", "bridge", "hollow"}
    assert len(sites.representatives) == sites.record.n_orbits
    placed = sites.place(0)
    assert placed.symbols == ["Pt", "Pt", "Pt", "H"]
    assert placed.positions_ang[-1].tolist() == list(sites[0].position_ang)
    assert dgh.order(clean, cutoff_ang=3.3).coordination.tolist() == [9, 12, 9]
    pairs = dgh.neighbours(clean, cutoff_ang=3.3)
    assert pairs.coordination.tolist() == [9, 12, 9]
    assert len(pairs.pairs) == 30
    assert np.allclose(np.linalg.norm(pairs.pairs["vector_ang"], axis=1),
                       pairs.pairs["distance_ang"])
    found = dgh.symmetry(clean)
    assert (found.symbol, found.vacuum_axis) == ("P-3m1", 2)
    h2 = dgh.Structure.from_arrays([1, 1], [[0, 0, 0], [0, 0, 0.74]])
    assert dgh.symmetry_number(h2) == 2


def test_the_package_is_documented():
    import inspect as python_inspect
    import pathlib

    package = pathlib.Path(dgh.__file__).parent
    assert (package / "py.typed").exists()
    bare = []
    for name, thing in vars(dgh).items():
        if name.startswith("_") or not getattr(thing, "__module__", "dgh").startswith("dgh"):
            continue
        if callable(thing) and not thing.__doc__:
            bare.append(name)
        if python_inspect.isfunction(thing) and "return" not in thing.__annotations__:
            bare.append(name + " without types")
    assert bare == []


def test_rows_show_no_pointers():
    from dgh._libdgh import ffi

    study = dgh.compute("pt111-h")
    seen = set()

    def look(thing, depth=0):
        assert not isinstance(thing, ffi.CData)
        if depth > 6:
            return
        if isinstance(thing, (tuple, list)):
            for one in thing[:3]:
                look(one, depth + 1)
        elif hasattr(thing, "to_dict") and hasattr(thing, "_c") and not hasattr(thing, "to_json"):
            seen.add(ffi.typeof(thing._c).cname)
            for name in dir(thing):
                if not name.startswith("_") and name != "to_dict":
                    look(getattr(thing, name), depth + 1)

    for row in (study[0].record, study[0].surroundings, study.runs[0].calculation.record):
        look(row)
    assert len(seen) > 5
