/* dgh sites: adsorption sites of a bare slab. */
#include <stdio.h>
#include <string.h>

#include "commands.h"

/* "top,bridge" */
static int take_kinds(dgh_sites_options *o, const cli_settings *s)
{
    for (const char *at = s->kinds; at && *at;) {
        const size_t length = strcspn(at, ",");
        int kind = 0;
        while (kind < DGH_N_SITE_KINDS &&
               (strlen(dgh_site_kind_name((dgh_site_kind)kind)) != length ||
                strncmp(dgh_site_kind_name((dgh_site_kind)kind), at, length) != 0))
            kind++;
        if (kind == DGH_N_SITE_KINDS)
            return cli_usage_error(CLI_SITES,
                                   "--kind: expected top, bridge, hollow or fourfold, found "
                                   "\"%.*s\"",
                                   (int)length, at);
        o->kinds |= 1u << kind;
        at += length + (at[length] == ',');
    }
    return CLI_DONE;
}

static int take_options(dgh_slab_sites_options *o, const cli_settings *s)
{
    dgh_slab_sites_options_init(o);
    o->side = (dgh_slab_side)s->side;
    o->sites.jobs = s->jobs;
    if (s->probe_ang.given)
        o->sites.probe_radius_ang = s->probe_ang.value;
    if (s->merge_ang.given)
        o->sites.merge_ang = s->merge_ang.value;
    if (s->symmetry_ang.given)
        o->sites.symmetry_ang = s->symmetry_ang.value;
    return take_kinds(&o->sites, s);
}

static int print_sites(const dgh_slab_sites *slab, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    cli_show_diagnostics(slab->diagnostics, slab->n_diagnostics, s);
    if (s->json)
        status = dgh_report_sites_json(&text, slab, NULL, &err);
    else if (s->csv)
        status = dgh_report_sites_csv(&text, slab, &err);
    else
        status = dgh_report_sites_text(&text, slab, s->all_sites, &options, &err);
    return cli_write_report(status, text, &err, s);
}

/* The options were checked above: what is wrong now is wrong with the structure. */
static int fail(dgh_status status, const dgh_error *err)
{
    const int code = cli_fail(status, err);
    return code == CLI_USAGE || code == CLI_REFUSED ? CLI_INPUT : code;
}

/* "H=FILE" */
static int take_pseudo(dgh_site_inputs_options *o, const cli_settings *s)
{
    if (s->pseudo && (strncmp(s->pseudo, "H=", 2) != 0 || !s->pseudo[2]))
        return cli_usage_error(CLI_SITES, "--pseudo: expected H=FILE, found \"%s\"", s->pseudo);
    o->h_pseudo = s->pseudo ? s->pseudo + 2 : NULL;
    return CLI_DONE;
}

static void told(const dgh_site_inputs *inputs, const cli_settings *s)
{
    char *text;
    if (s->quiet)
        return;
    if (dgh_report_diagnostics_text(&text, inputs->diagnostics, inputs->n_diagnostics, DGH_NOTE,
                                    NULL, NULL) == DGH_OK) {
        fputs(text, stderr);
        dgh_string_free(text);
    }
    fprintf(stderr, "wrote %s: %zu inputs of %s with H, and sites.json\n", inputs->directory,
            inputs->n_sites, inputs->format == DGH_INPUT_PW ? "pw.x" : "VASP");
}

static int write_inputs(const dgh_slab_sites *slab, const cli_settings *s)
{
    dgh_site_inputs_options options = DGH_SITE_INPUTS_OPTIONS_INIT;
    dgh_site_inputs *inputs = NULL;
    dgh_error err = {0};
    char *plan = NULL;
    options.format = (dgh_input_format)s->input_format;
    options.all = s->all_sites;
    int code = take_pseudo(&options, s);
    if (code != CLI_DONE)
        return code;
    dgh_status status = dgh_site_inputs_make(&inputs, slab, s->write, &options, &err);
    if (status == DGH_OK)
        status = dgh_report_sites_json(&plan, slab, inputs, &err);
    if (status != DGH_OK)
        code = fail(status, &err);
    else if (dgh_site_inputs_write(inputs, plan, &err) == DGH_OK)
        told(inputs, s);
    else {
        cli_fail(DGH_ERR_IO, &err);
        code = CLI_INTERNAL;
    }
    dgh_string_free(plan);
    dgh_site_inputs_free(inputs);
    return code;
}

int cmd_sites(const cli_settings *settings)
{
    dgh_slab_sites_options options;
    dgh_slab_sites *slab = NULL;
    dgh_error err = {0};
    if (!settings->n_paths)
        return cli_usage_error(CLI_SITES, "expected a structure or the directory of a run");
    if (!settings->write && (settings->pseudo || settings->input_format))
        return cli_usage_error(CLI_SITES, "--pseudo and --format belong to --write");
    int code = take_options(&options, settings);
    if (code != CLI_DONE)
        return code;
    dgh_status status = dgh_slab_sites_find(&slab, settings->paths[0], &options, &err);
    code = status == DGH_OK ? CLI_DONE : fail(status, &err);
    if (status == DGH_OK && settings->write)
        code = write_inputs(slab, settings);
    if (status == DGH_OK && code == CLI_DONE)
        code = print_sites(slab, settings);
    dgh_slab_sites_free(slab);
    return code;
}
