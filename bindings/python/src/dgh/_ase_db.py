"""A study in an ASE database: ``ase db study.db`` lists it, ``ase gui`` opens its rows."""
from __future__ import annotations

import os
from typing import Any, Dict, List

from ._errors import ArgumentError


def _key_value_pairs(site) -> Dict[str, Any]:
    """What people select by; ASE takes numbers, texts and booleans. None is left out."""
    density = {row.atom: row for row in site.density_atoms if row.is_adsorbed}
    first = next(iter(density.values()), None)
    places = site.places
    found = {
        "site": site.label, "status": site.status, "role": "adsorbed", "n_h": site.n_h,
        "n_h_added": site.n_h_added, "differential": site.differential,
        "site_kind": site.kind, "site_class": site.phase,
        "gcn": places[0].gcn if places else None,
        "delta_g_ev": site.delta_g_ev, "delta_e_ev": site.delta_e_ev,
        "delta_zpe_ev": site.delta_zpe_ev, "delta_u_thermal_ev": site.delta_u_thermal_ev,
        "minus_t_delta_s_ev": site.minus_t_delta_s_ev,
        "delta_g_electrode_ev": site.delta_g_electrode_ev,
        "h_net_charge_e": first.net_charge_after_e if first is not None else None,
    }
    for convention, value in site.delta_g_by_convention_ev.items():
        found[f"delta_g_{convention.replace('-', '_')}_ev"] = value
    return {k: _plain(x) for k, x in found.items() if x is not None}


def _plain(value):
    return float(value) if isinstance(value, float) else value


def _run_pairs(run) -> Dict[str, Any]:
    return {"run": run.label, "run_status": run.calculation.status,
            "code": run.calculation.code, "run_path": run.path}


def _text_safe(pairs: Dict[str, Any]) -> Dict[str, Any]:
    """ASE refuses texts that read as numbers or booleans: a label "42" becomes "label 42"."""
    made = {}
    for key, value in pairs.items():
        if isinstance(value, str):
            try:
                float(value)
                value = f"label {value}"
            except ValueError:
                if value in ("True", "False"):
                    value = f"label {value}"
        made[key] = value
    return made


def write(study, path, *, append: bool = True) -> List[int]:
    """One row for each site (its run with H) and one for each host and gas run that they stand on;
    returns the ids. Rows have the geometry and energy of the run, ``key_value_pairs`` (site,
    delta_g_ev, delta_e_ev, site_kind, site_class, status...), and in ``data`` the site's object of
    the JSON document, which holds the ledger. A refused site has no delta_g_ev.

    `append` False: the file must not hold rows yet."""
    from ase.db import connect

    ids = []
    document = study.to_dict()
    with connect(os.fspath(path)) as db:
        if not append and len(db):
            raise ArgumentError(f"{os.fspath(path)}: expected a database without rows, found "
                                f"{len(db)}")
        written = set()
        for site in study:
            run = site.final_run
            ids.append(db.write(run.calculation.to_ase(),
                                key_value_pairs=_text_safe({**_run_pairs(run),
                                                            **_key_value_pairs(site)}),
                                data={"dgh_site": document["sites"][site.index],
                                      "dgh_options": document["options"]}))
            for other in (site.host_run, site.initial_run, site.gas_run):
                if other is None or other.calculation is None or other.path in written \
                        or other.role == "adsorbed":
                    continue
                written.add(other.path)
                ids.append(db.write(other.calculation.to_ase(),
                                    key_value_pairs=_text_safe({**_run_pairs(other),
                                                                "role": other.role})))
    return ids
