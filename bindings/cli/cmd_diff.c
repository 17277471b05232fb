/* dgh diff: sums and differences of densities. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"

enum { MOST_RADII = 32 };

static bool is_sign(const char *word)
{
    return strcmp(word, "+") == 0 || strcmp(word, "-") == 0;
}

/* "2*PATH"; false where no number stands before a star. */
static bool has_factor(const char *word, double *factor, const char **path)
{
    const char *star = strchr(word, '*');
    char number[64];
    if (!star || star == word || (size_t)(star - word) >= sizeof number || !star[1])
        return false;
    memcpy(number, word, (size_t)(star - word));
    number[star - word] = '\0';
    if (!cli_parse_number(number, factor))
        return false;
    *path = star + 1;
    return true;
}

static bool is_expression(const cli_settings *s)
{
    double factor;
    const char *path;
    for (int i = 0; i < s->n_paths; i++)
        if (is_sign(s->paths[i]) || has_factor(s->paths[i], &factor, &path))
            return true;
    return false;
}

/* Terms with a sign between each two of them; the first may have one too. */
static bool read_expression(dgh_difference_term *terms, size_t *n, const cli_settings *s)
{
    bool sign_is_due = false;
    double sign = 1.0;
    *n = 0;
    for (int i = 0; i < s->n_paths; i++) {
        const char *word = s->paths[i];
        if (is_sign(word)) {
            if (!sign_is_due && i > 0) {
                cli_usage_error(CLI_DIFF, "expected a file behind \"%s\", found \"%s\"",
                                s->paths[i - 1], word);
                return false;
            }
            sign = word[0] == '-' ? -1.0 : 1.0;
            sign_is_due = false;
            continue;
        }
        if (sign_is_due) {
            cli_usage_error(CLI_DIFF, "expected + or - in front of \"%s\"", word);
            return false;
        }
        dgh_difference_term *t = &terms[(*n)++];
        *t = (dgh_difference_term){1.0, word};
        has_factor(word, &t->coefficient, &t->path);
        t->coefficient *= sign;
        sign = 1.0;
        sign_is_due = true;
    }
    if (!sign_is_due)
        cli_usage_error(CLI_DIFF, "expected a file behind \"%s\"", s->paths[s->n_paths - 1]);
    return sign_is_due;
}

static bool read_terms(dgh_difference_term *terms, size_t *n, const cli_settings *s)
{
    if (is_expression(s)) {
        if (s->sum)
            cli_usage_error(CLI_DIFF, "--sum and signs or factors exclude each other");
        return !s->sum && read_expression(terms, n, s);
    }
    *n = (size_t)s->n_paths;
    for (size_t i = 0; i < *n; i++)
        terms[i] = (dgh_difference_term){i == 0 || s->sum ? 1.0 : -1.0, s->paths[i]};
    if (*n >= 2)
        return true;
    cli_usage_error(CLI_DIFF, "expected at least two files");
    return false;
}

/* "H=0.6,Pt=1.4,1.2" */
static bool read_radii(dgh_sphere_radius *radii, size_t *n, const char *text)
{
    *n = 0;
    while (text && *text) {
        char item[64];
        size_t length = strcspn(text, ",");
        snprintf(item, sizeof item, "%.*s", (int)(length < 60 ? length : 60), text);
        char *value = strchr(item, '=');
        int element = 0;
        if (value) {
            *value++ = '\0';
            element = dgh_element_from_label(item);
            if (element && strcmp(dgh_element_symbol(element), item) != 0)
                element = 0;
        }
        double radius;
        if (*n == MOST_RADII || (value && !element) ||
            !cli_parse_number(value ? value : item, &radius) || !(radius > 0.0) || radius > 100.0) {
            cli_usage_error(CLI_DIFF,
                            "--radius: expected radii as in H=0.6,Pt=1.4,1.2, found "
                            "\"%.*s\"",
                            (int)length, text);
            return false;
        }
        radii[(*n)++] = (dgh_sphere_radius){element, radius};
        text += length + (text[length] == ',');
    }
    return true;
}

/* The text would take the place of an input. */
static bool output_is_input(const char *output, const char *input)
{
    struct stat one, other;
    return output && stat(output, &one) == 0 && stat(input, &other) == 0 && S_ISREG(one.st_mode) &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static bool check_output(const dgh_difference_term *terms, size_t n, const cli_settings *s)
{
    for (size_t i = 0; i < n; i++)
        if (output_is_input(s->output, terms[i].path)) {
            cli_usage_error(CLI_DIFF, "--output: expected a file that is none of the inputs");
            return false;
        }
    if (s->output && s->write && strcmp(s->output, s->write) == 0) {
        cli_usage_error(CLI_DIFF, "--output and --write: expected two different files");
        return false;
    }
    return true;
}

static bool take_options(dgh_difference_options *o, dgh_sphere_radius *radii, const cli_settings *s)
{
    o->axis = s->normal - 1;
    o->force = s->force;
    o->same_atom_ang = s->same_atom_ang.value;
    o->read_runs = !s->no_runs;
    o->basins_path = s->basins.path;
    o->n_basins_paths = (size_t)s->basins.n;
    o->basins_method = (dgh_bader_method)s->basins_method;
    o->grid.component = (size_t)s->component;
    o->grid.field = (dgh_field)s->field;
    o->grid.jobs = s->jobs;
    o->write_path = s->write;
    if (s->write && !dgh_grid_format_of_name(&o->write_format, s->write)) {
        cli_usage_error(CLI_DIFF,
                        "--write: expected a name that ends in .cube, .xsf, .npy, .vasp or .chgcar "
                        "or begins with CHG, found \"%s\"",
                        s->write);
        return false;
    }
    o->radius = radii;
    return read_radii(radii, &o->n_radii, s->radius);
}

static int print_difference(const dgh_difference *d, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    if (s->json)
        status = dgh_report_difference_json(&text, d, &err);
    else if (s->csv)
        status = dgh_report_difference_csv(&text, d, &err);
    else
        status = dgh_report_difference_text(&text, d, &options, &err);
    if (status == DGH_OK && (s->json || s->csv))
        cli_show_diagnostics(d->diagnostics, d->n_diagnostics, s);
    return cli_write_report(status, text, &err, s);
}

int cmd_diff(const cli_settings *settings)
{
    dgh_difference_options options = DGH_DIFFERENCE_OPTIONS_INIT;
    dgh_sphere_radius radii[MOST_RADII];
    size_t n = 0;
    if (!settings->n_paths)
        return cli_usage_error(CLI_DIFF, "expected at least two files");
    dgh_difference_term *terms = calloc((size_t)settings->n_paths, sizeof *terms);
    if (!terms) {
        cli_complain("out of memory");
        return CLI_INTERNAL;
    }
    if (!read_terms(terms, &n, settings) || !take_options(&options, radii, settings) ||
        !check_output(terms, n, settings)) {
        free(terms);
        return CLI_USAGE;
    }
    cli_progress progress;
    cli_progress_begin(&progress, settings);
    options.progress = cli_progress_show;
    options.progress_user = &progress;
    dgh_difference *difference = NULL;
    dgh_error err = {0};
    dgh_status status = dgh_difference_compute(&difference, terms, n, &options, &err);
    cli_progress_end(&progress);
    free(terms);
    int code;
    if (status == DGH_OK)
        code = print_difference(difference, settings);
    else
        code = cli_fail(status, &err);
    if (status == DGH_ERR_IO && settings->write && strcmp(err.path, settings->write) == 0)
        code = CLI_INTERNAL;
    dgh_difference_free(difference);
    return code;
}
