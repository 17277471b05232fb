/* Plots of the whole study. */

/* ---- free-energy diagram ---- */

function freeEnergyDiagram() {
    const range = paddedRange(plotted.map((p) => p.g));
    const few = plotted.length <= 12;
    const traces = [],
        shown = new Set();
    for (const p of plotted) {
        const c = siteClass(p.s),
            first = !shown.has(c);
        shown.add(c);
        traces.push(
            {
                type: "scatter",
                mode: "lines",
                x: [0.22, 0.78],
                y: [0, p.g],
                line: {color: LOOK[c].colour, width: 1, dash: "dot"},
                opacity: few ? 0.8 : 0.3,
                hoverinfo: "skip",
                showlegend: false,
                legendgroup: c,
            },
            {
                type: "scatter",
                mode: "lines",
                x: [1.22, 1.78],
                y: [p.g, 0],
                line: {color: LOOK[c].colour, width: 1, dash: "dot"},
                opacity: few ? 0.8 : 0.3,
                hoverinfo: "skip",
                showlegend: false,
                legendgroup: c,
            },
            {
                type: "scatter",
                mode: "lines",
                name: c,
                legendgroup: c,
                showlegend: first,
                x: [0.78, 1, 1.22],
                y: [p.g, p.g, p.g],
                line: {color: LOOK[c].colour, width: few ? 3.5 : 2},
                opacity: few ? 1 : 0.65,
                hovertemplate: `<b>${plain(p.s.label)}</b><br>ΔG<sub>H*</sub> = ${number(p.g)} eV<extra></extra>`,
            },
        );
    }
    for (const [x, text] of [
        [[-0.22, 0.22], "H⁺ + e⁻"],
        [[1.78, 2.22], "½ H₂"],
    ])
        traces.push({
            type: "scatter",
            mode: "lines",
            x,
            y: [0, 0],
            line: {color: "#1c2430", width: 3.5},
            showlegend: false,
            hovertemplate: `${text}: 0 by definition at 0 V<extra></extra>`,
        });
    const notes = spread(
        named(plotted).map((p) => ({y: p.g, p})),
        range,
        300,
    ).map((e) => ({
        x: 1.25,
        y: e.at,
        xanchor: "left",
        showarrow: false,
        align: "left",
        text: `${plain(shortened(e.p.s.label))}  ${number(e.p.g, 2)}`,
        font: {
            size: 12,
            color:
                LOOK[siteClass(e.p.s)].colour === "#E69F00"
                    ? "#9a6a00"
                    : LOOK[siteClass(e.p.s)].colour,
        },
        bgcolor: "rgba(255,255,255,0.82)",
        borderpad: 1,
    }));
    return {
        traces,
        layout: layout(
            axis("", {
                range: [-0.35, 2.35],
                tickvals: [0, 1, 2],
                ticktext: ["H⁺ + e⁻", "H*", "½ H₂"],
                showgrid: false,
                ticks: "",
            }),
            axis("free energy (eV)", {range}),
            {annotations: notes, showlegend: shown.size > 1},
        ),
    };
}

function shortened(text, most = 24) {
    return text.length > most ? text.slice(0, most - 1) + "…" : text;
}

/* ---- volcano ---- */

function volcano() {
    const v = data.volcano,
        curve = unpackFloats(v.log10_current_a_per_cm2 || v.log10_rate_per_s);
    const dg = unpackFloats(v.delta_g_ev),
        shift = v.sites_per_cm2 ? Math.log10(1.602176634e-19 * v.sites_per_cm2) : 0;
    const y = (p) => Math.log10(v.site_rate_per_s[p.i]) + shift;
    const name = v.sites_per_cm2
        ? "log<sub>10</sub> i<sub>0</sub> (A/cm²)"
        : "log<sub>10</sub> k (1/s per site)";
    const traces = [
        {
            type: "scatter",
            mode: "lines",
            x: Array.from(dg),
            y: Array.from(curve),
            line: {color: "#5a6675", width: 2},
            name: "model",
            hoverinfo: "skip",
            showlegend: false,
        },
        ...byClass(plotted, (p) => p.g, y, {marker: undefined}).map((t) => ({
            ...t,
            marker: {
                color: LOOK[t.name].colour,
                symbol: LOOK[t.name].symbol,
                size: 11,
                line: {color: "#fff", width: 1},
            },
        })),
    ];
    const notes = labelsBeside(named(plotted), (p) => p.g, y);
    return {
        traces,
        layout: layout(axis(DG, {range: [dg[0], dg[dg.length - 1]]}), axis(name), {
            annotations: notes,
            showlegend: traces.length > 2,
            shapes: [
                {
                    type: "line",
                    x0: 0,
                    x1: 0,
                    yref: "paper",
                    y0: 0,
                    y1: 1,
                    line: {color: "#b3bcc7", width: 1, dash: "dash"},
                },
            ],
        }),
    };
}

/* On a volcano's flanks names stand outside, one below the other. */
function labelsBeside(points, x, y) {
    const sorted = [...points].sort((a, b) => y(b) - y(a));
    return sorted.map((p, i) => ({
        x: x(p),
        y: y(p),
        text: plain(shortened(p.s.label, 18)),
        showarrow: true,
        arrowhead: 0,
        arrowwidth: 0.8,
        arrowcolor: "#8a94a1",
        ax: (x(p) > 0 ? 1 : -1) * -(46 + 10 * (i % 2)),
        ay: 34 + 22 * i,
        font: {size: 12},
        bgcolor: "rgba(255,255,255,0.8)",
    }));
}

/* ---- distribution ---- */

function distribution() {
    const present = [...CLASSES, "unclassified"]
        .filter((c) => plotted.some((p) => siteClass(p.s) === c))
        .reverse();
    const traces = present.map((c) => {
        const of = plotted.filter((p) => siteClass(p.s) === c);
        const look = {
            orientation: "h",
            name: c,
            x: of.map((p) => p.g),
            y: of.map(() => c),
            text: of.map((p) => plain(p.s.label)),
            customdata: of.map((p) => p.i),
            fillcolor: LOOK[c].colour + "33",
            line: {color: LOOK[c].colour, width: 1.5},
            marker: {color: LOOK[c].colour, symbol: LOOK[c].symbol, size: 8, opacity: 0.85},
            pointpos: 0,
            jitter: 0.55,
            hoveron: "points",
            hovertemplate: "<b>%{text}</b><br>ΔG<sub>H*</sub> = %{x:.3f} eV<extra></extra>",
            showlegend: false,
        };
        return of.length >= 20
            ? {...look, type: "violin", points: "all", meanline: {visible: true}, spanmode: "hard"}
            : {...look, type: "box", boxpoints: "all", boxmean: true, whiskerwidth: 0.4};
    });
    return {
        traces,
        layout: layout(axis(DG), axis("", {ticks: "", showgrid: false}), {
            violingap: 0.25,
            shapes: [
                {
                    type: "rect",
                    x0: -study.summary.window_ev,
                    x1: study.summary.window_ev,
                    yref: "paper",
                    y0: 0,
                    y1: 1,
                    fillcolor: "#009E7322",
                    line: {width: 0},
                    layer: "below",
                },
            ],
        }),
    };
}

/* ---- descriptors ---- */

function descriptor(title, value) {
    return () => {
        const traces = byClass(
            plotted,
            (p) => value(p.s) ?? null,
            (p) => p.g,
        );
        const padded = (of) => {
            const all = traces.flatMap((t) => t[of]),
                low = Math.min(...all),
                high = Math.max(...all),
                pad = 0.12 * (high - low) || 0.1;
            return [low - pad, high + pad];
        };
        return {
            traces,
            layout: layout(axis(title, {range: padded("x")}), axis(DG, {range: padded("y")}), {
                showlegend: traces.length > 1,
            }),
        };
    };
}

/* ---- potential ---- */

function potential() {
    const reach = Math.max(
        0.4,
        ...plotted.map((p) => Math.abs(p.g) + 0.1),
        options.potential_v !== null && options.scale === "RHE"
            ? Math.abs(options.potential_v) + 0.1
            : 0,
    );
    const few = plotted.length <= 12,
        shown = new Set();
    const traces = plotted.map((p) => {
        const c = siteClass(p.s),
            first = !shown.has(c);
        shown.add(c);
        return {
            type: "scatter",
            mode: "lines",
            x: [-reach, reach],
            y: [p.g - reach, p.g + reach],
            name: c,
            legendgroup: c,
            showlegend: first,
            line: {color: LOOK[c].colour, width: few ? 2 : 1},
            opacity: few ? 1 : 0.5,
            hoverinfo: "skip",
        };
    });
    const zero = byClass(
        plotted,
        (p) => -p.g,
        () => 0,
        {hovertemplate: "<b>%{text}</b><br>ΔG = 0 at %{x:.3f} V<extra></extra>"},
    ).map((t) => ({...t, showlegend: false}));
    const shapes = [
        {
            type: "line",
            xref: "paper",
            x0: 0,
            x1: 1,
            y0: 0,
            y1: 0,
            line: {color: "#1c2430", width: 1},
        },
    ];
    if (options.potential_v !== null && options.scale === "RHE")
        shapes.push({
            type: "line",
            x0: options.potential_v,
            x1: options.potential_v,
            yref: "paper",
            y0: 0,
            y1: 1,
            line: {color: "#8a94a1", width: 1, dash: "dash"},
        });
    return {
        traces: [...traces, ...zero],
        layout: layout(
            axis("U (V against RHE)", {range: [-reach, reach]}),
            axis("ΔG<sub>H*</sub>(U) (eV)"),
            {shapes, showlegend: shown.size > 1},
        ),
    };
}

/* ---- all ---- */

function showPlots() {
    const where = section("plots");
    if (!hasLibrary("plots")) {
        where.append(
            element(
                "p",
                {class: "notice warning", id: "no-plots"},
                "This build of dgh has neither plotly.js nor 3Dmol.js: there are no plots and no 3-D views. Everything else is here.",
            ),
        );
        return;
    }
    if (!plotted.length) {
        where.append(element("p", {}, "No site has a ", deltaG(), ": there is nothing to plot."));
        return;
    }
    const v = data.volcano;
    const figures = [
        plotFigure(
            "diagram",
            "Free-energy diagram at 0 V against RHE",
            [
                "H⁺ + e⁻ → H* → ½ H₂, per H. Both ends are 0 by the computational hydrogen electrode (Nørskov 2004).",
            ],
            freeEnergyDiagram,
        ),
        plotFigure(
            "volcano",
            "Volcano",
            [
                "Exchange current after Nørskov et al. 2005 (10.1149/1.1856988), k₀ = 200 s⁻¹ per site",
                v.sites_per_cm2
                    ? `, ${power(v.sites_per_cm2)} sites per cm² (the surface atoms of the slab)`
                    : " (the surfaces differ in their sites per area, so that the rate per site is shown)",
                ". A one-descriptor model: to rank, not to predict.",
            ],
            volcano,
        ),
        plotFigure(
            "distribution",
            "Distribution by class of site",
            [
                `Boxes: quartiles, median and mean (dashed); of 20 sites and more a violin. Each point is a site. The band is |ΔG| ≤ ${study.summary.window_ev} eV.`,
            ],
            distribution,
        ),
        plotFigure(
            "potential",
            "Against the potential",
            [deltaG(), "(U) = ", deltaG(), " + eU; a point marks where it is 0."],
            potential,
        ),
    ];
    const more = [
        [
            "gcn",
            "Against the generalised coordination number",
            "GCN",
            (s) => (firstPlace(s) ? firstPlace(s).gcn : null),
            "GCN of the site (Calle-Vallejo et al. 2014).",
        ],
        [
            "dband",
            "Against the d-band centre",
            "ε<sub>d</sub> − E<sub>F</sub> (eV)",
            (s) => (s.structure ? s.structure.d_band_centre_ev : null),
            "Centre of the d states of the atoms that H binds to, in the clean host, against its Fermi energy.",
        ],
        [
            "charge",
            "Against the charge of H",
            "Bader net charge of H (e)",
            chargeOfH,
            "Valence minus Bader electrons of the adsorbed H.",
        ],
        [
            "electrons",
            "Against the electrons of H",
            "Bader electrons of H (e)",
            (s) => (chargeOfH(s) === null ? electronsOfH(s) : null),
            "Bader electrons of the adsorbed H.",
        ],
    ];
    for (const [name, title, label, value, caption] of more) {
        const n = plotted.filter((p) => value(p.s) !== null && value(p.s) !== undefined).length;
        if (n)
            figures.push(
                plotFigure(
                    name,
                    title,
                    [
                        caption,
                        n < plotted.length ? ` ${n} of ${plotted.length} sites have it.` : "",
                    ],
                    descriptor(label, value),
                ),
            );
    }
    where.append(
        element("div", {class: "figures"}, figures),
        element(
            "p",
            {class: "note"},
            "Drag to zoom, double-click to go back; the camera saves a figure as SVG.",
        ),
    );
}
