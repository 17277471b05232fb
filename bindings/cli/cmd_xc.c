/* dgh xc: exchange-correlation energies of densities, and what another functional makes of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"

enum { TRIPLE = 3 };

/* One density with the functionals that it is evaluated with: the second one is the swap's. */
typedef struct density {
    const char *path;
    dgh_run_density *beside; /* what lies beside the file or in the directory; NULL = nothing */
    dgh_grid *total, *spin;
    dgh_xc *xc[2];
} density;

typedef struct work {
    const cli_settings *settings;
    size_t n;
    density *list;
    bool swap;
    cli_progress progress;
} work;

/* ---- names ------------------------------------------------------------------------------------
 */

static bool format_of(dgh_grid_format *out, const char *path)
{
    static const struct {
        const char *end;
        dgh_grid_format format;
    } ENDS[] = {{".cube", DGH_GRID_CUBE},
                {".cub", DGH_GRID_CUBE},
                {".xsf", DGH_GRID_XSF},
                {".npy", DGH_GRID_NPY},
                {".vasp", DGH_GRID_CHGCAR}};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        size_t n = strlen(path), m = strlen(ENDS[i].end);
        if (n > m && strcmp(path + n - m, ENDS[i].end) == 0) {
            *out = ENDS[i].format;
            return true;
        }
    }
    return false;
}

static int check_usage(const cli_settings *s)
{
    const char *const files[] = {s->write_eps, s->write_vxc, s->write_rdg, s->write_sign};
    dgh_grid_format format;
    bool writes = false;
    if (!s->n_paths)
        return cli_usage_error(CLI_XC, "expected the file of a density");
    if (s->functional && (s->swap_from || s->swap_to))
        return cli_usage_error(CLI_XC, "--functional excludes --from and --to");
    if (s->swap_from && !s->swap_to)
        return cli_usage_error(CLI_XC, "--from needs --to");
    if (s->triple && (s->n_paths != TRIPLE || !s->swap_to))
        return cli_usage_error(CLI_XC, "--triple needs --to and three files: the host with H, the "
                                       "host, H2");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        writes = writes || files[i];
        if (files[i] && !format_of(&format, files[i]))
            return cli_usage_error(
                CLI_XC, "%s: expected a name that ends in .cube, .xsf, .npy or .vasp", files[i]);
    }
    if (writes && (s->n_paths != 1 || s->swap_to))
        return cli_usage_error(CLI_XC, "grids are written of one density with one functional");
    if (s->spin && (s->n_paths != 1 || s->no_spin))
        return cli_usage_error(CLI_XC, "--spin belongs to one density, without --no-spin");
    return CLI_DONE;
}

/* ---- densities ---------------------------------------------------------------------------------
 */

/* What the library says of a file's content is bad input, not wrong usage. */
static int fail_input(dgh_status status, const dgh_error *err)
{
    int code = cli_fail(status, err);
    return code == CLI_USAGE ? CLI_INPUT : code;
}

static dgh_status read_grid(dgh_grid **out, const char *path, size_t component,
                            const cli_settings *s, dgh_error *err)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.component = component;
    options.jobs = s->jobs;
    return dgh_grid_read(out, path, &options, err);
}

/* The spin density of the run, or the second block of the file. */
static dgh_status read_own_spin(density *d, const cli_settings *s, dgh_error *err)
{
    if (d->total->n_components == 4) {
        *err = (dgh_error){.status = DGH_ERR_UNSUPPORTED};
        snprintf(err->message, sizeof err->message,
                 "%.900s: expected a density without spin or with collinear spin, found a "
                 "non-collinear one (--no-spin takes its total alone)",
                 d->path);
        return DGH_ERR_UNSUPPORTED;
    }
    if (d->beside && d->beside->spin_path)
        return read_grid(&d->spin, d->beside->spin_path, d->beside->spin_component, s, err);
    if (d->total->n_components != 2)
        return DGH_OK;
    dgh_status status = read_grid(&d->spin, d->path, 1, s, err);
    if (status == DGH_OK && d->spin->field != DGH_FIELD_SPIN_DENSITY) { /* two orbitals of a cube */
        dgh_grid_free(d->spin);
        d->spin = NULL;
    }
    return status;
}

/* The density of a directory; what belongs to the density of a file. */
static int find_beside(density *d, const char *path, const cli_settings *s)
{
    struct stat st;
    dgh_error err = {0};
    const bool folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    dgh_status status = dgh_run_density_find(&d->beside, path, NULL, &err);
    if (folder && status != DGH_OK)
        return fail_input(status, &err);
    d->path = folder ? d->beside->density_path : path;
    if (d->beside)
        cli_show_diagnostics(d->beside->diagnostics, d->beside->n_diagnostics, s);
    if (d->path)
        return CLI_DONE;
    cli_complain("%s: expected a density, found a run without one", path);
    return CLI_INPUT;
}

static int open_density(density *d, const cli_settings *s)
{
    dgh_error err = {0};
    dgh_status status = read_grid(&d->total, d->path, 0, s, &err);
    if (status == DGH_OK && s->spin)
        status = read_grid(&d->spin, s->spin, 0, s, &err);
    else if (status == DGH_OK && !s->no_spin)
        status = read_own_spin(d, s, &err);
    if (status != DGH_OK)
        return fail_input(status, &err);
    cli_show_diagnostics(d->total->diagnostics, d->total->n_diagnostics, s);
    /* Without one a cube does not say what it holds. */
    if (d->spin && d->spin->field == DGH_FIELD_DENSITY && s->spin)
        d->spin->field = DGH_FIELD_SPIN_DENSITY;
    return CLI_DONE;
}

static int functional_beside(dgh_xc_functional *out, const density *d)
{
    dgh_error err = {0};
    if (!d->beside || !d->beside->calculation) {
        cli_complain("%s: expected a run beside it that states its functional, found none; "
                     "--functional names one",
                     d->path);
        return CLI_INPUT;
    }
    dgh_status status = dgh_xc_functional_of_run(out, d->beside->calculation, &err);
    return status == DGH_OK ? CLI_DONE : fail_input(status, &err);
}

/* The functional that a density is evaluated with, first or (the swap's) second. */
static int choose(dgh_xc_functional *out, const density *d, const cli_settings *s, int which)
{
    const char *name = which ? s->swap_to : s->swap_from ? s->swap_from : s->functional;
    dgh_error err = {0};
    if (!name)
        return functional_beside(out, d);
    dgh_status status = dgh_xc_functional_find(out, name, &err);
    return status == DGH_OK ? CLI_DONE : cli_fail(status, &err);
}

static int evaluate(density *d, work *w)
{
    const cli_settings *s = w->settings;
    dgh_xc_options options = DGH_XC_OPTIONS_INIT;
    options.jobs = s->jobs;
    options.progress = cli_progress_show;
    options.progress_user = &w->progress;
    options.cutoff_ev = s->gradient_cutoff_ev.value;
    options.keep_energy_density = s->write_eps != NULL;
    options.keep_potential = s->write_vxc != NULL;
    for (int i = 0; i < 1 + w->swap; i++) {
        dgh_xc_functional functional;
        dgh_error err = {0};
        int code = choose(&functional, d, s, i);
        if (code != CLI_DONE)
            return code;
        dgh_status status = dgh_density_xc(&d->xc[i], d->total, d->spin, &functional, &options,
                                           &err);
        if (status != DGH_OK)
            return fail_input(status, &err);
    }
    return CLI_DONE;
}

/* ---- output ------------------------------------------------------------------------------------
 */

static int write_grid(const dgh_grid *grid, const char *path)
{
    dgh_grid_format format = DGH_GRID_CUBE;
    dgh_error err = {0};
    format_of(&format, path);
    dgh_status status = dgh_grid_write(grid, path, format, &err);
    return status == DGH_OK ? CLI_DONE : fail_input(status, &err);
}

/* v.cube becomes v_up.cube and v_down.cube for the two spins. */
static int write_potential(const dgh_xc *xc, const char *path)
{
    static const char *const SPINS[2] = {"up", "down"};
    int code = CLI_DONE;
    if (!xc->potential[1])
        return write_grid(xc->potential[0], path);
    const size_t room = strlen(path) + 8;
    char *name = malloc(room);
    const char *dot = strrchr(path, '.');
    for (int i = 0; i < 2 && code == CLI_DONE && name; i++) {
        snprintf(name, room, "%.*s_%s%s", (int)(dot - path), path, SPINS[i], dot);
        code = write_grid(xc->potential[i], name);
    }
    free(name);
    return name ? code : CLI_INTERNAL;
}

static int write_reduced_gradient(const density *d, work *w)
{
    const cli_settings *s = w->settings;
    dgh_reduced_gradient_options options = DGH_REDUCED_GRADIENT_OPTIONS_INIT;
    dgh_grid *gradient = NULL, *sign = NULL;
    dgh_error err = {0};
    options.jobs = s->jobs;
    options.keep_signed_density = s->write_sign != NULL;
    options.progress = cli_progress_show;
    options.progress_user = &w->progress;
    dgh_status status = dgh_density_reduced_gradient(&gradient, &sign, d->total, &options, &err);
    int code = status == DGH_OK ? CLI_DONE : fail_input(status, &err);
    if (code == CLI_DONE && s->write_rdg)
        code = write_grid(gradient, s->write_rdg);
    if (code == CLI_DONE && s->write_sign)
        code = write_grid(sign, s->write_sign);
    dgh_grid_free(gradient);
    dgh_grid_free(sign);
    return code;
}

static int write_grids(const density *d, work *w)
{
    const cli_settings *s = w->settings;
    int code = CLI_DONE;
    if (s->write_eps)
        code = write_grid(d->xc[0]->energy_per_electron, s->write_eps);
    if (code == CLI_DONE && s->write_vxc)
        code = write_potential(d->xc[0], s->write_vxc);
    if (code == CLI_DONE && (s->write_rdg || s->write_sign))
        code = write_reduced_gradient(d, w);
    return code;
}

static int print(const dgh_xc_results *results, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status = s->json ? dgh_report_xc_json(&text, results, &err)
                                : dgh_report_xc_text(&text, results, &options, &err);
    return cli_write_report(status, text, &err, s);
}

static int report(const work *w)
{
    const cli_settings *s = w->settings;
    const dgh_xc **xc = calloc(2 * w->n, sizeof *xc);
    dgh_xc_swap *swaps = calloc(w->n, sizeof *swaps);
    dgh_xc_results results = {.xc = xc, .swaps = swaps};
    dgh_xc_triple triple;
    dgh_error err = {0};
    dgh_status status = xc && swaps ? DGH_OK : DGH_ERR_NOMEM;
    for (size_t i = 0; status == DGH_OK && i < w->n; i++) {
        for (int k = 0; k < 1 + w->swap; k++)
            xc[results.n++] = w->list[i].xc[k];
        if (w->swap)
            status = dgh_xc_swap_make(&swaps[results.n_swaps++], w->list[i].xc[0], w->list[i].xc[1],
                                      &err);
    }
    if (status == DGH_OK && s->triple) {
        status = dgh_xc_triple_make(&triple, &swaps[0], &swaps[1], &swaps[2], (size_t)s->hydrogens,
                                    s->force, &err);
        results.triple = &triple;
    }
    int code = status == DGH_OK ? print(&results, s) : fail_input(status, &err);
    free(xc);
    free(swaps);
    return code;
}

static int run_all(work *w)
{
    int code = CLI_DONE;
    for (size_t i = 0; code == CLI_DONE && i < w->n; i++) {
        density *d = &w->list[i];
        code = find_beside(d, w->settings->paths[i], w->settings);
        if (code == CLI_DONE)
            code = open_density(d, w->settings);
        if (code == CLI_DONE)
            code = evaluate(d, w);
        if (code == CLI_DONE)
            code = write_grids(d, w);
        dgh_grid_free(d->total); /* one density at a time is in memory */
        dgh_grid_free(d->spin);
        d->total = d->spin = NULL;
    }
    return code;
}

int cmd_xc(const cli_settings *settings)
{
    int code = check_usage(settings);
    if (code != CLI_DONE)
        return code;
    work w = {.settings = settings,
              .n = (size_t)settings->n_paths,
              .list = calloc((size_t)settings->n_paths, sizeof(density)),
              .swap = settings->swap_to != NULL};
    if (!w.list) {
        cli_complain("out of memory");
        return CLI_INTERNAL;
    }
    cli_progress_begin(&w.progress, settings);
    code = run_all(&w);
    cli_progress_end(&w.progress);
    if (code == CLI_DONE)
        code = report(&w);
    for (size_t i = 0; i < w.n; i++) {
        for (int k = 0; k < 2; k++)
            dgh_xc_free(w.list[i].xc[k]);
        dgh_run_density_free(w.list[i].beside);
    }
    free(w.list);
    return code;
}
