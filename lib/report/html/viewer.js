/* The 3-D view. A browser allows few WebGL canvases: there is one, which moves to the site that is
 * looked at and leaves a still picture behind. */

const theView = {
    site: null,
    viewer: null,
    holder: null,
    home: null,
    colour: "element",
    level: null,
    isShown: true,
    field: null,
    isAsked: false,
};

function redraw() {
    const picture = pictureOf(theView.site),
        v = theView.viewer;
    v.removeAllShapes();
    v.removeAllSurfaces();
    addStructure(picture, theView.site);
    if (!theView.home) theView.home = homeOf(v);
    addCell(picture);
    addIsosurfaces(picture);
    v.render();
}

/* All atoms in sight, from above; the cell with its vacuum may stick out. */
function homeOf(viewer) {
    viewer.setView([0, 0, 0, 0, 0, 0, 0, 1]);
    viewer.zoomTo();
    viewer.zoom(1.35);
    return viewer.getView();
}

function turnTo(which) {
    const v = theView.viewer;
    v.setView(theView.home);
    if (which === "side") v.rotate(-90, "x");
    if (which === "tilted") v.rotate(-62, "x");
    v.render();
}

/* Leaves a still of what was seen in the place that the viewer goes away from. */
function leaveStill() {
    if (theView.site === null) return;
    const old = section(`view-${theView.site}`);
    old.replaceChildren(
        element("img", {
            src: theView.viewer.pngURI(),
            alt: `Still view of ${sites[theView.site].label}`,
        }),
        wakeButton(theView.site),
    );
}

function wakeButton(i) {
    return element(
        "button",
        {class: "plain wake", type: "button", onclick: () => wake(i)},
        "Show in 3-D",
    );
}

async function wake(i) {
    const box = section(`view-${i}`);
    if (theView.site === i || !box) return;
    try {
        await library("viewer");
        leaveStill();
        theView.site = i;
        theView.field = null;
        theView.colour = section(`colour-${i}`).value;
        if (!theView.holder)
            theView.holder = element("div", {style: "position: absolute; inset: 0"});
        box.replaceChildren(theView.holder);
        if (!theView.viewer)
            theView.viewer = $3Dmol.createViewer(theView.holder, {
                backgroundColor: "white",
                orthographic: true,
                antialias: true,
                disableFog: true,
            });
        const picture = pictureOf(i);
        if (picture.drho) theView.level = Number(section(`level-${i}`).dataset.level);
        theView.isShown = picture.drho ? section(`drho-${i}`).checked : false;
        theView.viewer.resize();
        theView.home = null;
        redraw();
        turnTo("tilted");
        box.dataset.drawn = "yes";
    } catch (error) {
        box.replaceChildren(
            element("p", {class: "notice warning"}, `No 3-D view: ${error.message}`),
        );
    }
}

/* Views and controls of one site. */
function viewOf(i) {
    const picture = pictureOf(i);
    if (!picture || !picture.n_atoms)
        return element("p", {class: "note"}, "No structure is known.");
    if (!hasLibrary("viewer") && !libraries.viewer)
        return element("p", {class: "note"}, "This build of dgh has no 3-D viewer.");
    const now = async (act) => {
        await wake(i);
        if (theView.site === i && theView.viewer) act();
    };
    const legend = element("div", {class: "legend"});
    const modes = colourModes(picture, i);
    const colour = element(
        "select",
        {
            id: `colour-${i}`,
            onchange: (e) => {
                legend.replaceChildren(...legendOf(picture, i, e.target.value));
                now(() => {
                    theView.colour = e.target.value;
                    redraw();
                });
            },
        },
        modes.map(([value, text]) => element("option", {value}, text)),
    );
    const turn = (which, text) =>
        element(
            "button",
            {type: "button", class: "plain", onclick: () => now(() => turnTo(which))},
            text,
        );
    const controls = element(
        "div",
        {class: "controls", style: "margin: 0 0 6px"},
        element(
            "span",
            {},
            turn("top", "Top"),
            " ",
            turn("side", "Side"),
            " ",
            turn("tilted", "Tilted"),
        ),
        element("label", {}, "Colour ", colour),
        picture.drho ? drhoControls(i, picture, now) : null,
    );
    library("viewer").then(
        () => legend.replaceChildren(...legendOf(picture, i, colour.value)),
        () => {},
    );
    return [
        controls,
        element(
            "div",
            {
                class: "view",
                id: `view-${i}`,
                role: "img",
                "aria-label": `Structure of ${sites[i].label}`,
            },
            wakeButton(i),
        ),
        legend,
    ];
}

function drhoControls(i, picture, now) {
    const least = Math.log(0.001),
        most = Math.log(0.6 * picture.drho.box.scale),
        start = defaultLevel(picture);
    const show = element("output", {for: `level-${i}`}, `± ${start.toPrecision(2)} e/Å³`);
    const slider = element("input", {
        type: "range",
        id: `level-${i}`,
        min: 0,
        max: 100,
        value: Math.round((100 * (Math.log(start) - least)) / (most - least)),
        "data-level": start,
        "aria-label": "Level of the isosurface",
        oninput: (e) => {
            const level = Math.exp(least + ((most - least) * e.target.value) / 100);
            e.target.dataset.level = level;
            show.textContent = `± ${level.toPrecision(2)} e/Å³`;
            now(() => {
                theView.level = level;
                redraw();
            });
        },
    });
    const box = element("input", {
        type: "checkbox",
        id: `drho-${i}`,
        checked: true,
        onchange: (e) =>
            now(() => {
                theView.isShown = e.target.checked;
                redraw();
            }),
    });
    return [element("label", {}, box, " Δρ"), element("label", {}, "level ", slider, " ", show)];
}
