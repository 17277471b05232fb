/* The page is built from the top; plots follow when it can be read. */

function start() {
    const trees = data.trees.join(", ");
    append(section("title"), data.title ? [data.title] : [deltaG(), trees ? ` of ${trees}` : ""]);
    section("subtitle").textContent =
        `${plural(sites.length, "site")} · ${plural(study.runs.length, "run")}${data.title && trees ? ` · ${trees}` : ""} · dgh ${study.dgh_version}`;
    for (const show of [
        showHeadline,
        showFindings,
        showTable,
        showPlots,
        showSites,
        showMethods,
        showInputs,
        showAbout,
    ])
        show();
    if (location.hash.startsWith("#site-") && section(location.hash.slice(1)))
        section(location.hash.slice(1)).open = true;
    addEventListener("hashchange", () => {
        const d = document.getElementById(location.hash.slice(1));
        if (d && d.tagName === "DETAILS") d.open = true;
    });
    addEventListener("beforeprint", () => {
        for (const d of document.querySelectorAll("details")) d.open = true;
    });
    requestAnimationFrame(() =>
        setTimeout(async () => {
            try {
                await drawWaiting();
            } catch (error) {
                section("plots").append(
                    element(
                        "p",
                        {class: "notice warning"},
                        `The plots could not be drawn: ${error.message}`,
                    ),
                );
            }
            document.documentElement.dataset.ready = "yes";
        }),
    );
}

start();
