"""What notebooks show."""
from __future__ import annotations

import html
from typing import List, Optional

HEAD = ("site", "n H", "on", "ΔE", "ΔZPE", "ΔU<sub>th</sub>", "−TΔS", "ΔG", "")


def _cell(value: Optional[float]) -> str:
    return "–" if value is None else f"{value:.3f}".replace("-", "−")


def _contacts(site) -> str:
    if site.kind:
        return site.kind + (f", {site.phase}" if site.phase else "")
    return "–"


def _row(site, best) -> str:
    cells = [html.escape(site.label), str(site.n_h), html.escape(_contacts(site)),
             _cell(site.delta_e_ev), _cell(site.delta_zpe_ev), _cell(site.delta_u_thermal_ev),
             _cell(site.minus_t_delta_s_ev), f"<b>{_cell(site.delta_g_ev)}</b>",
             "" if site.status == "ok" else site.status]
    text = "".join(f"<td style='text-align:{'left' if i in (0, 2, 8) else 'right'}'>{c}</td>"
                   for i, c in enumerate(cells))
    mark = " style='background:rgba(0,114,178,.12)'" if best is not None \
        and best.index == site.index else ""
    return f"<tr{mark}>{text}</tr>"


def _findings(diagnostics) -> str:
    items: List[str] = []
    for d in diagnostics:
        line = f"<b>{d.severity}</b>: {html.escape(d.message)} [{html.escape(d.code)}]"
        if d.severity != "note" and line not in items:
            items.append(line)
    if not items:
        return ""
    return ("<details><summary>" + f"{len(items)} finding{'s' if len(items) > 1 else ''}</summary>"
            "<ul>" + "".join(f"<li>{i}</li>" for i in items) + "</ul></details>")


def study_table(study) -> str:
    o = study.options
    best = study.best
    return (f"<div><p>ΔG<sub>H*</sub> per H in eV at {o.temperature_k:g} K, p(H<sub>2</sub>) = "
            f"{o.pressure_bar:g} bar, convention {html.escape(str(o.convention))}, energies "
            f"{html.escape(str(o.energy))}</p><table><thead><tr>"
            + "".join(f"<th>{h}</th>" for h in HEAD) + "</tr></thead><tbody>"
            + "".join(_row(site, best) for site in study) + "</tbody></table>"
            + _findings(study.all_diagnostics) + "</div>")


COMPARED = ("class", "study", "sites", "lowest", "mean", "spread", "median", "mean − first", "±")


def comparison_table(comparison) -> str:
    """One row for each class and study, as the program's text has them."""
    options = comparison.studies[0].options
    rows = []
    for name in comparison.studies[0].classes:
        n = [study.classes[name].n for study in comparison.studies]
        if not any(n):
            continue
        for i, (label, study) in enumerate(zip(comparison.names, comparison.studies)):
            row = study.classes[name]
            less = comparison.difference(i, name) if i else None
            cells = [name if i == 0 else "", html.escape(label), str(row.n), _cell(row.smallest_ev),
                     _cell(row.mean_ev), _cell(row.spread_ev), _cell(row.quartile_ev[1]),
                     _cell(less.mean_ev if less else None),
                     _cell(less.mean_error_ev if less else None)]
            rows.append("<tr>" + "".join(
                f"<td style='text-align:{'left' if k < 2 else 'right'}'>{c}</td>"
                for k, c in enumerate(cells)) + "</tr>")
    return (f"<div><p>ΔG<sub>H*</sub> in eV by class of site, counted sites only; "
            f"{options.temperature_k:g} K, convention {html.escape(str(options.convention))}; "
            "differences against the first</p><table><thead><tr>"
            + "".join(f"<th>{h}</th>" for h in COMPARED) + "</tr></thead><tbody>" + "".join(rows)
            + "</tbody></table>" + _findings(comparison.diagnostics) + "</div>")
