/* dgh bader: charges of atoms by Bader's, Voronoi's or Hirshfeld's partition. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"

enum { MOST_VALENCES = 118, MOST_ATOMS = 10000 };

/* ---- options --------------------------------------------------------------------------------- */

static int take_vacuum(dgh_charges_options *o, const cli_settings *s)
{
    if (!s->vacuum || strcmp(s->vacuum, "none") == 0)
        return CLI_DONE;
    if (strcmp(s->vacuum, "auto") == 0) {
        o->vacuum = DGH_CHARGES_VACUUM_AUTO;
        return CLI_DONE;
    }
    o->vacuum = DGH_CHARGES_VACUUM_VALUE;
    if (cli_parse_number(s->vacuum, &o->vacuum_e_per_ang3) && o->vacuum_e_per_ang3 > 0.0)
        return CLI_DONE;
    return cli_usage_error(CLI_BADER,
                           "--vacuum: expected auto, none or a density above 0, found "
                           "\"%s\"",
                           s->vacuum);
}

/* "Pt=10,H=1" */
static int take_valences(dgh_charges_options *o, dgh_valence valences[MOST_VALENCES],
                         const cli_settings *s)
{
    for (const char *at = s->valence; at && *at;) {
        char word[32], *equals;
        const size_t length = strcspn(at, ",");
        snprintf(word, sizeof word, "%.*s", (int)(length < 31 ? length : 31), at);
        equals = strchr(word, '=');
        if (equals)
            *equals = '\0';
        const int element = dgh_element_from_label(word);
        double valence;
        if (!equals || element == 0 || strcmp(word, dgh_element_symbol(element)) != 0 ||
            !cli_parse_number(equals + 1, &valence) || valence < 0.0 || length > 31 ||
            o->n_valences == MOST_VALENCES)
            return cli_usage_error(CLI_BADER,
                                   "--valence: expected electrons of elements as in Pt=10,H=1, "
                                   "found \"%s\"",
                                   s->valence);
        valences[o->n_valences++] = (dgh_valence){element, valence};
        at += length + (at[length] == ',');
    }
    o->valences = valences;
    return CLI_DONE;
}

/* "1,4-6" -> 0, 3, 4, 5; malloc'ed. */
static size_t *parse_atoms(const char *text, size_t *n)
{
    size_t *atoms = malloc(MOST_ATOMS * sizeof *atoms);
    *n = 0;
    for (const char *at = text; atoms;) {
        char *end;
        if (*at < '1' || *at > '9')
            break;
        unsigned long first = strtoul(at, &end, 10), last = first;
        if (*end == '-' && end[1] >= '1' && end[1] <= '9')
            last = strtoul(end + 1, &end, 10);
        if (last < first || last > 100000000 || last - first >= MOST_ATOMS - *n)
            break;
        for (unsigned long atom = first; atom <= last; atom++)
            atoms[(*n)++] = atom - 1;
        if (!*end)
            return atoms;
        if (*end != ',')
            break;
        at = end + 1;
    }
    free(atoms);
    return NULL;
}

static int take_options(dgh_charges_options *o, dgh_valence valences[MOST_VALENCES],
                        const cli_settings *s)
{
    dgh_charges_options_init(o);
    o->partition = (dgh_partition_kind)s->partition;
    o->method = (dgh_bader_method)s->bader_method;
    o->jobs = s->jobs;
    o->spin_path = s->spin_path;
    o->free_atom_paths = s->free_atoms.path;
    o->n_free_atoms = (size_t)s->free_atoms.n;
    o->reference_paths = s->references.path;
    o->n_references = (size_t)s->references.n;
    o->keep_regions = s->write_basins != NULL;
    if (o->n_references == 1 && strcmp(s->references.path[0], "none") == 0) {
        o->no_reference = true;
        o->n_references = 0;
    }
    if (o->partition != DGH_PARTITION_BADER && (o->n_references || s->vacuum))
        return cli_usage_error(CLI_BADER, "--reference and --vacuum belong to --partition bader");
    if (o->partition != DGH_PARTITION_HIRSHFELD && o->n_free_atoms)
        return cli_usage_error(CLI_BADER, "--free-atom belongs to --partition hirshfeld");
    if (o->partition == DGH_PARTITION_HIRSHFELD && s->write_basins)
        return cli_usage_error(CLI_BADER, "--write-basins: the atoms of Hirshfeld's partition "
                                          "overlap and have no basins");
    int code = take_vacuum(o, s);
    return code == CLI_DONE ? take_valences(o, valences, s) : code;
}

/* ---- files ----------------------------------------------------------------------------------- */

static int make_directory(const char *path)
{
    struct stat st;
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
        return CLI_DONE;
    cli_complain("%s: cannot be made a directory: %s", path, strerror(errno));
    return CLI_INTERNAL;
}

static bool path_in(char path[PATH_MAX], const cli_settings *s, const char *name)
{
    int n = s->out ? snprintf(path, PATH_MAX, "%s/%s", s->out, name)
                   : snprintf(path, PATH_MAX, "%s", name);
    if (n > 0 && n < PATH_MAX)
        return true;
    cli_complain("%s: the name is too long", name);
    return false;
}

static void told(const cli_settings *s, const char *path, const char *what)
{
    if (!s->quiet)
        fprintf(stderr, "wrote %s: %s\n", path, what);
}

/* ACF.dat, BCF.dat, AVF.dat. */
static int write_tables(const dgh_charges *c, const cli_settings *s)
{
    typedef dgh_status report(char **, const dgh_charges *, dgh_error *);
    static const struct {
        const char *name, *what;
        report *make;
    } FILES[] = {{"ACF.dat", "charge of each atom", dgh_report_acf},
                 {"BCF.dat", "charge of each basin", dgh_report_bcf},
                 {"AVF.dat", "basins of each atom", dgh_report_avf}};
    const bool bohr = strcmp(c->density->format, "cube") == 0;
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        dgh_error err = {0};
        char *text, path[PATH_MAX], what[80];
        dgh_status status = FILES[i].make(&text, c, &err);
        if (status != DGH_OK)
            return cli_fail(status, &err);
        int code = path_in(path, s, FILES[i].name) ? cli_write_file(text, path) : CLI_INTERNAL;
        dgh_string_free(text);
        if (code != CLI_DONE)
            return code;
        snprintf(what, sizeof what, "%s, lengths in %s", FILES[i].what,
                 bohr ? "Bohr (from a cube, as the program bader has it)" : "Angstrom");
        told(s, path, i == 2 ? FILES[i].what : what);
    }
    return CLI_DONE;
}

static int write_basin(const dgh_charges *c, size_t atom, const cli_settings *s)
{
    static const char *const ENDING[] = {"vasp", "cube", "xsf", "npy"};
    char name[64], path[PATH_MAX], what[128];
    dgh_error err = {0};
    dgh_grid *grid;
    dgh_status status = dgh_charges_region(&grid, c, atom, &err);
    if (status != DGH_OK)
        return cli_fail(status, &err);
    snprintf(name, sizeof name, "basin_atom%04zu.%s", atom + 1, ENDING[s->grid_format]);
    int code = CLI_INTERNAL;
    if (path_in(path, s, name)) {
        status = dgh_grid_write(grid, path, (dgh_grid_format)s->grid_format, &err);
        code = status == DGH_OK ? CLI_DONE : cli_fail(status, &err);
    }
    snprintf(what, sizeof what, "density in the basin of atom %zu, 0 elsewhere%s", atom + 1,
             c->partition == DGH_PARTITION_BADER && c->method == DGH_BADER_WEIGHT
                 ? " (points by their largest weight)"
                 : "");
    if (code == CLI_DONE)
        told(s, path, what);
    dgh_grid_free(grid);
    return code;
}

static int write_files(const dgh_charges *c, const size_t *atoms, size_t n_atoms,
                       const cli_settings *s)
{
    const bool tables = c->partition == DGH_PARTITION_BADER && c->n_atoms && !s->no_files;
    for (size_t i = 0; i < n_atoms; i++)
        if (atoms[i] >= c->n_atoms)
            return cli_usage_error(CLI_BADER,
                                   "--write-basins: expected atoms from 1 to %zu, found %zu",
                                   c->n_atoms, atoms[i] + 1);
    int code = CLI_DONE;
    if (s->out && (tables || n_atoms))
        code = make_directory(s->out);
    if (tables && code == CLI_DONE)
        code = write_tables(c, s);
    for (size_t i = 0; i < n_atoms && code == CLI_DONE; i++)
        code = write_basin(c, atoms[i], s);
    return code;
}

/* ---- the verb -------------------------------------------------------------------------------- */

static int print_charges(const dgh_charges *c, const cli_settings *s)
{
    dgh_report_options options = cli_report_options(s);
    dgh_error err = {0};
    char *text = NULL;
    dgh_status status;
    cli_show_diagnostics(c->diagnostics, c->n_diagnostics, s);
    if (s->json)
        status = dgh_report_charges_json(&text, c, &err);
    else if (s->csv)
        status = dgh_report_charges_csv(&text, c, &err);
    else
        status = dgh_report_charges_text(&text, c, &options, &err);
    return cli_write_report(status, text, &err, s);
}

int cmd_bader(const cli_settings *settings)
{
    dgh_charges_options options;
    dgh_valence valences[MOST_VALENCES];
    dgh_charges *charges = NULL;
    dgh_error err = {0};
    cli_progress progress;
    size_t *atoms = NULL, n_atoms = 0;
    if (!settings->n_paths)
        return cli_usage_error(CLI_BADER, "expected a density or the directory of a run");
    int code = take_options(&options, valences, settings);
    if (code != CLI_DONE)
        return code;
    if (settings->write_basins) {
        atoms = parse_atoms(settings->write_basins, &n_atoms);
        if (!atoms)
            return cli_usage_error(CLI_BADER,
                                   "--write-basins: expected atoms as in 12,14-16, found \"%s\"",
                                   settings->write_basins);
    }
    cli_progress_begin(&progress, settings);
    options.progress = cli_progress_show;
    options.progress_user = &progress;
    dgh_status status = dgh_charges_compute(&charges, settings->paths[0], &options, &err);
    cli_progress_end(&progress);
    if (status == DGH_OK) {
        code = print_charges(charges, settings);
        int written = write_files(charges, atoms, n_atoms, settings);
        code = code == CLI_DONE ? written : code;
    } else
        code = cli_fail(status, &err);
    dgh_charges_free(charges);
    free(atoms);
    return code;
}
