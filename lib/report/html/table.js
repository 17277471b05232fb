/* Headline, findings, and the table of sites. */

function card(name, value, unitText, more) {
    return element(
        "div",
        {class: "card"},
        element("div", {class: "name"}, name),
        element(
            "div",
            {class: "value"},
            value,
            unitText ? element("small", {}, " " + unitText) : null,
        ),
        element("div", {class: "more"}, more),
    );
}

function siteLink(i) {
    return element("a", {href: `#site-${i}`, onclick: () => openSite(i)}, sites[i].label);
}

function showHeadline() {
    const summary = study.summary,
        all = summary.classes.all;
    const cards = element("div", {class: "cards"});
    if (all.lowest_site !== null)
        cards.append(
            card(
                ["Lowest ", deltaG()],
                number(sites[all.lowest_site].delta_g_ev, 3),
                "eV",
                siteLink(all.lowest_site),
            ),
        );
    if (study.best_site !== null)
        cards.append(
            card(
                ["Nearest to 0"],
                number(sites[study.best_site].delta_g_ev, 3),
                "eV",
                siteLink(study.best_site),
            ),
        );
    if (all.mean_ev !== null && all.n > 1)
        cards.append(
            card(
                ["Mean of ", plural(all.n, "site")],
                number(all.mean_ev, 3),
                "eV",
                all.spread_ev === null ? null : `spread ${number(all.spread_ev, 3)} eV`,
            ),
        );
    cards.append(card("Sites", String(sites.length), "", leftOut(summary)));
    cards.append(
        card("Conditions", number(options.temperature_k, 2).replace(/\.?0+$/, ""), "K", [
            `p(H₂) ${options.pressure_bar} bar`,
            options.potential_v === null
                ? "; U = 0"
                : `; U = ${number(options.potential_v)} V against ${options.scale}`,
        ]),
    );
    cards.append(card("Convention", options.convention, "", `energies ${options.energy}`));
    section("headline").append(cards);
    if (all.lowest_site === null)
        section("headline").append(
            element(
                "p",
                {class: "notice warning"},
                "No site has a ",
                deltaG(),
                " in this convention: see the findings. The column “offset” (ΔE + 0.24 eV) needs no vibrations.",
            ),
        );
    showClasses(summary);
}

function leftOut(summary) {
    const parts = [
        ["n_refused", "refused"],
        ["n_no_dg", "without ΔG"],
        ["n_anomalous", "anomalous"],
        ["n_repeated", "repeated"],
    ]
        .filter(([key]) => summary[key])
        .map(([key, name]) => `${summary[key]} ${name}`);
    return `${summary.n_counted} counted` + (parts.length ? `; ${parts.join(", ")}` : "");
}

function showClasses(summary) {
    const rows = [...CLASSES, "all"].filter((c) => summary.classes[c] && summary.classes[c].n);
    if (!rows.length) return;
    const columns = [
        ["sites", "", (c) => String(c.n)],
        ["lowest", "eV", (c) => number(c.smallest_ev)],
        ["mean", "eV", (c) => number(c.mean_ev)],
        ["spread", "eV", (c) => number(c.spread_ev)],
        ["25 %", "eV", (c) => number(c.first_quartile_ev)],
        ["median", "eV", (c) => number(c.median_ev)],
        ["75 %", "eV", (c) => number(c.third_quartile_ev)],
        ["highest", "eV", (c) => number(c.largest_ev)],
        [
            `|ΔG| ≤ ${summary.window_ev}`,
            "%",
            (c) => (c.part_in_window === null ? "–" : number(100 * c.part_in_window, 0)),
        ],
        ["H coverage", "", (c) => number(c.coverage, 3)],
        ["⟨k⟩", "1/s", (c) => power(c.rate_per_s)],
        ["⟨i₀⟩", "A/cm²", (c) => power(c.current_a_per_cm2)],
    ];
    const table = element(
        "table",
        {},
        element(
            "thead",
            {},
            element(
                "tr",
                {},
                columnHead("class of site"),
                columns.map(numberHead),
            ),
        ),
        element(
            "tbody",
            {},
            rows.map((c) =>
                element(
                    "tr",
                    {},
                    element(
                        "th",
                        {scope: "row"},
                        element("span", {class: `class ${c}`}, c === "all" ? "all sites" : c),
                    ),
                    columns.map(([, , show]) =>
                        element("td", {class: "number"}, show(summary.classes[c])),
                    ),
                ),
            ),
        ),
    );
    section("headline").append(
        element("h3", {}, deltaG(), " by class of site"),
        element("div", {class: "scroll", tabindex: "0"}, table),
        element(
            "p",
            {class: "note"},
            summary.is_weighted
                ? "Sites count by their multiplicity on the bare surface. "
                : "Each site counts once. ",
            "The sites are those that were computed. Coverage: ",
            formula(summary.definitions.coverage),
            ". k: ",
            formula(summary.definitions.rate),
            ".",
        ),
    );
}

/* ---- findings ---- */

function findingItem(d, of) {
    return element(
        "li",
        {class: d.severity},
        element("span", {class: "severity"}, d.severity === "error" ? "refused" : d.severity),
        ": ",
        of ? [element("span", {class: "of"}, of), ": "] : null,
        d.message,
        " ",
        element(
            "span",
            {class: "where"},
            `[${d.code}]`,
            d.source && d.source.file ? [" at ", place(d.source)] : null,
        ),
    );
}

function showFindings() {
    const all = study.diagnostics.map((d) => [d, null]);
    for (const s of sites) for (const d of findingsOf(s)) all.push([d, s.label]);
    const rank = {error: 0, warning: 1, note: 2};
    all.sort((a, b) => rank[a[0].severity] - rank[b[0].severity]);
    const seen = new Map();
    for (const [d, of] of all) {
        const key = [d.code, d.message, d.source && d.source.file, d.source && d.source.line].join(
            "\n",
        );
        if (!seen.has(key)) seen.set(key, {d, of: []});
        if (of && !seen.get(key).of.includes(of)) seen.get(key).of.push(of);
    }
    const items = [...seen.values()];
    const name = (e) =>
        (e.of.length > 3
            ? `${e.of.slice(0, 3).join(", ")} and ${e.of.length - 3} more`
            : e.of.join(", ")) || null;
    const loud = items.filter((e) => e.d.severity !== "note"),
        quiet = items.filter((e) => e.d.severity === "note");
    const where = section("findings");
    const n = (severity) => items.filter((e) => e.d.severity === severity).length;
    where.append(
        element(
            "p",
            {},
            n("error") || n("warning")
                ? `${plural(n("error"), "reason")} for refusing a site, ${plural(n("warning"), "warning")}, ${plural(n("note"), "note")}.`
                : `No warnings; ${plural(n("note"), "note")}.`,
        ),
    );
    if (options.force)
        where.append(
            element(
                "p",
                {class: "notice error"},
                "Computed with --force: sites with errors have numbers, and are marked.",
            ),
        );
    const LONG = 12;
    where.append(
        element(
            "ul",
            {class: "findings"},
            loud.slice(0, LONG).map((e) => findingItem(e.d, name(e))),
        ),
    );
    if (loud.length > LONG)
        where.append(
            fold(
                `${loud.length - LONG} more`,
                element(
                    "ul",
                    {class: "findings"},
                    loud.slice(LONG).map((e) => findingItem(e.d, name(e))),
                ),
            ),
        );
    if (quiet.length)
        where.append(
            fold(
                plural(quiet.length, "note"),
                element(
                    "ul",
                    {class: "findings"},
                    quiet.map((e) => findingItem(e.d, name(e))),
                ),
            ),
        );
}

function fold(title, ...content) {
    return element(
        "details",
        {style: "margin-top: 10px"},
        element("summary", {}, title),
        element("div", {class: "inside"}, content),
    );
}

/* ---- the table ---- */

const STATUS = {
    refused: "refused",
    "no-dg": "no modes",
    anomalous: "anomalous",
    repeated: "repeated",
};

function statusTags(s, i) {
    const tags = [];
    if (s.refused) tags.push(element("span", {class: "tag error"}, "refused"));
    if (s.forced) tags.push(element("span", {class: "tag error"}, "forced"));
    if (!s.refused && STATUS[s.counting])
        tags.push(element("span", {class: "tag warning"}, STATUS[s.counting]));
    if (i === study.best_site && sites.length > 1)
        tags.push(element("span", {class: "tag good"}, "nearest to 0"));
    if (i === study.summary.classes.all.lowest_site && sites.length > 1)
        tags.push(element("span", {class: "tag good"}, "lowest"));
    const n = findingsOf(s).filter((d) => d.severity === "warning").length;
    if (n) tags.push(element("span", {class: "tag warning"}, plural(n, "warning")));
    return tags;
}

/* name, unit, value to sort by, how it is shown (default: by digits) */
function siteColumns() {
    const g = (c) => (s) => s.delta_g_by_convention_ev[c];
    const columns = [
        {name: "site", value: (s) => s.label, show: (s, i) => siteLink(i)},
        {name: "remarks", value: (s) => s.counting, show: statusTags},
        {
            name: "class",
            value: (s) => (siteClass(s) === "unclassified" ? null : siteClass(s)),
            show: (s) => element("span", {class: `class ${siteClass(s)}`}, siteClass(s)),
        },
        {name: "place", value: (s) => placeName(firstPlace(s))},
        {name: "contacts", value: contactNames},
        {name: "n(H)", value: (s) => s.n_h, digits: 0},
        {name: "ΔE", unit: "eV", value: (s) => s.delta_e_ev},
        {name: "ΔZPE", unit: "eV", value: (s) => s.delta_zpe_ev},
        {name: "ΔU(th)", unit: "eV", value: (s) => s.delta_u_thermal_ev},
        {name: MINUS_T_DELTA_S, unit: "eV", value: (s) => s.minus_t_delta_s_ev},
        ...Object.keys(study.conventions).map((c) => ({
            name: `ΔG ${c}`,
            unit: "eV",
            value: g(c),
            chosen: c === options.convention,
        })),
        {name: "ΔG(U)", unit: "eV", value: (s) => s.delta_g_electrode_ev},
        {name: "GCN", value: (s) => firstPlace(s) && firstPlace(s).gcn, digits: 2},
        {
            name: "d-band centre",
            unit: "eV",
            value: (s) => s.structure && s.structure.d_band_centre_ev,
            digits: 2,
        },
        {name: "q(H)", unit: "e", value: chargeOfH},
        {name: "N(H)", unit: "e", value: electronsOfH},
        {
            name: "electrons moved",
            unit: "e",
            value: (s) => s.density && s.density.drho && s.density.drho.positive_e,
        },
        {
            name: "d(H–M)",
            unit: "Å",
            value: (s) => (s.adsorbed_h.length ? s.adsorbed_h[0].nearest_surface_ang : null),
            digits: 2,
        },
        {
            name: "interface",
            unit: "Å",
            value: (s) => firstPlace(s) && firstPlace(s).interface_ang,
            digits: 1,
        },
    ];
    const known = (c) => sites.some((s) => c.value(s) !== null && c.value(s) !== undefined);
    return columns.filter((c) => ["site", "remarks"].includes(c.name) || known(c));
}

function compareValues(a, b, sign) {
    const missing = (v) => v === null || v === undefined;
    if (missing(a) || missing(b)) return missing(a) - missing(b);
    return sign * (typeof a === "string" ? a.localeCompare(b, "en", {numeric: true}) : a - b);
}

function showTable() {
    if (!sites.length) {
        section("sites").append(element("p", {}, "The study has no site."));
        return;
    }
    const columns = siteColumns();
    const isText = (c) => sites.every((s) => typeof c.value(s) !== "number");
    const body = element("tbody", {});
    const rows = sites.map((s, i) =>
        element(
            "tr",
            {class: s.counting === "counted" ? null : "out"},
            columns.map((c) =>
                element(
                    c.name === "site" ? "th" : "td",
                    {
                        scope: c.name === "site" ? "row" : null,
                        class:
                            [isText(c) ? null : "number", c.chosen ? "chosen" : null]
                                .filter(Boolean)
                                .join(" ") || null,
                    },
                    c.show
                        ? c.show(s, i)
                        : isText(c)
                          ? (c.value(s) ?? "–")
                          : number(c.value(s), c.digits ?? 3),
                ),
            ),
        ),
    );
    const heads = columns.map((c) =>
        element(
            "th",
            {
                scope: "col",
                "aria-sort": "none",
                class:
                    [isText(c) ? null : "number", c.chosen ? "chosen" : null]
                        .filter(Boolean)
                        .join(" ") || null,
            },
            element(
                "button",
                {type: "button", onclick: (e) => sortBy(e.currentTarget.parentNode, c)},
                c.name,
            ),
            element("span", {class: "unit"}, c.unit || "\u00a0"),
        ),
    );
    const say = element("span", {class: "note", role: "status", "aria-live": "polite"});
    let order = sites.map((_, i) => i);

    function sortBy(head, column) {
        const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        for (const h of heads)
            h.setAttribute(
                "aria-sort",
                h === head ? (sign > 0 ? "ascending" : "descending") : "none",
            );
        order = sites
            .map((_, i) => i)
            .sort(
                (a, b) =>
                    compareValues(column.value(sites[a]), column.value(sites[b]), sign) || a - b,
            );
        draw();
    }

    const filter = element("input", {
        type: "search",
        placeholder: "name, class, place…",
        "aria-label": "Show the sites that hold this text",
        oninput: () => draw(),
    });
    function draw() {
        const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
        const shown = order.filter((i) =>
            words.every((w) => rows[i].textContent.toLowerCase().includes(w)),
        );
        body.replaceChildren(...shown.map((i) => rows[i]));
        say.textContent = `${shown.length} of ${plural(sites.length, "site")}`;
    }
    draw();
    section("sites").append(
        element("div", {class: "controls"}, element("label", {}, "Filter ", filter), say),
        element(
            "div",
            {class: "scroll", tabindex: "0"},
            element(
                "table",
                {class: "sites"},
                element("thead", {}, element("tr", {}, heads)),
                body,
            ),
        ),
        element(
            "p",
            {class: "note"},
            "Energies per H added, at ",
            number(options.temperature_k, 2),
            " K and ",
            options.pressure_bar,
            " bar. The chosen convention is marked: ",
            formula(study.conventions[options.convention]),
            ". A head sorts by its column. q(H): Bader net charge of H (valence − electrons); N(H): its Bader electrons.",
        ),
    );
}
