/* Each site: ledger, structure, densities, views. Filled in when it is opened. */

function openSite(i) {
    section(`site-${i}`).open = true;
}

function showSites() {
    const where = section("details");
    if (sites.length > 1)
        where.append(
            element(
                "div",
                {class: "controls"},
                element(
                    "button",
                    {type: "button", class: "plain", onclick: () => setAll(true)},
                    "Open all",
                ),
                element(
                    "button",
                    {type: "button", class: "plain", onclick: () => setAll(false)},
                    "Close all",
                ),
            ),
        );
    sites.forEach((s, i) => {
        const inside = element("div", {class: "inside"});
        const name =
            s.delta_g_ev === null
                ? s.refused
                    ? "refused"
                    : "no ΔG in this convention"
                : ["ΔG = ", number(s.delta_g_ev), " eV"];
        where.append(
            element(
                "details",
                {
                    id: `site-${i}`,
                    class: "site",
                    ontoggle: (e) => {
                        if (e.target === e.currentTarget && e.target.open) openedSite(i, inside);
                    },
                },
                element(
                    "summary",
                    {},
                    s.label,
                    element(
                        "span",
                        {class: "aside"},
                        name,
                        " · ",
                        siteClass(s),
                        placeName(firstPlace(s)) ? ` · ${placeName(firstPlace(s))}` : "",
                        " ",
                    ),
                    statusTags(s, i),
                ),
                inside,
            ),
        );
    });
    if (sites.length === 1) openSite(0);
}

function setAll(open) {
    for (const d of document.querySelectorAll("details.site")) d.open = open;
}

function openedSite(i, inside) {
    if (!inside.childNodes.length) fillSite(i, inside);
    drawWaiting();
    if (theView.isAsked && document.querySelectorAll("details.site[open]").length > 1) return;
    theView.isAsked = true;
    wake(i);
}

function fillSite(i, inside) {
    const s = sites[i],
        picture = pictureOf(i);
    const findings = findingsOf(s);
    append(inside, [
        findings.length
            ? element(
                  "ul",
                  {class: "findings"},
                  findings.map((d) => findingItem(d, null)),
              )
            : null,
        element(
            "div",
            {class: "columns"},
            element(
                "div",
                {},
                element("h4", {}, "What H sits on"),
                factsOf(s),
                chargesOf(s),
                element("h4", {}, "Runs"),
                runsOf(s),
            ),
            element(
                "div",
                {},
                element(
                    "h4",
                    {},
                    "Structure",
                    picture && picture.drho ? " and density difference" : "",
                ),
                viewOf(i),
                drhoNote(picture),
            ),
        ),
        ledgerOf(s),
        drhoFigures(i, picture),
    ]);
}

/* ---- ledger ---- */

function ledgerOf(s) {
    const conventions = Object.keys(study.conventions);
    if (!s.ledger.length)
        return [
            element("h4", {}, "Ledger"),
            element(
                "p",
                {class: "note"},
                s.refused
                    ? "The site is refused: no number of it is shown."
                    : "There is no ledger.",
            ),
        ];
    const mark = (c) => (c === options.convention ? "chosen" : null);
    const rows = s.ledger.map((t) =>
        element(
            "tr",
            {},
            element("th", {scope: "row"}, formula(t.label)),
            element("td", {class: "number"}, number(t.value_ev, 6)),
            element("td", {class: "number"}, number(t.coefficient_per_h, 4).replace(/\.?0+$/, "")),
            element("td", {class: "number"}, number(t.contribution_ev, 6)),
            conventions.map((c) =>
                element(
                    "td",
                    {class: ["in", mark(c)].filter(Boolean).join(" ")},
                    t.conventions.includes(c)
                        ? element("span", {"aria-label": "yes"}, "●")
                        : element("span", {"aria-label": "no"}, "·"),
                ),
            ),
            element(
                "td",
                {class: "from"},
                place(t.source),
                t.note ? element("div", {class: "where"}, formula(t.note)) : null,
            ),
        ),
    );
    const sum = element(
        "tr",
        {class: "sum"},
        element("th", {scope: "row", colspan: 4}, deltaG(), " (eV)"),
        conventions.map((c) =>
            element(
                "td",
                {class: ["in", mark(c)].filter(Boolean).join(" ")},
                number(s.delta_g_by_convention_ev[c], 4),
            ),
        ),
        element("td", {}),
    );
    return [
        element("h4", {}, "Ledger"),
        element(
            "div",
            {class: "scroll", tabindex: "0"},
            element(
                "table",
                {},
                element(
                    "thead",
                    {},
                    element(
                        "tr",
                        {},
                        columnHead("term"),
                        [
                            ["value", "eV"],
                            ["coefficient", "per H"],
                            ["contribution", "eV"],
                        ].map(numberHead),
                        conventions.map((c) => columnHead(c, BLANK, {class: mark(c)})),
                        columnHead("from"),
                    ),
                ),
                element("tbody", {}, rows, sum),
            ),
        ),
        s.incomplete ? element("p", {class: "note"}, formula(s.incomplete)) : null,
    ];
}

/* ---- structure ---- */

function facts(pairs) {
    return element(
        "dl",
        {},
        pairs
            .filter(
                ([, value]) =>
                    value !== null && value !== undefined && value !== "–" && value !== "",
            )
            .map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
    );
}

function factsOf(s) {
    const p = firstPlace(s),
        h = s.adsorbed_h[0];
    const atoms = (list) =>
        list.map((a) => `${a.element}${a.atom} ${number(a.distance_ang, 3)} Å`).join(", ");
    return facts([
        ["place", p ? placeName(p) : null],
        [
            "class",
            s.structure && s.structure.class
                ? element("span", {class: `class ${s.structure.class}`}, s.structure.class)
                : null,
        ],
        [
            "binds to",
            p && p.binding_atoms.length ? atoms(p.binding_atoms) : h ? atoms(h.contacts) : null,
        ],
        [
            "coordination",
            p && p.binding_atoms.length
                ? [
                      ...new Set(
                          p.binding_atoms.map((a) => `${a.element}${a.atom}: ${a.coordination}`),
                      ),
                  ].join(", ")
                : null,
        ],
        ["GCN", p && p.gcn !== null ? number(p.gcn, 3) : null],
        [
            "equal sites",
            p && p.multiplicity !== null ? `${p.multiplicity} in the cell, on this side` : null,
        ],
        [
            "to the interface",
            p && p.interface_ang !== null ? `${number(p.interface_ang, 2)} Å` : null,
        ],
        [
            "d-band centre",
            s.structure && s.structure.d_band_centre_ev !== null
                ? `${number(s.structure.d_band_centre_ev, 3)} eV against E_F`
                : null,
        ],
        [
            "height",
            h
                ? `${number(h.height_ang, 3)} Å above the atoms that it touches${h.below_surface ? "; below the surface" : ""}`
                : null,
        ],
        [
            "host moved",
            s.largest_host_displacement_ang !== null
                ? `${number(s.largest_host_displacement_ang, 3)} Å at most`
                : null,
        ],
        [
            "modes",
            s.modes.length
                ? s.modes
                      .map((m) => `${number(m.freq_cm1, 1)}${m.imaginary ? "i" : ""}`)
                      .join(", ") + " cm⁻¹"
                : null,
        ],
        [
            "H on the host",
            `${s.n_h}${s.differential ? "; differential, the last of them" : s.n_h > 1 ? "; average over all" : ""}`,
        ],
    ]);
}

function runsOf(s) {
    const path = (i) => (i === null ? null : element("span", {class: "path"}, study.runs[i].path));
    const gas = s.gas_run === null ? "energy given by hand" : path(s.gas_run);
    const lent = (i, of) => (i !== null && i !== of ? [" (energy of ", path(i), ")"] : null);
    const frequencies = study.runs[s.final_run].frequencies;
    return facts([
        ["host + H", [path(s.final_run), lent(s.final_energy_run, s.final_run)]],
        [
            s.differential ? "before" : "host",
            [path(s.initial_run), lent(s.initial_energy_run, s.initial_run)],
        ],
        ["H₂", gas],
        ["vibrations", frequencies === null ? null : path(frequencies)],
    ]);
}

/* ---- densities ---- */

function chargesOf(s) {
    const d = s.density;
    if (!d || !d.atoms.length) return null;
    const difference = (a) =>
        a.electrons_before === null || a.electrons_after === null
            ? null
            : a.electrons_after - a.electrons_before;
    const columns = [
        ["clean", "e", (a) => a.electrons_before, 4],
        ["with H", "e", (a) => a.electrons_after, 4],
        ["gained", "e", difference, 4],
        ["net charge", "e", (a) => a.net_charge_after_e, 4],
        ["Δρ in basin", "e", (a) => a.drho_basin_e, 4],
        ["Δρ in sphere", "e", (a) => a.drho_sphere_e, 4],
    ].filter(([, , value]) => d.atoms.some((a) => value(a) !== null && value(a) !== undefined));
    return [
        element("h4", {}, `Bader electrons (${d.bader_method})`),
        element(
            "div",
            {class: "scroll", tabindex: "0"},
            element(
                "table",
                {},
                element(
                    "thead",
                    {},
                    element(
                        "tr",
                        {},
                        columnHead("atom"),
                        columns.map(numberHead),
                    ),
                ),
                element(
                    "tbody",
                    {},
                    d.atoms.map((a) =>
                        element(
                            "tr",
                            {},
                            element("th", {scope: "row"}, `${a.element}${a.atom}`),
                            columns.map(([, , value, digits]) =>
                                element("td", {class: "number"}, number(value(a), digits)),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        d.drho
            ? element(
                  "p",
                  {class: "note"},
                  `Electrons that moved: ${number(d.drho.positive_e, 4)} e; dipole ${number(d.drho.dipole_e_ang, 4)} eÅ; potential step ${number(d.drho.potential_step_ev, 3)} eV.`,
              )
            : null,
    ];
}

function drhoNote(picture) {
    if (!picture) return null;
    if (!picture.drho)
        return picture.drho_missing
            ? element("p", {class: "note"}, "No density difference: ", picture.drho_missing, ".")
            : null;
    const d = picture.drho,
        cut = d.coarse_points.some((n, k) => n !== d.points[k]);
    return element(
        "p",
        {class: "note"},
        "Δρ = ρ(host + H) − ρ(host) − ρ(H), all at the geometry of host + H. The surface is drawn from a box about H",
        cut
            ? ` on ${d.coarse_points.join(" × ")} points of the cell, smoothed by leaving out the shorter plane waves; the files have ${d.points.join(" × ")}`
            : ` on the ${d.points.join(" × ")} points of the files`,
        ", with 8 bits for each value (1.6 % of its square root’s range). Curves and slice are made from the files’ own points.",
    );
}

function drhoFigures(i, picture) {
    if (!picture || !picture.drho || !(hasLibrary("plots") || libraries.plots)) return null;
    return element(
        "div",
        {class: "figures", style: "margin-top: 18px"},
        plotFigure(
            `slice-${i}`,
            "Δρ through H and its nearest neighbour",
            `Upright plane; atoms within ${NEAR_PLANE_ANG} Å of it are drawn. Orange: electrons gained; blue: lost. The colours end at the 98.5th percentile of |Δρ|.`,
            () => drhoSlice(picture),
            "h4",
        ),
        plotFigure(
            `profile-${i}`,
            "Planar average and cumulated charge",
            "Above: electrons per length gained in each plane; below: cumulated from the vacuum. Dashed: H; dotted: layers of atoms.",
            () => drhoProfile(picture),
            "h4",
        ),
    );
}
