/* dgh dband: centre, width and filling of the d band of each atom. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"

int cli_take_d_window(dgh_d_band_options *o, cli_verb_id verb, const cli_settings *s)
{
    char first[64];
    const char *comma = s->d_window ? strchr(s->d_window, ',') : NULL;
    if (!s->d_window || strcmp(s->d_window, "all") == 0)
        return CLI_DONE;
    if (strcmp(s->d_window, "occupied") == 0) {
        o->window = DGH_D_WINDOW_OCCUPIED;
        return CLI_DONE;
    }
    size_t n = comma ? (size_t)(comma - s->d_window) : sizeof first;
    if (n < sizeof first) {
        memcpy(first, s->d_window, n);
        first[n] = '\0';
        o->window = DGH_D_WINDOW_RANGE;
        if (cli_parse_number(first, &o->from_ev) && cli_parse_number(comma + 1, &o->to_ev) &&
            o->from_ev < o->to_ev)
            return CLI_DONE;
    }
    return cli_usage_error(verb,
                           "--d-window: expected all, occupied, or two energies against E_F as in "
                           "-10,2, found \"%s\"",
                           s->d_window);
}

static int print(const dgh_d_bands *const *bands, size_t n, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    if (s->json)
        status = dgh_report_d_bands_json(&text, bands, n, &err);
    else if (s->csv)
        status = dgh_report_d_bands_csv(&text, bands, n, &err);
    else
        status = dgh_report_d_bands_text(&text, bands, n, &options, &err);
    for (size_t i = 0; status == DGH_OK && (s->json || s->csv) && i < n; i++)
        cli_show_diagnostics(bands[i]->diagnostics, bands[i]->n_diagnostics, s);
    return cli_write_report(status, text, &err, s);
}

int cmd_dband(const cli_settings *settings)
{
    dgh_d_band_options options = DGH_D_BAND_OPTIONS_INIT;
    const size_t n_paths = (size_t)settings->n_paths;
    size_t n = 0;
    if (!n_paths)
        return cli_usage_error(CLI_DBAND, "expected the directory of a run, or a DOSCAR, a "
                                          "vasprun.xml or a file of projwfc.x");
    int code = cli_take_d_window(&options, CLI_DBAND, settings);
    if (code != CLI_DONE)
        return code;
    if (settings->fermi_ev.given)
        options.fermi_ev = (dgh_real){.has = true, .value = settings->fermi_ev.value};
    dgh_d_bands **bands = calloc(n_paths, sizeof *bands);
    if (!bands) {
        cli_complain("out of memory");
        return CLI_INTERNAL;
    }
    for (size_t i = 0; i < n_paths; i++) {
        dgh_error err = {0};
        dgh_status status = dgh_d_bands_compute(&bands[n], settings->paths[i], &options, NULL,
                                                &err);
        if (status == DGH_OK)
            n++;
        else
            code = cli_fail(status, &err);
    }
    if (n) {
        int printed = print((const dgh_d_bands *const *)bands, n, settings);
        code = printed != CLI_DONE ? printed : code;
    }
    for (size_t i = 0; i < n; i++)
        dgh_d_bands_free(bands[i]);
    free(bands);
    return code;
}
