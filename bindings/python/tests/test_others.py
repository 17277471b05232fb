"""To and from ASE, pymatgen and spglib."""
import subprocess
import sys

import numpy as np
import pytest

import dgh
from conftest import DATA

RELAX = "pt111-h/H_fcc/relax"


def test_atoms():
    pytest.importorskip("ase")
    run = dgh.read(RELAX)
    atoms = run.to_ase()
    assert atoms.get_chemical_symbols() == ["Pt", "Pt", "Pt", "H"]
    assert np.array_equal(atoms.positions, run.structure.positions_ang)
    assert np.array_equal(np.asarray(atoms.cell), run.structure.cell_ang)
    assert atoms.get_potential_energy() == run.energy_ev("E0")
    assert atoms.get_potential_energy(force_consistent=True) == run.energy_ev("F")
    assert atoms.constraints[0].get_indices().tolist() == [0, 1]
    assert np.array_equal(atoms.get_forces(apply_constraint=False),
                          run.energy_step.forces_ev_per_ang)
    assert atoms.get_masses()[0] == pytest.approx(195.084)
    back = dgh.Structure.from_ase(atoms)
    assert np.array_equal(back.positions_ang, run.structure.positions_ang)
    assert back.symbols == run.structure.symbols
    assert dgh.order(atoms, cutoff_ang=3.3).coordination.tolist() == \
        dgh.order(run, cutoff_ang=3.3).coordination.tolist()


def test_ase_reads_the_same_as_ase_itself():
    io = pytest.importorskip("ase.io")
    path = "pt111-h/clean/pt.relax.out"
    theirs, ours = io.read(path, format="espresso-out"), dgh.read(path).to_ase()
    assert ours.get_chemical_symbols() == theirs.get_chemical_symbols()
    assert np.allclose(ours.positions, theirs.positions, atol=2e-5)
    # ASE's "energy" is the total energy with the smearing contribution, by CODATA 2006
    assert ours.get_potential_energy(force_consistent=True) == \
        pytest.approx(theirs.get_potential_energy(), rel=1e-6)


def test_an_unconverged_energy_is_not_handed_on():
    pytest.importorskip("ase")
    run = dgh.read(DATA / "qe/special/unconverged/pth.scf.out.xz")
    assert run.status.startswith("unconverged")
    atoms = run.to_ase()
    assert atoms.info["dgh_status"] == run.status
    assert atoms.calc is None or "energy" not in atoms.calc.results


def test_pymatgen():
    core = pytest.importorskip("pymatgen.core")
    run = dgh.read(RELAX)
    structure = run.to_pymatgen()
    assert isinstance(structure, core.Structure)
    assert structure.site_properties["selective_dynamics"] == run.structure.is_free.tolist()
    assert np.allclose(structure.cart_coords, run.structure.positions_ang, atol=1e-12)
    back = dgh.Structure.from_pymatgen(structure)
    assert back.symbols == run.structure.symbols
    assert len(dgh.sites(structure)) == len(dgh.sites(run))
    molecule = dgh.Structure.from_arrays([1, 1], [[0, 0, 0], [0, 0, 0.74]]).to_pymatgen()
    assert isinstance(molecule, core.Molecule)


def test_spglib():
    spglib = pytest.importorskip("spglib")
    clean = dgh.read("pt111-h/clean").structure
    found = spglib.get_spacegroup(clean.to_spglib(), symprec=0.01)
    assert found.split()[0] == dgh.symmetry(clean).symbol


def test_a_study_in_a_database(tmp_path):
    db = pytest.importorskip("ase.db")
    study = dgh.compute("pt111-h", potential_v=-0.1)
    path = tmp_path / "study.db"
    ids = study.write_ase_db(path)
    assert ids == [1, 2, 3, 4, 5]
    with db.connect(str(path)) as base:
        rows = list(base.select("role=adsorbed", sort="delta_g_ev"))
        assert [r.site for r in rows] == ["H_fcc", "H_hcp", "H_top"]
        for row in rows:
            site = study[row.site]
            assert row.delta_g_ev == site.delta_g_ev and row.delta_e_ev == site.delta_e_ev
            assert row.delta_g_electrode_ev == site.delta_g_electrode_ev
            assert row.site_kind == site.kind and row.site_class == "crystalline"
            assert row.energy == site.final_run.calculation.energy_ev("E0")
            assert row.data["dgh_site"]["label"] == site.label
        assert base.get(role="host").formula == "Pt3" and base.get(role="gas").formula == "H2"
    shown = subprocess.run([sys.executable, "-m", "ase", "db", str(path), "delta_g_ev<-0.22", "-c",
                            "site,formula,delta_g_ev"], stdout=subprocess.PIPE, text=True,
                           check=True).stdout
    assert "H_fcc" in shown and "H_hcp" in shown and "H_top" not in shown
    with pytest.raises(dgh.ArgumentError):
        study.write_ase_db(path, append=False)
