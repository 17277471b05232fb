"""Figures: what is drawn are the numbers of the documents, with their units, and nothing else."""
import json
import math
import pathlib
import warnings

import numpy as np
import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

import dgh  # noqa: E402
import made_up  # noqa: E402
from conftest import DATA, EXAMPLES, SOURCE  # noqa: E402
from dgh import plot  # noqa: E402
from matplotlib import pyplot  # noqa: E402

RHO = [str(EXAMPLES / f"pt111-h-density/{name}/rho0.cube.xz") for name in ("slab_h", "slab", "h")]
KT_EV = 8.617333262e-5 * 298.15
E_C = 1.602176634e-19


def quiet(function, *arguments, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dgh.DghWarning)
        return function(*arguments, **options)


@pytest.fixture(scope="module")
def pt():
    return quiet(dgh.compute, EXAMPLES / "pt111-h")


@pytest.fixture(scope="module")
def trees(tmp_path_factory):
    """An A/C slab and a glass with made-up energies; one site of each did not finish."""
    root = tmp_path_factory.mktemp("trees")
    made = []
    for name, slab, lowest in (("ac", "pt-ac-medium", -0.15), ("glass", "pt-glass", 0.1)):
        made_up.write_tree(root / name, SOURCE / "structures" / f"{slab}.vasp",
                           lambda k, _, lowest=lowest: lowest + 0.07 * k, 9, cut=(3,))
        made.append(quiet(dgh.compute, root / name, convention="offset", density=False))
    return made


@pytest.fixture(scope="module")
def drho():
    return quiet(dgh.density.difference, *RHO)


@pytest.fixture(autouse=True)
def closed_afterwards():
    yield
    pyplot.close("all")


def sites_of(study):
    return json.loads(study.to_json())["sites"]


def finished(study):
    return [s for s in sites_of(study) if not s["refused"]]


def points(ax, marker=None):
    """(x, y) of every mark that is drawn without a line."""
    return sorted((x, y) for line in ax.lines if line.get_linestyle() == "None"
                  and (marker is None or line.get_marker() == marker)
                  for x, y in zip(line.get_xdata(), line.get_ydata()))


def key_of(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def rate(delta_g):
    x = math.exp(-delta_g / KT_EV)
    return 200.0 / (1.0 + x) if delta_g <= 0 else 200.0 * x / (1.0 + x)


# ---- free energies ---------------------------------------------------------------------------------

def test_free_energy_diagram(pt):
    ax = plot.free_energy_diagram(pt)
    levels = [line.get_ydata()[0] for line in ax.lines
              if list(line.get_xdata()) == [0.7, 1.3]]
    assert levels == [s["delta_g_ev"] for s in sites_of(pt)]
    ends = [list(line.get_ydata()) for line in ax.lines if list(line.get_xdata()) == [1.7, 2.3]]
    assert ends == 3 * [[0.0, 0.0]]
    assert sorted(key_of(ax)) == [
        "H_fcc: \u22120.26 eV", "H_hcp: \u22120.22 eV", "H_top: \u22120.22 eV"]
    assert ax.get_ylabel() == "Free energy (eV)"
    assert [t.get_text() for t in ax.get_xticklabels()] == [r"H$^+$ + e$^-$", "H*", "½ H$_2$"]
    assert ax.get_title("left") == "full, 298.15 K, 1 bar"


def test_free_energy_diagram_of_several(trees):
    with pytest.warns(dgh.DghWarning, match="2 of 18 sites are not drawn: A/C/site4 .refused.") as w:
        ax = plot.free_energy_diagram(dict(zip(("A/C", "glass"), trees)), potential_v=-0.2)
    assert [x.message.code for x in w] == ["not-drawn"] and w[0].filename == __file__
    best = [min((s["delta_g_ev"] for s in finished(t)), key=abs) for t in trees]
    levels = [line.get_ydata()[0] for line in ax.lines if list(line.get_xdata()) == [0.7, 1.3]]
    assert levels == [g + -0.2 for g in best]
    assert [t.split(",")[0] for t in key_of(ax)] == ["A/C", "glass"]
    assert "U = \u22120.20 V vs RHE" in ax.get_title("left")
    lowest = quiet(plot.free_energy_diagram, trees, sites="lowest")
    assert [line.get_ydata()[0] for line in lowest.lines if list(line.get_xdata()) == [0.7, 1.3]] \
        == [min(s["delta_g_ev"] for s in finished(t)) for t in trees]
    assert [t.split(",")[0] for t in key_of(lowest)] == ["ac", "glass"]


def test_potential(pt):
    ax = plot.potential(pt, from_v=-0.1, to_v=0.3, scale="she", ph=2)
    per_ph = KT_EV * math.log(10)
    for site, line in zip(sites_of(pt), ax.lines[::2]):
        assert list(line.get_xdata()) == [-0.1, 0.3]
        assert line.get_ydata() == pytest.approx(
            [site["delta_g_ev"] + u + 2 * per_ph for u in (-0.1, 0.3)], abs=1e-12)
    crossings = [x for x, y in points(ax)]
    assert crossings == pytest.approx(sorted(-s["delta_g_ev"] - 2 * per_ph for s in sites_of(pt)))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("U (V vs SHE)", plot._style.DELTA_G + " (eV)")
    assert ax.get_title("left").endswith("pH 2")
    with pytest.raises(ValueError, match="from_v below to_v"):
        plot.potential(pt, from_v=1, to_v=0)


# ---- volcano ---------------------------------------------------------------------------------------

def test_volcano(pt):
    ax = plot.volcano(pt)
    density = sites_of(pt)[0]["structure"]["places"][0]["surface_atoms_per_cm2"]
    assert np.array(points(ax)) == pytest.approx(np.array(sorted(
        (s["delta_g_ev"], E_C * density * rate(s["delta_g_ev"])) for s in sites_of(pt))), rel=1e-9)
    curve = ax.lines[0]
    x, y = curve.get_data()
    assert x[0] == -0.5 and x[-1] == 0.5 and 0.0 in x
    assert y == pytest.approx([E_C * density * rate(g) for g in x], rel=1e-9)
    assert ax.get_yscale() == "log" and ax.get_ylabel() == r"$i_0$ (A/cm$^2$)"
    assert sorted(t.get_text() for t in ax.texts) == ["H_fcc", "H_hcp", "H_top"]
    rates = plot.volcano(pt, quantity="rate", names=False)
    assert np.array(points(rates)) == pytest.approx(np.array(sorted(
        (s["delta_g_ev"], rate(s["delta_g_ev"])) for s in sites_of(pt))), rel=1e-9)
    assert rates.get_ylabel() == r"$k$ (1/s)" and not rates.texts


def test_volcano_needs_densities_of_surface_atoms(pt):
    bare = quiet(dgh.compute, EXAMPLES / "pt111-h", structure=False)
    with pytest.raises(dgh.ArgumentError, match="no density of surface atoms"):
        plot.volcano(bare)
    assert len(points(plot.volcano(bare, quantity="rate"))) == 3
    with pytest.raises(ValueError, match="current or rate"):
        plot.volcano(pt, quantity="height")


def test_volcano_of_several_slabs(trees):
    ax = quiet(plot.volcano, trees)
    densities = {s["structure"]["places"][0]["surface_atoms_per_cm2"]
                 for t in trees for s in finished(t)}
    curves = [line for line in ax.lines if str(line.get_label()).startswith("_curve")]
    assert 1 <= len(curves) <= len(densities)
    assert len(points(ax, "o")) == len(finished(trees[0]))
    assert len(points(ax, "s")) == len(finished(trees[1]))
    assert key_of(ax) == ["ac", "glass"]


# ---- distributions ---------------------------------------------------------------------------------

def test_distribution(trees):
    study = trees[0]
    with pytest.warns(dgh.DghWarning, match="1 of 9 sites is not drawn: site4 .refused."):
        ax = plot.distribution(study)
    counted = [s for s in finished(study) if s["counting"] == "counted"]
    labels = [t.get_text() for t in ax.get_xticklabels()]
    assert labels[-1] == f"all\nn = {len(counted)}"
    assert [y for _, y in points(ax)] != []
    assert sorted(y for x, y in points(ax) if round(x) == len(labels) - 1) == \
        sorted(s["delta_g_ev"] for s in counted)
    row = json.loads(study.to_json())["summary"]["classes"]["all"]
    drawn = {tuple(line.get_ydata()) for line in ax.lines}
    assert (row["median_ev"],) * 2 in drawn
    assert any(len(y) == 5 and set(y) == {row["first_quartile_ev"], row["third_quartile_ev"]}
               for y in drawn)
    band = ax.patches[0].get_xy()
    assert sorted({y for _, y in band}) == [-0.1, 0.1]
    assert ax.get_ylabel() == plot._style.DELTA_G + " (eV)"


def test_distribution_of_several(trees):
    comparison = quiet(dgh.compare, *trees, names=["A/C", "glass"])
    ax = quiet(plot.distribution, comparison, classes=["all"])
    n = [len([s for s in finished(t) if s["counting"] == "counted"]) for t in trees]
    assert [t.get_text() for t in ax.get_xticklabels()] == [f"all\nn = {n[0]} | {n[1]}"]
    assert len(points(ax, "o")) == n[0] and len(points(ax, "s")) == n[1]
    assert key_of(ax) == ["A/C", "glass"]
    with pytest.raises(ValueError, match="classes: expected some of crystalline"):
        plot.distribution(trees[0], classes=["glassy"])


# ---- ΔG against properties -------------------------------------------------------------------------

def test_against(pt, trees):
    ax = plot.against_gcn(pt, names=True)
    assert points(ax) == sorted((s["structure"]["places"][0]["gcn"], s["delta_g_ev"])
                                for s in sites_of(pt))
    assert ax.get_xlabel() == "Generalised coordination number"
    assert key_of(ax) == ["crystalline"]
    assert sorted(t.get_text() for t in ax.texts) == ["H_fcc", "H_hcp", "H_top"]
    both = quiet(plot.against, trees, "gcn", y="delta_e_ev")
    assert points(both, "s") == sorted((s["structure"]["places"][0]["gcn"], s["delta_e_ev"])
                                       for s in finished(trees[1]))
    assert both.get_ylabel() == r"$\Delta E_{\mathrm{H}*}$ (eV)"
    assert key_of(both) == ["ac", "glass"]
    assert plot.against(pt, "temperature_k").get_xlabel() == "temperature (K)"


def test_against_d_band_centre(pt):
    study = quiet(dgh.compute, EXAMPLES / "pt111-h", DATA / "qe/pt111-pdos")
    ax = plot.against_d_band_centre(study)
    assert points(ax) == sorted((s["structure"]["d_band_centre_ev"], s["delta_g_ev"])
                                for s in sites_of(study))
    assert ax.get_xlabel().endswith("(eV)")
    with pytest.raises(dgh.ArgumentError, match="nothing to draw: H_fcc .no d_band_centre_ev."):
        plot.against_d_band_centre(pt)


def test_against_charges():
    study = quiet(dgh.compute, EXAMPLES / "pt111-h-density", ref_h2=-31.7346, convention="offset")
    (site,) = sites_of(study)
    ax = plot.against(study, "bader_electrons")
    assert points(ax) == [(site["density"]["atoms"][0]["electrons_after"], site["delta_g_ev"])]
    with pytest.raises(dgh.ArgumentError, match="no h_net_charge_e"):
        plot.against_bader_charge(study)


def test_columns_that_are_none(pt):
    with pytest.raises(ValueError, match="found 'colour'"):
        plot.against(pt, "colour")
    with pytest.raises(ValueError, match="a column of numbers, found 'contacts'"):
        plot.against(pt, "contacts")
    with pytest.raises(ValueError, match="by: expected study or class"):
        plot.against(pt, "gcn", by="element")


# ---- densities -------------------------------------------------------------------------------------

def test_planar_average(drho):
    ax = plot.planar_average(drho)
    profile = json.loads(drho.to_json())["profile"]
    start = drho.profile.start
    turned = np.roll(profile["per_ang"], -start)
    assert list(ax.lines[0].get_ydata()) == list(turned)
    z = ax.lines[0].get_xdata()
    assert (np.diff(z) > 0).all() and z[0] == drho.profile.position_ang[start]
    right = ax.figure.axes[-1]
    assert list(right.lines[0].get_ydata()) == list(np.roll(profile["cumulated"], -start))
    assert (ax.get_ylabel(), right.get_ylabel()) == (r"$\Delta\lambda$ (e/Å)", r"$\Delta Q$ (e)")
    assert [t.get_text() for t in ax.texts] == ["Pt", "Pt", "Pt", "H"]
    marks = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 2
             and line.get_xdata()[0] == line.get_xdata()[1]]
    length = drho.profile.length_ang
    heights = drho.structure.positions_ang[:, 2]
    assert marks == pytest.approx(sorted(z[0] + (heights - z[0]) % length), abs=1e-9)


def test_planar_average_of_a_grid():
    grid = dgh.read_grid(RHO[2])
    ax = plot.planar_average(grid, axis="a", cumulated=False)
    assert ax.get_ylabel() == r"$\lambda$ (e/Å)" and len(ax.figure.axes) == 1
    curve = dgh.density.planar_average(grid, "a")
    assert sorted(ax.lines[0].get_ydata()) == sorted(curve.per_length)
    (file,) = dgh.density.profile(RHO[2])
    assert plot.planar_average(file).get_xlabel().endswith("vector c (Å)")
    with pytest.raises(ValueError, match="expected a Difference, a Grid"):
        plot.planar_average("CHGCAR")


def test_slice(drho):
    corners = "atom:4/atom:3/atom:3+1,0,0"
    ax = plot.slice(drho, corners, n_points=41, margin_ang=1.0)
    (profiles,) = [dgh.density.profile(RHO[0], plane=corners, n_points=41, margin_ang=1.0)]
    cut = dgh.density.cut_plane(drho.grid, corners, 41, 1.0)
    assert cut.positions_ang == pytest.approx(profiles.plane_ang, abs=1e-12)
    image = ax.images[0]
    assert np.array_equal(image.get_array(), cut.sample(drho.grid).T)
    assert image.get_clim()[0] == -image.get_clim()[1] < 0
    assert ax.child_axes[0].get_ylabel() == r"$\Delta\rho$ (e/Å$^3$)"
    assert ax.get_xlabel().endswith("(Å)") and ax.get_aspect() == 1.0
    # the atoms through which the plane goes lie where the plane has its corners
    found = {(round(p.center[0], 6), round(p.center[1], 6)) for p in ax.patches}
    along = [s / np.linalg.norm(s) for s in cut.steps_ang]
    for corner in cut.corners_ang:
        at = corner - cut.origin_ang
        assert (round(at @ along[0], 6), round(at @ along[1], 6)) in found


def test_slice_goes_through_h_and_its_neighbours(drho):
    ax = plot.slice(drho, n_points=31)
    assert [t.get_text() for t in ax.texts].count("H") >= 1
    up = plot.slice(drho, upright=True, n_points=31)
    assert {"H", "Pt"} <= {t.get_text() for t in up.texts}
    with pytest.raises(ValueError, match="expected three points or an atom"):
        plot.slice(dgh.Grid.from_array(np.ones((4, 4, 4)), np.eye(3) * 3, dgh.Structure.from_arrays(
            [78], [[0, 0, 0]], np.eye(3) * 3)))
    with pytest.raises(ValueError, match="keep_grid"):
        plot.slice(quiet(dgh.density.difference, *RHO, keep_grid=False))


def test_cut_line(drho):
    line = dgh.density.cut_line(drho.grid, ["atom:3", "atom:4"], 11)
    assert line.shape == (11,) and line.positions_ang.shape == (11, 3)
    assert np.array_equal(line.sample(drho.grid), drho.grid.sample(line.positions_ang))
    with pytest.raises(dgh.ArgumentError):
        dgh.density.cut_line(drho.grid, ["atom:3", "atom:3"])


# ---- slabs -----------------------------------------------------------------------------------------

def test_slab_by_element():
    clean = dgh.read("pt111-h/H_fcc/relax")
    ax = plot.slab(clean, repeat=(2, 3))
    (atoms,) = ax.collections
    assert len(atoms.get_offsets()) == 4 * 6
    assert key_of(ax) == ["Pt", "H"]
    # radii of Cordero et al.: Pt 1.36, H 0.31 Angstrom; drawn from the bottom to the top
    assert sorted({round(w, 6) for w in atoms._widths}) == [0.31, 1.36]  # half the diameters
    assert ax.get_aspect() == 1.0 and ax.get_ylabel().endswith("(Å)")
    side = plot.slab(clean, view="side", repeat=(1, 1))
    up = side.collections[0].get_offsets()[:, 1]
    assert np.ptp(up) == pytest.approx(np.ptp(clean.structure.positions_ang[:, 2]), abs=1e-6)
    with pytest.raises(ValueError, match="view: expected top, bottom or side"):
        plot.slab(clean, view="front")


def test_slab_by_class():
    order = dgh.order(SOURCE / "structures/pt-ac-medium.vasp")
    ax = plot.slab(order, cell=False)
    (atoms,) = ax.collections
    assert len(atoms.get_offsets()) == 200
    assert sorted(key_of(ax)) == sorted(
        f"{name} ({order.phases.count(name)})" for name in ("crystalline", "interface",
                                                            "amorphous"))
    colours = [tuple(c) for c in np.round(atoms.get_facecolors(), 6)]
    assert sorted(colours.count(c) for c in set(colours)) == sorted(
        order.phases.count(name) for name in set(order.phases))
    assert {line.get_marker() for line in ax.lines} == {"o", "s", "^"}


def test_slab_by_charge():
    charges = quiet(dgh.bader, EXAMPLES / "pt111-h-density/slab_h", valences={"Pt": 10, "H": 1})
    ax = plot.slab(charges, view="side", repeat=(1, 1))
    q = charges.net_charges_e
    scale = matplotlib.cm.ScalarMappable(
        matplotlib.colors.Normalize(-abs(q).max(), abs(q).max()), "RdBu_r")
    drawn = [tuple(c) for c in ax.collections[0].get_facecolors()]
    assert sorted(drawn) == sorted(map(tuple, scale.to_rgba(q)))
    smallest = ax.collections[0]._widths.argmin()  # H
    assert drawn[smallest] == tuple(scale.to_rgba(q[3]))
    assert ax.child_axes[0].get_ylabel() == "Bader charge (e)"
    none = quiet(dgh.bader, EXAMPLES / "pt111-h-density/slab_h")
    with pytest.raises(ValueError, match="lack the valences"):
        plot.slab(none)


def test_slab_with_numbers():
    clean = dgh.read("pt111-h/clean")
    with pytest.warns(dgh.DghWarning, match="atoms without a value are grey: 2"):
        ax = plot.slab(clean, colour=[0.5, None, 1.5], label="x (eV)", repeat=(1, 1))
    assert ax.child_axes[0].get_ylabel() == "x (eV)"
    with pytest.raises(ValueError, match="expected 3 numbers, found 2"):
        plot.slab(clean, colour=[1, 2])


def test_slab_of_a_study(trees):
    study = trees[0]
    ax = quiet(plot.slab, study)
    atoms, hydrogen = ax.collections
    shown = [s for s in finished(study) if s["counting"] != "repeated"
             and s["structure"]["places"][0]["side"] != "down"]
    assert len(hydrogen.get_offsets()) == len(shown)
    assert len(atoms.get_offsets()) == 200
    assert len(points(ax, "x")) == 1  # the refused one is no number
    assert "refused" in key_of(ax)
    assert ax.child_axes[0].get_ylabel() == plot._style.DELTA_G + " (eV)"
    with pytest.raises(ValueError, match="host: expected one of clean, found 'other'"):
        plot.slab(study, host="other")


# ---- all of them -----------------------------------------------------------------------------------

def test_nothing_to_draw():
    refused = quiet(dgh.compute, EXAMPLES / "pt111-h/H2", EXAMPLES / "pt111-h/clean",
                    DATA / "qe/special/truncated/pth.relax.out.xz")
    for function in (plot.free_energy_diagram, plot.volcano, plot.distribution, plot.against_gcn,
                     plot.potential):
        with pytest.raises(dgh.ArgumentError, match="nothing to draw: .* .refused."):
            function(refused)
    with pytest.raises(ValueError, match="at least one study"):
        plot.volcano([])
    with pytest.raises(ValueError, match="expected studies"):
        plot.volcano(["pt111-h"])


def test_studies_that_do_not_compare(pt, trees):
    with pytest.raises(dgh.ArgumentError, match="convention: expected one for all studies"):
        plot.volcano([pt, trees[0]])
    with pytest.raises(dgh.ArgumentError, match="labels: expected 2, found 1"):
        plot.volcano(trees, labels=["a"])


def test_forced_sites_are_open(trees):
    folder = pathlib.Path(trees[0]["site4"].final_run.path).parent
    study = quiet(dgh.compute, *(folder / name for name in ("clean", "gas", "site4")),
                  convention="offset", force=True, structure=False)
    (site,) = study
    assert site.forced and site.delta_g_ev is not None
    ax = quiet(plot.volcano, study, quantity="rate")
    marks = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert [m.get_markerfacecolor() for m in marks] == ["white"]
    assert key_of(ax) == ["open: in spite of an error"]


def test_settings_and_axes_are_left_alone(pt):
    before = {k: x for k, x in matplotlib.rcParams.items() if k not in ("backend",
                                                                       "backend_fallback")}
    figure, ax = pyplot.subplots()
    assert plot.volcano(pt, ax=ax) is ax
    assert plot.against_gcn(pt).figure.get_figwidth() == pytest.approx(3.35)
    after = {k: x for k, x in matplotlib.rcParams.items() if k in before}
    assert after == before
    pyplot.close(figure)


def test_matplotlib_is_not_imported_before_it_is_needed():
    import subprocess
    import sys
    code = "import sys, dgh; dgh.plot.volcano; print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True,
                          check=True).stdout == "False\n"


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_files(pt, trees, drho, tmp_path, kind):
    both = trees
    figures = [quiet(f, *a, **o) for f, a, o in [
        (plot.free_energy_diagram, (both,), {}), (plot.potential, (pt,), {}),
        (plot.volcano, (both,), {}), (plot.distribution, (both,), {}),
        (plot.against_gcn, (both[0],), {}), (plot.planar_average, (drho,), {}),
        (plot.slice, (drho,), {"n_points": 41}), (plot.slab, (both[0],), {})]]
    for i, ax in enumerate(figures):
        path = tmp_path / f"{i}.{kind}"
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ax.figure.savefig(path)
        assert path.stat().st_size > 3000
        # nothing stands on anything else: the key, the note, the names
        if kind == "png":
            no_overlap(ax)


def shown_ticks(axis):
    low, high = sorted(axis.get_view_interval())
    return [t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]


def no_overlap(ax):
    texts = [t for t in [*ax.texts, ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label,
                         *shown_ticks(ax.xaxis), *shown_ticks(ax.yaxis),
                         *(ax.get_legend().get_texts() if ax.get_legend() else [])]
             if t.get_text() and t.get_visible()]
    boxes = [t.get_window_extent() for t in texts]
    width, height = ax.figure.canvas.get_width_height()
    for i, a in enumerate(boxes):
        assert a.x0 > -1 and a.y0 > -1 and a.x1 < width + 1 and a.y1 < height + 1, texts[i]
        for k, b in enumerate(boxes[:i]):
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            along = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert min(across, along) < 2.0, (texts[i].get_text(), texts[k].get_text())
