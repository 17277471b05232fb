/* dgh vib: modes, isotopes and harmonic sums of frequency runs. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "runs.h"

static bool has_modes(const dgh_vibrations *v)
{
    return v && (v->n_dofs || v->n_modes);
}

static bool same_vibrations(const dgh_vibrations *a, const dgh_vibrations *b)
{
    return a->hessian_ev_per_ang2 == b->hessian_ev_per_ang2 && a->modes == b->modes;
}

/* A frequency run and the relaxation that it belongs to may both hold the same vibrations: the
 * frequency run is shown, once. */
static bool lent_by_another(const cli_runs *runs, size_t index)
{
    const cli_run *run = &runs->run[index];
    if (same_vibrations(run->vibrations, &run->calculation->vibrations))
        return false;
    for (size_t i = 0; i < runs->n; i++) {
        const dgh_vibrations *own = &runs->run[i].calculation->vibrations;
        if (has_modes(own) && same_vibrations(run->vibrations, own))
            return true;
        if (i < index && has_modes(runs->run[i].vibrations) &&
            same_vibrations(run->vibrations, runs->run[i].vibrations))
            return true;
    }
    return false;
}

typedef struct analyses {
    dgh_mode_analysis **list;
    size_t n;
    int code;
} analyses;

static void analyse_all(analyses *a, const cli_runs *runs, const dgh_mode_analysis_options *options)
{
    for (size_t i = 0; i < runs->n; i++) {
        const cli_run *run = &runs->run[i];
        const dgh_vibrations *v = has_modes(run->vibrations) ? run->vibrations
                                                             : &run->calculation->vibrations;
        dgh_error err = {0};
        if (!has_modes(v) || (v == run->vibrations && lent_by_another(runs, i)))
            continue;
        dgh_status status = dgh_modes_analyse(&a->list[a->n], run->calculation, v, options, &err);
        if (status != DGH_OK) {
            a->code = cli_fail(status, &err);
            continue;
        }
        if (!a->list[a->n]->harmonic)
            a->code = CLI_REFUSED;
        a->n++;
    }
}

static int print_analyses(const analyses *a, const cli_settings *s)
{
    const dgh_mode_analysis *const *list = (const dgh_mode_analysis *const *)a->list;
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    if (s->json)
        status = dgh_report_modes_json(&text, list, a->n, &err);
    else if (s->csv)
        status = dgh_report_modes_csv(&text, list, a->n, &err);
    else
        status = dgh_report_modes_text(&text, list, a->n, &options, &err);
    for (size_t i = 0; status == DGH_OK && (s->json || s->csv) && i < a->n; i++)
        cli_show_diagnostics(list[i]->diagnostics, list[i]->n_diagnostics, s);
    return cli_write_report(status, text, &err, s);
}

static int show(const cli_runs *runs, const dgh_mode_analysis_options *options,
                const cli_settings *settings)
{
    analyses a = {.code = runs->code};
    a.list = calloc(runs->n ? runs->n : 1, sizeof(dgh_mode_analysis *));
    if (!a.list) {
        cli_complain("out of memory");
        return CLI_INTERNAL;
    }
    analyse_all(&a, runs, options);
    if (a.n) {
        int printed = print_analyses(&a, settings);
        a.code = printed != CLI_DONE ? printed : a.code;
    } else if (a.code == CLI_DONE) {
        cli_complain("%s: expected vibrations, found none", settings->paths[0]);
        a.code = CLI_INPUT;
    }
    for (size_t i = 0; i < a.n; i++)
        dgh_mode_analysis_free(a.list[i]);
    free(a.list);
    return a.code;
}

int cmd_vib(const cli_settings *settings)
{
    dgh_mode_analysis_options options = DGH_MODE_ANALYSIS_OPTIONS_INIT;
    double *temperatures = NULL;
    char message[256] = "out of memory";
    if (!settings->n_paths)
        return cli_usage_error(CLI_VIB, "expected a file or directory with a frequency run");
    int code = cli_take_harmonic(&options.harmonic, &options.hydrogen_mass_u, CLI_VIB, settings);
    if (code != CLI_DONE)
        return code;
    options.molecule = (dgh_tristate)settings->molecule;
    if (settings->temperatures) {
        temperatures = cli_parse_temperatures(settings->temperatures, &options.n_temperatures,
                                              message, sizeof message);
        if (!temperatures)
            return cli_usage_error(CLI_VIB, "%s", message);
        options.temperature_k = temperatures;
    }
    cli_runs runs;
    cli_runs_open(&runs, (const char *const *)settings->paths, (size_t)settings->n_paths, settings);
    code = show(&runs, &options, settings);
    cli_runs_close(&runs);
    free(temperatures);
    return code;
}
