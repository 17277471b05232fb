/* dgh profile: planar averages, vacuum levels, work functions, values on lines and planes. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"

/* "2.35", "2.35,4.1" or "layers". */
static bool take_boxes(dgh_profiles_options *o, const char *text)
{
    char first[64];
    const char *comma = strchr(text, ',');
    if (strcmp(text, "layers") == 0) {
        o->box_from_layers = true;
        return true;
    }
    size_t n = comma ? (size_t)(comma - text) : strlen(text);
    if (n >= sizeof first)
        return false;
    memcpy(first, text, n);
    first[n] = '\0';
    if (!cli_parse_number(first, &o->box_ang[0]) || !(o->box_ang[0] > 0.0))
        return false;
    return !comma || (cli_parse_number(comma + 1, &o->box_ang[1]) && o->box_ang[1] > 0.0);
}

static int take_options(dgh_profiles_options *o, dgh_point line[2], dgh_point plane[3],
                        const cli_settings *s)
{
    dgh_error err = {0};
    o->axis = s->axis;
    o->interpolation = (dgh_interpolation)s->interpolation;
    o->field = (dgh_field)s->field;
    o->component = (size_t)s->component;
    o->n_points = (size_t)s->points;
    o->jobs = s->jobs;
    if (s->fermi_ev.given)
        o->fermi_ev = (dgh_real){.has = true, .value = s->fermi_ev.value};
    if (s->margin_ang.given)
        o->margin_ang = (dgh_real){.has = true, .value = s->margin_ang.value};
    if (s->macroscopic && !take_boxes(o, s->macroscopic))
        return cli_usage_error(CLI_PROFILE,
                               "--macroscopic: expected a length in Angstrom, two with a comma, or "
                               "layers, found \"%s\"",
                               s->macroscopic);
    if (s->line && dgh_point_parse(line, 2, s->line, &err) != DGH_OK)
        return cli_usage_error(CLI_PROFILE, "--line: %s", err.message);
    if (s->plane && dgh_point_parse(plane, 3, s->plane, &err) != DGH_OK)
        return cli_usage_error(CLI_PROFILE, "--plane: %s", err.message);
    o->line = s->line ? line : NULL;
    o->plane = s->plane ? plane : NULL;
    if (s->csv && s->line && s->plane)
        return cli_usage_error(CLI_PROFILE, "--csv prints one table: --line or --plane");
    if (s->npy && !s->plane)
        return cli_usage_error(CLI_PROFILE, "--npy writes the plane of --plane");
    return CLI_DONE;
}

static int print(const dgh_profiles *profiles, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    if (s->json)
        status = dgh_report_profile_json(&text, profiles, &err);
    else if (s->csv)
        status = dgh_report_profile_csv(&text, profiles,
                                        s->line    ? DGH_PROFILE_LINE
                                        : s->plane ? DGH_PROFILE_PLANE
                                                   : DGH_PROFILE_CURVES,
                                        &err);
    else
        status = dgh_report_profile_text(&text, profiles, &options, &err);
    for (size_t i = 0; status == DGH_OK && (s->json || s->csv) && i < profiles->n_files; i++)
        cli_show_diagnostics(profiles->files[i].header->diagnostics,
                             profiles->files[i].header->n_diagnostics, s);
    return cli_write_report(status, text, &err, s);
}

int cmd_profile(const cli_settings *settings)
{
    dgh_profiles_options options;
    dgh_point line[2], plane[3];
    dgh_profiles *profiles;
    dgh_error err = {0};
    cli_progress progress;
    if (!settings->n_paths)
        return cli_usage_error(CLI_PROFILE, "expected a file with a grid, or a run's directory");
    dgh_profiles_options_init(&options);
    int code = take_options(&options, line, plane, settings);
    if (code != CLI_DONE)
        return code;
    cli_progress_begin(&progress, settings);
    options.progress = cli_progress_show;
    options.progress_user = &progress;
    dgh_status status = dgh_profiles_compute(&profiles, (const char *const *)settings->paths,
                                             (size_t)settings->n_paths, &options, &err);
    cli_progress_end(&progress);
    if (status != DGH_OK)
        return cli_fail(status, &err);
    if (settings->npy) {
        status = dgh_profiles_write_plane(profiles, settings->npy, &err);
        code = status == DGH_OK ? CLI_DONE : CLI_INTERNAL;
        if (status != DGH_OK)
            cli_fail(status, &err);
    }
    int printed = print(profiles, settings);
    dgh_profiles_free(profiles);
    return printed != CLI_DONE ? printed : code;
}
