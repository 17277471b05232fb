/* How the numbers were made, and with what. */

function copyable(text, label) {
    const pre = element("pre", {tabindex: "0"}, text);
    const button = element(
        "button",
        {
            type: "button",
            class: "plain",
            "aria-label": `Copy ${label}`,
            onclick: () => {
                const range = document.createRange();
                range.selectNodeContents(pre);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
            },
        },
        "Copy",
    );
    return element("div", {class: "copied"}, pre, button);
}

const CONVENTION_TEXT = {
    full: "ΔG = ΔE + ΔZPE + ΔU_th − TΔS, with the heat content H(T) − H(0) of H₂ and the entropy of H*",
    "zpe-ts": "ΔG = ΔE + ΔZPE − TΔS, with the entropy of H* and without heat content",
    "zpe-ts-gas": "ΔG = ΔE + ΔZPE + ½ T S(H₂), the entropy of H* taken as 0, without heat content",
    offset: "ΔG = ΔE + 0.24 eV (Nørskov et al. 2005)",
};
const LOW_TEXT = {
    raise: () =>
        `real modes below ${options.low_mode_cutoff_cm1} cm⁻¹ count as ${options.low_mode_cutoff_cm1} cm⁻¹ in U and S`,
    harmonic: () => "low modes are harmonic, as they are",
    grimme: () =>
        `the entropy of low modes goes over to that of a free rotor at ${options.grimme_cm1} cm⁻¹ (Grimme 2012)`,
    translator: () =>
        "the two in-plane modes of H* are a hindered translator (Campbell et al. 2016)",
};
const IMAGINARY_TEXT = {
    refuse: "imaginary modes above the cutoff refuse a site",
    drop: "imaginary modes are left out",
    real: "imaginary modes count with their magnitude",
};
const ENERGY_TEXT = {
    F: "the electronic free energy F, with the smearing entropy",
    E: "the energy E without smearing entropy",
    E0: "the energy extrapolated to zero smearing, E0",
};

function paragraphs() {
    const average = sites.some((s) => s.n_h_added > 1),
        differential = sites.some((s) => s.differential);
    const list = [
        [
            deltaG(),
            ` was computed per H with dgh ${study.dgh_version} from finished calculations, at ${number(options.temperature_k, 2)} K and ${options.pressure_bar} bar of H₂, in the convention “${options.convention}”: ${CONVENTION_TEXT[options.convention]}. The other conventions stand beside it in every table; they differ by up to about 0.1 eV for the same modes.`,
        ],
        [
            `ΔE = [E(host + nH) − E(host) − n/2 E(H₂)] / n`,
            differential
                ? "; of a differential row E(host + nH) − E(host + (n − 1)H) − ½ E(H₂)"
                : average
                  ? ", the average over n H"
                  : "",
            `. Every run contributes ${ENERGY_TEXT[options.energy]}. A tree’s runs are recognised by their content; gas, hosts and hosts with H are told apart by composition and cell, and their settings are compared before anything is subtracted.`,
        ],
        [
            `Vibrations are harmonic: ZPE = ½ Σ ε, U = Σ ε/(eˣ − 1), S = k Σ [x/(eˣ − 1) − ln(1 − e⁻ˣ)], x = ε/kT; ${(LOW_TEXT[options.low_modes] || (() => options.low_modes))()}; ${IMAGINARY_TEXT[options.imaginary] || options.imaginary}.`,
            options.isotope_mass_u
                ? ` The mass of the adsorbed H and of H₂ was set to ${options.isotope_mass_u} u.`
                : "",
            options.gas_model === "janaf"
                ? " Heat content and entropy of H₂ are those of the NIST–JANAF table."
                : " H₂ is a rigid rotor and harmonic oscillator.",
            options.ref_h2_energy_by_hand_ev !== null
                ? ` Its energy was given by hand: ${number(options.ref_h2_energy_by_hand_ev, 6)} eV.`
                : "",
            ` Constants: ${study.constants}.`,
        ],
        [
            "Potentials enter by the computational hydrogen electrode (Nørskov et al. 2004): ",
            deltaG(),
            "(U) = ",
            deltaG(),
            " + eU against RHE; against SHE, kT ln 10 · pH is added.",
        ],
        [
            "The exchange current of a site is that of Nørskov et al. 2005: k = k₀/(1 + exp(−ΔG/kT)) for ΔG ≤ 0, k₀ exp(−ΔG/kT)/(1 + exp(−ΔG/kT)) above, k₀ = 200 s⁻¹; a model with known limits (arXiv 2109.04219, 1903.09903).",
        ],
    ];
    if (sites.some((s) => s.structure))
        list.push([
            `Sites: ${study.summary.definitions.class}. GCN: Σ CN(j)/CN(max) over the neighbours of the site’s atoms.`,
        ]);
    if (sites.some((s) => s.density))
        list.push([
            "Charges are Bader’s, partitioned by the all-electron density where one lies beside the run (a finding says where it does not). Δρ is taken from single points of the host and of H at the geometry of host + H.",
        ]);
    return list;
}

/* Runs with equal settings share a row. */
function settingsTable() {
    const wanted = new Map();
    const columns = [
        ["code", (c) => [c.code, c.code_version].filter(Boolean).join(" ")],
        ["functional", (c) => c.settings.functional],
        ["cutoff (eV)", (c) => c.settings.cutoff_ev],
        ["density cutoff (eV)", (c) => c.settings.density_cutoff_ev],
        ["k-points", (c) => c.settings.kpoint_mesh],
        ["smearing", (c) => c.settings.smearing],
        ["width (eV)", (c) => c.settings.smearing_width_ev],
        ["spin", (c) => c.settings.spin],
        ["dispersion", (c) => c.settings.dispersion],
        ["+U", (c) => c.settings.plus_u],
        ["dipole correction", (c) => c.settings.dipole_correction],
        ["solvation", (c) => c.settings.solvation],
        [
            "pseudopotentials",
            (c) => (c.pseudopotentials || []).map((p) => p.title || p.label).join(", "),
        ],
    ];
    for (const run of study.runs) {
        if (!run.calculation || run.role === "unused") continue;
        const values = columns.map(([, get]) => {
            const v = get(run.calculation);
            return typeof v === "number" ? Number(v.toPrecision(7)) : v;
        });
        const key = JSON.stringify([run.role, values]);
        if (!wanted.has(key)) wanted.set(key, {role: run.role, values, runs: []});
        wanted.get(key).runs.push(run.label);
    }
    const groups = [...wanted.values()].sort((a, b) => a.role.localeCompare(b.role));
    const kept = columns.map((_, k) =>
        groups.some(
            (g) =>
                g.values[k] !== null &&
                g.values[k] !== undefined &&
                g.values[k] !== "" &&
                g.values[k] !== "none",
        ),
    );
    const names = (runs) =>
        runs.length > 4
            ? `${runs.slice(0, 3).join(", ")} and ${runs.length - 3} more`
            : runs.join(", ");
    return element(
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
                    element("th", {scope: "col"}, "part"),
                    element("th", {scope: "col"}, "runs"),
                    columns
                        .filter((_, k) => kept[k])
                        .map(([name]) => element("th", {scope: "col"}, name)),
                ),
            ),
            element(
                "tbody",
                {},
                groups.map((g) =>
                    element(
                        "tr",
                        {},
                        element("th", {scope: "row"}, g.role),
                        element("td", {class: "path", title: g.runs.join(", ")}, names(g.runs)),
                        g.values
                            .filter((_, k) => kept[k])
                            .map((v) =>
                                element(
                                    "td",
                                    {},
                                    v === null || v === undefined || v === "" ? "–" : String(v),
                                ),
                            ),
                    ),
                ),
            ),
        ),
    );
}

function showMethods() {
    append(section("methods"), [
        paragraphs().map((p) => element("p", {}, p)),
        element("h3", {}, "Settings of the runs"),
        settingsTable(),
        element("h3", {}, "Citations"),
        element("p", {class: "note"}, "BibTeX of what these results rest on."),
        copyable(data.bibtex.trim(), "BibTeX"),
    ]);
}

/* ---- inputs ---- */

function showInputs() {
    const total = data.inputs.reduce((sum, f) => sum + (f.size_bytes || 0), 0);
    const rows = data.inputs.map((f) =>
        element(
            "tr",
            {},
            element("td", {class: "path"}, f.path),
            element("td", {}, f.use),
            element(
                "td",
                {class: "number"},
                f.size_bytes === undefined ? "–" : bytes(f.size_bytes),
            ),
            element("td", {class: "hash"}, f.sha256 || f.missing),
        ),
    );
    const versions = Object.entries(data.versions).map(
        ([name, v]) => `${name} ${v.replace(/^fftw-/, "")}`,
    );
    append(section("inputs"), [
        element("p", {}, `Computed by dgh ${study.dgh_version} with ${versions.join(", ")}.`),
        element(
            "p",
            {},
            "The same files, version and command make this page again, byte for byte:",
        ),
        copyable(data.command, "the command"),
        fold(
            `${plural(data.inputs.length, "file")}, ${bytes(total)} bytes, with SHA-256`,
            element(
                "div",
                {class: "scroll", tabindex: "0"},
                element(
                    "table",
                    {id: "files"},
                    element(
                        "thead",
                        {},
                        element(
                            "tr",
                            {},
                            ["file", "used as", "bytes", "SHA-256 as it lies on disk"].map((t, k) =>
                                element("th", {scope: "col", class: k === 2 ? "number" : null}, t),
                            ),
                        ),
                    ),
                    element("tbody", {}, rows),
                ),
            ),
        ),
        fold(
            "All numbers as JSON",
            element(
                "p",
                {},
                "The document of ",
                element("code", {}, "dgh compute --json"),
                " (schema dgh-study, version ",
                study.schema_version,
                ") lies in this file in the element ",
                element("code", {}, "#study"),
                ".",
            ),
            element(
                "button",
                {type: "button", class: "plain", onclick: saveStudy},
                "Save it as study.json",
            ),
        ),
    ]);
}

function saveStudy() {
    const url = URL.createObjectURL(
        new Blob([document.getElementById("study").textContent.trimStart()], {
            type: "application/json",
        }),
    );
    element("a", {href: url, download: "study.json"}).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function showAbout() {
    append(section("about"), [
        element(
            "p",
            {},
            `Made by dgh ${study.dgh_version}. The page is one file and fetches nothing.`,
        ),
        data.libraries.length
            ? fold(
                  `Drawn with ${data.libraries.map((l) => `${l.name} ${l.version}`).join(" and ")}: their licences`,
                  data.libraries.map((l) => [
                      element("h4", {}, `${l.name} ${l.version}`),
                      element("pre", {}, l.licence.trim()),
                  ]),
              )
            : null,
    ]);
}
