"""Grids: NumPy on the library's memory."""
import gc
import os

import numpy as np
import pytest

import dgh

BOHR = 0.529177210903


def resident_mb():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def test_points_and_order(small_cube):
    grid = dgh.read_grid(small_cube)
    assert grid.shape == grid.data.shape == (3, 4, 5)
    i, j, k = np.meshgrid(range(3), range(4), range(5), indexing="ij")
    assert np.allclose(grid.data, (i + 10 * j + 100 * k) / BOHR**3, rtol=1e-12)
    assert grid.data.flags.f_contiguous and grid.data.T.flags.c_contiguous
    assert grid.data.strides == (8, 24, 96)
    assert grid.field == "density" and grid.unit == "e/Ang^3"
    assert np.allclose(grid.cell_ang[1], np.array([0.2 * 4, 1.1 * 4, 0]) * BOHR)
    assert grid.core_charge_e.tolist() == [1.0]
    assert np.asarray(grid).base is not None
    assert grid.integral == pytest.approx(grid.data.sum() * grid.volume_ang3 / 60, rel=1e-12)


def test_no_copy_and_read_only(small_cube):
    grid = dgh.read_grid(small_cube)
    assert np.shares_memory(grid.data, grid.data)
    with pytest.raises(ValueError):
        grid.data[0, 0, 0] = 1.0
    with pytest.raises(ValueError):
        grid.data.flags.writeable = True
    writable = dgh.read_grid(small_cube, writable=True)
    before = writable.integral
    writable.data[...] *= 2
    assert writable.integral == pytest.approx(2 * before, rel=1e-14)


def test_views_keep_the_memory(small_cube):
    view = dgh.read_grid(small_cube).data[1:, ::2, -1]
    gc.collect()
    [dgh.read_grid(small_cube) for _ in range(20)]
    assert np.allclose(view * BOHR**3, [[401.0, 421.0], [402.0, 422.0]])


def test_the_memory_goes_with_the_last_view(tmp_path):
    grid = dgh.Grid.from_array(np.ones((100, 100, 100)), np.eye(3) * 10)
    path = tmp_path / "a.npy"
    grid.write(path)
    assert np.array_equal(np.load(path).reshape(grid.shape, order="A")[:2, 0, 0], [1.0, 1.0])
    start = resident_mb()
    views = [dgh.Grid.from_array(np.ones((100, 100, 100)), np.eye(3)).data[0] for _ in range(10)]
    assert resident_mb() > start + 60
    del views
    gc.collect()
    if not os.environ.get("DGH_TEST_SANITIZED"):  # which keeps freed memory for a while
        assert resident_mb() < start + 20


def test_single_precision_and_head(small_cube):
    single = dgh.read_grid(small_cube, single_precision=True)
    assert single.data.dtype == np.float32
    assert np.array_equal(single.data, dgh.read_grid(small_cube).data.astype("f4"))
    head = dgh.read_grid(small_cube, head=True)
    assert head.shape == (3, 4, 5)
    with pytest.raises(dgh.MissingError):
        head.data


@pytest.mark.parametrize("name", ["a.vasp", "a.cube", "a.xsf"])
def test_files_go_there_and_back(random_grid, tmp_path, name):
    random_grid.write(tmp_path / name)
    again = dgh.read_grid(tmp_path / name)
    assert again.shape == (6, 8, 10)
    assert np.allclose(again.data, random_grid.data, rtol=1e-4, atol=1e-6)
    with pytest.raises(dgh.ArgumentError):
        random_grid.write(tmp_path / "a.nothing")


def test_ase_and_pymatgen_see_the_same(random_grid, tmp_path):
    path = tmp_path / "CHGCAR"
    random_grid.write(path)
    grid = dgh.read_grid(path)
    calculator = pytest.importorskip("ase.calculators.vasp")
    theirs = calculator.VaspChargeDensity(str(path))
    assert np.allclose(theirs.chg[0], grid.data, rtol=1e-12)
    chgcar = pytest.importorskip("pymatgen.io.vasp").Chgcar.from_file(str(path))
    assert np.allclose(chgcar.data["total"], grid.data * grid.volume_ang3, rtol=1e-12)
    back = dgh.Grid.from_pymatgen(chgcar)
    assert np.allclose(back.data, grid.data, rtol=1e-12) and back.field == "density"
    made = grid.to_pymatgen()
    assert np.allclose(made.data["total"], chgcar.data["total"], rtol=1e-12)
    data, atoms, origin = grid.to_ase()
    assert np.shares_memory(data, grid.data) and len(atoms) == 1 and not origin.any()


def test_resample_sample_combine(random_grid):
    fine = random_grid.resample((12, 16, 20))
    assert fine.integral == pytest.approx(random_grid.integral, rel=1e-12)
    assert np.allclose(fine.data[::2, ::2, ::2], random_grid.data, atol=1e-10)
    at = random_grid.sample([[0, 0, 0], [0.5, 0, 0]], interpolation="fourier")
    assert np.allclose(at, random_grid.data[:2, 0, 0], atol=1e-10)
    zero = dgh.density.combine([random_grid, random_grid], [1.0, -1.0])
    assert not zero.data.any()
    with pytest.raises(dgh.ArgumentError):
        dgh.density.combine([random_grid], [1.0, 2.0])


def test_planar_average(random_grid):
    curve = dgh.density.planar_average(random_grid, "c")
    assert np.allclose(curve.mean, random_grid.data.mean(axis=(0, 1)))
    assert np.allclose(curve.per_length, curve.mean * 12.0)
    assert len(curve.macroscopic(1.0)) == 10
    base = curve.mean
    del curve, random_grid
    gc.collect()
    assert np.isfinite(base).all()


def test_difference_grid():
    paths = [f"pt111-h-density/{n}/rho0.cube.xz" for n in ("slab_h", "slab", "h")]
    difference = dgh.density.difference(*paths)
    slab_h, slab, h = (dgh.read_grid(p).data for p in paths)
    assert np.allclose(difference.grid.data, slab_h - slab - h, atol=1e-12)
    assert difference.integral_absolute == pytest.approx(0.515929, abs=2e-5)
    assert [a.input for a in difference.atoms] == [1, 1, 1, 2]
    data = difference.grid.data
    del difference
    gc.collect()
    assert abs(data.mean()) < 1e-6


def test_profile_arrays():
    profiles = dgh.density.profile("pt111-h-density/slab_h/rho0.cube.xz", line=["atom:1", "atom:4"],
                                   plane=["atom:1", "atom:2", "atom:4"], n_points=21)
    one = profiles[0]
    assert one.on_line.shape == (21,) and profiles.line_ang.shape == (21, 3)
    n = one.on_plane.shape
    assert max(n) == 21 and profiles.plane_ang.shape == (*n, 3)
    grid = dgh.read_grid("pt111-h-density/slab_h/rho0.cube.xz")
    assert np.allclose(grid.sample(profiles.line_ang), one.on_line, rtol=1e-9)
    assert np.allclose(grid.sample(profiles.plane_ang), one.on_plane.ravel(), rtol=1e-9)


def test_bader_objects():
    charges = dgh.bader("pt111-h-density/slab_h", keep_regions=True, valences={"Pt": 10, "H": 1})
    assert charges.electrons.sum() == pytest.approx(31.0, abs=1e-3)
    assert charges.net_charges_e.sum() == pytest.approx(0.0, abs=1e-3)
    assert [a.label for a in charges.atoms] == ["Pt", "Pt", "Pt", "H"]
    assert charges.region(3).integral == pytest.approx(charges.electrons[3], rel=1e-9)
    assert charges.calculation.code == "QE"
    with pytest.raises(dgh.ArgumentError):
        charges.region(4)


def test_exchange_correlation_of_a_grid():
    grid = dgh.read_grid("pt111-h-density/h/rho0.cube.xz")
    found = dgh.evaluate(grid, "lda,pz", keep_potential=True, keep_energy_density=True)
    eps = found.energy_per_electron
    summed = (eps.data * grid.data).sum() * grid.volume_ang3 / grid.data.size
    assert summed == pytest.approx(found.energy_ev, rel=1e-9)
    assert len(found.potentials) == 1
    s = dgh.density.reduced_gradient(grid)
    assert s.data.min() >= 0.0 and s.shape == grid.shape
    s, signed = dgh.density.reduced_gradient(grid, signed_density=True)
    assert np.allclose(abs(signed.data), abs(grid.data), atol=1e-12)
