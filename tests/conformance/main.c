/* Reads every row of the manifest and prints what came of it.
 *
 *   conformance [--only FORMAT] [--file PART-OF-PATH] [-v]
 *
 * --only and --file take a part of the table, -v prints every value. Exit: 0 all right, 1 something
 * is wrong, 2 usage, 77 no data. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"

typedef struct tally {
    size_t files, right, refused, wrong;
    /* right as the manifest has them; right as corrections.c has them; properties that no record
     * holds; values that corrections.c leaves out with a reason */
    size_t values, values_right, values_corrected, values_not_carried, values_left_out;
} tally;

typedef struct options {
    const char *only, *file;
    bool verbose;
} options;

typedef struct kind_count {
    const char *kind;
    size_t files, refused;
} kind_count;

enum { MAX_KINDS = 64, N_COLUMNS = 11 };

typedef struct session {
    options options;
    tally *tallies; /* [N_FAMILIES] */
    kind_count kinds[MAX_KINDS];
    size_t n_kinds, n_unknown_files, n_failures;
} session;

static void complain(session *s, const manifest_row *row, const char *format, const char *detail)
{
    s->n_failures++;
    printf("  %s: ", row->path);
    printf(format, detail);
    printf("\n");
}

static const name_entry *find_name(const family *f, const char *name)
{
    for (const name_entry *e = f->names; e->name; e++)
        if (strcmp(e->name, name) == 0)
            return e;
    return NULL;
}

static const grid_entry *find_grid_name(const char *name)
{
    for (const grid_entry *e = GRID_NAMES; e->name; e++)
        if (strcmp(e->name, name) == 0)
            return e;
    return NULL;
}

/* What one of the two tables says of a pair; false if neither knows its name. */
static bool judge(manifest_row *row, const family *f, const dgh_calculation *record,
                  const dgh_grid *grid, const char *name, const char *value, verdict *v)
{
    const name_entry *entry = f->names ? find_name(f, name) : NULL;
    const grid_entry *of_grid = f->names ? NULL : find_grid_name(name);
    *v = NOT_CARRIED;
    if (entry && entry->compare && value)
        *v = entry->compare(row, record, value);
    if (of_grid && of_grid->compare && value)
        *v = of_grid->compare(row, grid, value);
    return entry || of_grid;
}

/* Compares one pair; false when it is wrong. */
static bool check_pair(session *s, manifest_row *row, const family *f, tally *t,
                       const dgh_calculation *record, const dgh_grid *grid, const char *name,
                       const char *value)
{
    verdict v;
    const correction *c = find_correction(row->path, name);
    t->values++;
    if (!judge(row, f, record, grid, name, c ? c->value : value, &v)) {
        complain(s, row, "no comparison knows the name \"%s\"", name);
        return false;
    }
    if (c && !c->value) {
        t->values_left_out++;
        return true;
    }
    t->values_right += v == RIGHT && !c;
    t->values_corrected += v == RIGHT && c;
    t->values_not_carried += v == NOT_CARRIED;
    if (s->options.verbose)
        printf("    %-26s %-12s %.60s\n", name,
               v == RIGHT   ? "right"
               : v == WRONG ? "WRONG"
                            : "not carried",
               value);
    if (v != WRONG)
        return true;
    char text[1200];
    snprintf(text, sizeof text, "%s: %s", name, row->why);
    complain(s, row, "%s", text);
    return false;
}

static bool format_is_of(const family *f, const char *format)
{
    for (size_t i = 0; i < 4 && f->formats[i]; i++)
        if (strcmp(f->formats[i], format) == 0)
            return true;
    return false;
}

static bool check_pairs(session *s, manifest_row *row, const family *f, tally *t,
                        const dgh_calculation *record, const dgh_grid *grid)
{
    bool all_right = true;
    char *pairs = strdup(row->expected);
    for (char *pair = pairs; pair && *pair;) {
        char *next = strstr(pair, "; ");
        if (next) {
            *next = '\0';
            next += 2;
        }
        char *equals = strchr(pair, '=');
        if (equals) {
            *equals = '\0';
            all_right &= check_pair(s, row, f, t, record, grid, pair, equals + 1);
        } else {
            complain(s, row, "no name in \"%s\"", pair);
            all_right = false;
        }
        pair = next;
    }
    free(pairs);
    return all_right;
}

static void check_record(session *s, manifest_row *row, const family *f, tally *t,
                         const dgh_calculation *record)
{
    bool right = format_is_of(f, record->format);
    if (right)
        right = check_pairs(s, row, f, t, record, NULL);
    else
        complain(s, row, "read as %s", record->format);
    if (right)
        t->right++;
    else
        t->wrong++;
}

static void check_grid_row(session *s, manifest_row *row, const family *f, tally *t)
{
    dgh_grid *grid = NULL;
    dgh_error err = {0};
    dgh_status status = dgh_grid_read(&grid, row->full, NULL, &err);
    if (status != DGH_OK) {
        bool expected = err.message[0] &&
                        (!row->expected[0] || find_correction(row->path, "refused"));
        t->refused += expected;
        t->wrong += !expected;
        if (!expected)
            complain(s, row, "refused: %s", err.message);
        return;
    }
    bool right = format_is_of(f, grid->format);
    if (right)
        right = check_pairs(s, row, f, t, NULL, grid);
    else
        complain(s, row, "read as %s", grid->format);
    t->right += right;
    t->wrong += !right;
    dgh_grid_free(grid);
}

static void check_family_row(session *s, manifest_row *row, const family *f)
{
    tally *t = &s->tallies[f - FAMILIES];
    t->files++;
    dgh_calculation *record = NULL;
    dgh_error err = {0};
    if (s->options.verbose)
        printf("  %s\n", row->path);
    if (!f->names) {
        check_grid_row(s, row, f, t);
        return;
    }
    dgh_status status = dgh_read_file(&record, row->full, NULL, &err);
    if (status == DGH_OK) {
        check_record(s, row, f, t, record);
    } else if (!err.message[0]) {
        t->wrong++;
        complain(s, row, "refused without a word (%s)", dgh_status_name(status));
    } else if (!row->expected[0] || find_correction(row->path, "refused")) {
        t->refused++;
        if (s->options.verbose)
            printf("    refused: %s\n", err.message);
    } else {
        t->wrong++;
        complain(s, row, "refused: %s", err.message);
    }
    if (status == DGH_OK && s->options.verbose)
        for (size_t i = 0; i < record->n_diagnostics; i++)
            printf("    %s %s: %s\n", dgh_severity_name(record->diagnostics[i].severity),
                   record->diagnostics[i].code, record->diagnostics[i].message);
    dgh_calculation_free(record);
}

/* Files for later work: they must be read or refused without a crash, and give no energy. */
static void check_out_of_scope(session *s, manifest_row *row, const char *kind)
{
    size_t k = 0;
    while (k < s->n_kinds && strcmp(s->kinds[k].kind, kind) != 0)
        k++;
    if (k == MAX_KINDS)
        return;
    if (k == s->n_kinds)
        s->kinds[s->n_kinds++].kind = kind;
    s->kinds[k].files++;
    dgh_calculation *record = NULL;
    dgh_error err = {0};
    if (dgh_read_file(&record, row->full, NULL, &err) != DGH_OK)
        s->kinds[k].refused++;
    else if (dgh_calculation_energy_step(record))
        complain(s, row, "out of scope, and an energy was read as %s", record->format);
    else if (s->options.verbose)
        printf("  %s: out of scope, read as %s\n", row->path, record->format);
    dgh_calculation_free(record);
}

static void check_row(session *s, manifest_row *row)
{
    place p = place_of(row);
    if (s->options.file && !strstr(row->path, s->options.file))
        return;
    if (s->options.only && (!p.family || strcmp(p.family->name, s->options.only) != 0))
        return;
    if (p.family)
        check_family_row(s, row, p.family);
    else if (p.out_of_scope)
        check_out_of_scope(s, row, p.out_of_scope);
    else {
        s->n_unknown_files++;
        complain(s, row, "no family and no kind out of scope knows this file%s", "");
    }
}

static void read_manifest(session *s, FILE *manifest)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length = getline(&line, &capacity, manifest); /* the head */
    while ((length = getline(&line, &capacity, manifest)) > 0) {
        line[strcspn(line, "\r\n")] = '\0';
        char *column[N_COLUMNS] = {NULL};
        char *p = line;
        for (size_t i = 0; i < N_COLUMNS; i++)
            column[i] = p ? strsep(&p, "\t") : (char *)"";
        char full[4096];
        snprintf(full, sizeof full, "%s/public/%s", DGH_SHARED_DATA, column[0]);
        manifest_row r = {
            .path = column[0], .full = full, .run_type = column[4], .expected = column[8]};
        check_row(s, &r);
    }
    free(line);
}

static void print_tally(const char *name, const tally *t)
{
    printf("%-14s %6zu %6zu %8zu %6zu   %6zu %10zu %12zu %9zu %6zu\n", name, t->files, t->right,
           t->refused, t->wrong, t->values_right, t->values_corrected, t->values_not_carried,
           t->values_left_out, t->values);
}

static void print_tallies(const session *s)
{
    tally sum = {0};
    printf("%-14s %6s %6s %8s %6s   %6s %10s %12s %9s %6s\n", "", "files", "right", "refused",
           "wrong", "values", "corrected", "not carried", "left out", "all");
    for (size_t i = 0; i < N_FAMILIES; i++) {
        const tally *t = &s->tallies[i];
        if (t->files)
            print_tally(FAMILIES[i].name, t);
        sum.files += t->files;
        sum.right += t->right;
        sum.refused += t->refused;
        sum.wrong += t->wrong;
        sum.values += t->values;
        sum.values_right += t->values_right;
        sum.values_corrected += t->values_corrected;
        sum.values_not_carried += t->values_not_carried;
        sum.values_left_out += t->values_left_out;
    }
    print_tally("all", &sum);
    for (size_t k = 0; k < s->n_kinds; k++)
        printf("out of scope: %-28s %3zu files, %zu refused\n", s->kinds[k].kind, s->kinds[k].files,
               s->kinds[k].refused);
}

static bool parse_options(options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--only") == 0 && i + 1 < argc)
            o->only = argv[++i];
        else if (strcmp(argv[i], "--file") == 0 && i + 1 < argc)
            o->file = argv[++i];
        else if (strcmp(argv[i], "-v") == 0)
            o->verbose = true;
        else
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    session s = {0};
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!parse_options(&s.options, argc, argv)) {
        fprintf(stderr, "usage: conformance [--only FORMAT] [--file PART-OF-PATH] [-v]\n");
        return 2;
    }
    FILE *manifest = fopen(DGH_SHARED_DATA "/public/MANIFEST.tsv", "r");
    if (!manifest) {
        printf("skipped: no %s/public/MANIFEST.tsv\n", DGH_SHARED_DATA);
        return 77;
    }
    s.tallies = calloc(N_FAMILIES, sizeof *s.tallies);
    if (!s.tallies)
        return 1;
    read_manifest(&s, manifest);
    fclose(manifest);
    print_tallies(&s);
    free(s.tallies);
    if (s.n_failures)
        printf("%zu failures\n", s.n_failures);
    return s.n_failures ? 1 : 0;
}
