/* dgh order: what is crystal and what is glass. */
#include <stdlib.h>
#include <sys/stat.h>

#include "commands.h"

static int take_options(dgh_order_file_options *o, const cli_settings *s)
{
    dgh_neighbour_options *n = &o->order.neighbours;
    dgh_order_file_options_init(o);
    n->rule = (dgh_neighbour_rule)s->neighbour_rule;
    o->order.jobs = s->jobs;
    if (s->cutoff_ang.given) {
        if (n->rule != DGH_NEIGHBOUR_RDF && n->rule != DGH_NEIGHBOUR_CUTOFF)
            return cli_usage_error(CLI_ORDER, "--cutoff needs --neighbours cutoff");
        n->rule = DGH_NEIGHBOUR_CUTOFF;
        n->cutoff_ang = s->cutoff_ang.value;
    } else if (n->rule == DGH_NEIGHBOUR_CUTOFF) {
        return cli_usage_error(CLI_ORDER, "--neighbours cutoff needs --cutoff");
    }
    if (s->radii_factor.given)
        n->radii_factor = s->radii_factor.value;
    if (s->least_face.given)
        n->least_face = s->least_face.value;
    if (s->cell_radius.given)
        n->cell_radius = s->cell_radius.value;
    if (s->bond_threshold.given)
        o->order.bond_threshold = s->bond_threshold.value;
    if (s->solid_fraction.given)
        o->order.solid_fraction = s->solid_fraction.value;
    if (s->edge_fraction.given)
        o->order.edge_fraction = s->edge_fraction.value;
    if (s->smoothing.given)
        o->order.smoothing = s->smoothing.value;
    if (s->least_cluster)
        o->order.least_cluster = (size_t)s->least_cluster;
    if (s->rdf_range_ang.given)
        o->rdf.largest_ang = s->rdf_range_ang.value;
    if (s->rdf_bins)
        o->rdf.n_bins = (size_t)s->rdf_bins;
    if (s->n_paths > 1 && (s->write || s->rdf))
        return cli_usage_error(CLI_ORDER, "--%s takes one structure", s->write ? "write" : "rdf");
    return CLI_DONE;
}

static int print(const dgh_order_file *const *files, size_t n, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    for (size_t i = 0; !s->json && i < n; i++)
        cli_show_diagnostics(files[i]->diagnostics, files[i]->n_diagnostics, s);
    if (s->json)
        status = dgh_report_order_json(&text, files, n, &err);
    else if (s->csv)
        status = dgh_report_order_csv(&text, files, n, &err);
    else
        status = dgh_report_order_text(&text, files, n, &options, &err);
    return cli_write_report(status, text, &err, s);
}

static int write_text(dgh_status status, char *text, const char *path, const dgh_error *err)
{
    int code = status == DGH_OK ? cli_write_file(text, path) : cli_fail(status, err);
    dgh_string_free(text);
    return code;
}

static int write_files(const dgh_order_file *file, const cli_settings *s)
{
    dgh_error err = {0};
    char *text = NULL;
    int code = CLI_DONE;
    if (s->write) {
        dgh_status status = dgh_report_order_xyz(&text, file, &err);
        code = write_text(status, text, s->write, &err);
    }
    if (code == CLI_DONE && s->rdf) {
        dgh_status status = dgh_report_rdf_csv(&text, file->rdf, &err);
        code = write_text(status, text, s->rdf, &err);
    }
    return code;
}

/* A result must not take the place of what it was made from. */
static bool is_input(const char *output, const cli_settings *s)
{
    struct stat a, b;
    return output && stat(output, &a) == 0 && stat(s->paths[0], &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* The options were checked above: what is wrong now is wrong with the structure. */
static int fail(dgh_status status, const dgh_error *err)
{
    const int code = cli_fail(status, err);
    return code == CLI_USAGE || code == CLI_REFUSED ? CLI_INPUT : code;
}

int cmd_order(const cli_settings *settings)
{
    dgh_order_file_options options;
    if (!settings->n_paths)
        return cli_usage_error(CLI_ORDER, "expected a structure or the directory of a run");
    int code = take_options(&options, settings);
    if (code != CLI_DONE)
        return code;
    if (is_input(settings->write, settings) || is_input(settings->rdf, settings))
        return cli_usage_error(CLI_ORDER, "the output would replace its input: %s",
                               settings->paths[0]);
    dgh_order_file **files = calloc((size_t)settings->n_paths, sizeof *files);
    size_t n = 0;
    for (int i = 0; files && i < settings->n_paths; i++) {
        dgh_error err = {0};
        dgh_status status = dgh_order_file_read(&files[n], settings->paths[i], &options, &err);
        if (status == DGH_OK) {
            n++;
            continue;
        }
        int failed = fail(status, &err);
        code = code == CLI_DONE || failed == CLI_INTERNAL ? failed : code;
    }
    if (!files) {
        cli_complain("out of memory");
        code = CLI_INTERNAL;
    }
    if (n) {
        int printed = print((const dgh_order_file *const *)files, n, settings);
        printed = printed == CLI_DONE ? write_files(files[0], settings) : printed;
        code = printed != CLI_DONE ? printed : code;
    }
    for (size_t i = 0; i < n; i++)
        dgh_order_file_free(files[i]);
    free(files);
    return code;
}
