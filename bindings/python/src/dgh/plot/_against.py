"""ΔG against what a site is: GCN, d-band centre, charge, or any column."""
from __future__ import annotations

import csv
import io
from typing import Any, Callable, Dict, List, Optional, Sequence

from .._errors import ArgumentError
from .._site import Site
from .._study import Study
from . import _style as style
from ._systems import System, drawable, face, forced_handles, note_of, systems

LABELS = {
    "gcn": "Generalised coordination number",
    "d_band_centre_ev": r"$\epsilon_d - E_F$ (eV)",
    "h_net_charge_e": r"Bader charge of H ($e$)",
    "bader_electrons": "Bader electrons of H",
    "delta_g_ev": f"{style.DELTA_G} (eV)",
    "delta_g_electrode_ev": r"$\Delta G_{\mathrm{H}*}(U)$ (eV)",
    "delta_e_ev": r"$\Delta E_{\mathrm{H}*}$ (eV)",
    "delta_zpe_ev": r"$\Delta$ZPE (eV)",
    "delta_u_thermal_ev": r"$\Delta U_{\mathrm{th}}$ (eV)",
    "minus_t_delta_s_ev": r"$-T\Delta S$ (eV)",
    "interface_ang": "Distance to the interface (Å)",
    "surface_atoms_per_cm2": r"Surface atoms (1/cm$^2$)"}
SHORT = {"d_band_centre": "d_band_centre_ev", "bader_charge": "h_net_charge_e"}
UNITS = {"_ev": "eV", "_ang": "Å", "_k": "K", "_bar": "bar", "_e": "e", "_per_cm2": "1/cm²"}


def _electrons(site: Site) -> Optional[float]:
    """Of the added H together."""
    found = [atom.electrons_after for atom in site.density_atoms if atom.is_adsorbed]
    return None if not found or None in found else sum(found)


class _Columns:
    """The table of a study (`Study.to_csv`), whose numbers are those of the JSON."""

    def __init__(self) -> None:
        self._tables: Dict[int, List[Dict[str, str]]] = {}

    def names(self, study: Study) -> List[str]:
        self.value("", study, None)
        rows = self._tables[id(study)]
        return list(rows[0]) if rows else []

    def value(self, name: str, study: Study, index: Optional[int]) -> Optional[float]:
        if id(study) not in self._tables:
            self._tables[id(study)] = list(csv.DictReader(io.StringIO(study.to_csv())))
        if index is None:
            return None
        text = self._tables[id(study)][index].get(name, "")
        try:
            return float(text) if text else None
        except ValueError:
            raise ArgumentError(f"expected a column of numbers, found {name!r} with {text!r}") \
                from None


def _getter(column: str, found: Sequence[System], table: _Columns) -> Callable[[Site],
                                                                              Optional[float]]:
    if column == "bader_electrons":
        return _electrons
    for system in found:
        known = table.names(system.study)
        if known and column not in known and column not in LABELS:
            raise ArgumentError("expected gcn, d_band_centre, bader_charge, bader_electrons or a "
                                f"column of the study's table ({', '.join(known)}), found "
                                f"{column!r}")
    return lambda site: table.value(column, site._study, site.index)


def _label(column: str) -> str:
    if column in LABELS:
        return LABELS[column]
    for end, unit in UNITS.items():
        if column.endswith(end):
            return f"{column[:-len(end)].replace('_', ' ')} ({unit})"
    return column.replace("_", " ")


@style.figure
def against(studies: Any, x: str, *, y: str = "delta_g_ev", by: Optional[str] = None,
            labels: Optional[Sequence[str]] = None, names: bool = False, ax=None):
    """ΔG_H* of each site (or another column) against a quantity of the site.

    Parameters
    ----------
    studies, labels
        As in `free_energy_diagram`.
    x, y
        "gcn" (of what H sits on), "d_band_centre" (of the atoms that H binds to, against the Fermi
        energy, eV), "bader_charge" (net charge of the added H, e; needs valences beside the
        density), "bader_electrons" (of the added H), or any column of `Study.to_csv` that holds
        numbers; units are those of the column's name.
    by
        What colour and marker tell: "study" (default for several), "class" (default for one).
    names
        Whether points carry the names of the sites.

    Raises
    ------
    ArgumentError: no site that has both; a column that is none. Sites without a value are left out
    with a warning.

    Examples
    --------
    >>> dgh.plot.against(dgh.compute("calculations"), "gcn")
    """
    found = systems(studies, labels)
    x, y = SHORT.get(x, x), SHORT.get(y, y)
    table = _Columns()
    x_of, y_of = _getter(x, found, table), _getter(y, found, table)
    groups = drawable(found, lambda s: None if x_of(s) is None else y_of(s), f"{x} and {y}"
                      if y != "delta_g_ev" else x)
    by = by or ("study" if len(found) > 1 else "class")
    if by not in ("study", "class"):
        raise ArgumentError(f"by: expected study or class, found {by!r}")
    ax = style.axes(ax)
    if y in ("delta_g_ev", "delta_g_electrode_ev"):
        window = found[0].study.classes["all"].window_ev
        ax.axhspan(-window, window, color=style.BAND, alpha=0.15, linewidth=0, zorder=0)
    points = []
    for i, (system, sites) in enumerate(groups):
        for site in sites:
            name = system.label if by == "study" else site.phase or "no class"
            colour, marker = (style.COLOURS[i % 7], style.MARKERS[i % 7]) if by == "study" else \
                style.CLASSES[site.phase]
            points.append((x_of(site), y_of(site), name, colour, marker, site))
    shown: Dict[str, Any] = {}
    for px, py, name, colour, marker, site in points:
        handle = ax.plot([px], [py], linestyle="", marker=marker, color=colour,
                         markerfacecolor=face(site, colour), label=name, zorder=3)[0]
        shown.setdefault(name, handle)
        if names:
            ax.annotate(site.label, (px, py), (4, 3), textcoords="offset points", fontsize=6)
    ax.margins(0.08)
    ax.set_xlabel(_label(x))
    ax.set_ylabel(_label(y))
    if by == "class":
        shown = {str(k): shown[str(k)] for k in [*style.CLASSES, "no class"] if k in shown}
    handles = list(shown.values()) if len(shown) > 1 or by == "class" else []
    style.key(ax, handles + forced_handles(p[-1] for p in points), note_of(found))
    return ax


def against_gcn(studies: Any, **options: Any):
    """ΔG_H* against the generalised coordination number (10.1002/anie.201402958) of what H sits on;
    options of `against`.

    Examples
    --------
    >>> dgh.plot.against_gcn(dgh.compute("calculations"))
    """
    return against(studies, "gcn", **options)


def against_d_band_centre(studies: Any, **options: Any):
    """ΔG_H* against the d-band centre (10.1016/0039-6028(96)80007-0) of the atoms that H binds to,
    in the clean slab, eV against the Fermi energy; options of `against`.

    Examples
    --------
    >>> dgh.plot.against_d_band_centre(dgh.compute("calculations", d_window="occupied"))
    """
    return against(studies, "d_band_centre", **options)


def against_bader_charge(studies: Any, **options: Any):
    """ΔG_H* against the Bader charge of the H that was added, e; options of `against`.

    Examples
    --------
    >>> dgh.plot.against_bader_charge(dgh.compute("calculations", bader_method="weight"))
    """
    return against(studies, "bader_charge", **options)
