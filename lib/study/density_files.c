/* Which files beside a run are grids, and of what. */
#include "study/density_files.h"

#include <stdlib.h>
#include <string.h>

#include "espresso/pp_input.h"
#include "study/grid_formats.h"

enum { PEEK_BYTES = 16 << 10 };

/* Files that an input of pp.x names. */
typedef struct named {
    const char *plain;
    dgh_density_kind kind;
} named;

typedef struct reading {
    dgh_density_files *files;
    const dgh_io_options *io;
    dgh_findings *findings;
    named *named;
    size_t n_named, named_capacity;
} reading;

static char *plain_of(dgh_arena *arena, dgh_slice path)
{
    char *own = dgh_arena_strndup(arena, path.data, path.size);
    return own ? dgh_plain_name(arena, dgh_path_base(own)) : NULL;
}

static dgh_status take_pp_input(reading *r, const dgh_bytes *bytes, const char *path,
                                dgh_error *err)
{
    dgh_arena *arena = r->files->arena;
    dgh_pp_input pp;
    dgh_status status = dgh_qe_read_pp_input(&pp, bytes->data, bytes->size, path, arena, NULL);
    if (status == DGH_ERR_NOMEM)
        return dgh_error_nomem(err);
    if (status != DGH_OK || !pp.has_plot_num)
        return DGH_OK;
    dgh_slice names[] = {pp.filplot, pp.fileout};
    for (size_t i = 0; i < 2; i++) {
        if (!names[i].size)
            continue;
        named *grown = dgh_arena_grow(arena, r->named, &r->named_capacity, r->n_named,
                                      r->n_named + 1, sizeof *grown);
        char *plain = grown ? plain_of(arena, names[i]) : NULL;
        if (!plain)
            return dgh_error_nomem(err);
        r->named = grown;
        grown[r->n_named++] = (named){plain, dgh_density_kind_of_plot(pp.plot_num)};
    }
    return DGH_OK;
}

static dgh_status add(reading *r, const char *path, const char *plain, const char *format,
                      dgh_error *err)
{
    dgh_density_files *f = r->files;
    dgh_density_file *grown = dgh_arena_grow(f->arena, f->items, &f->capacity, f->n, f->n + 1,
                                             sizeof *grown);
    if (!grown)
        return dgh_error_nomem(err);
    f->items = grown;
    grown[f->n++] = (dgh_density_file){.path = path, .plain = plain, .format = format};
    return DGH_OK;
}

static dgh_status look_into(reading *r, const char *path, dgh_error *err)
{
    dgh_bytes bytes = {0};
    char *plain = dgh_plain_name(r->files->arena, dgh_path_base(path));
    if (!plain)
        return dgh_error_nomem(err);
    if (!dgh_density_name_allows(plain) ||
        dgh_io_peek(&bytes, NULL, path, PEEK_BYTES, NULL) != DGH_OK)
        return DGH_OK;
    dgh_status status = DGH_OK;
    const dgh_grid_kind *kind = dgh_grid_kind_of(bytes.data, bytes.size);
    if (kind)
        status = add(r, path, plain, kind->name, err);
    else if (dgh_qe_is_pp_input(bytes.data, bytes.size))
        status = take_pp_input(r, &bytes, path, err);
    dgh_bytes_free(&bytes);
    return status;
}

/* plot_num of a filplot, which its reader puts in front of the title. */
static bool own_plot(const dgh_grid *head, int64_t *plot_num)
{
    dgh_slice rest;
    return strcmp(head->format, "qe-filplot") == 0 &&
           dgh_slice_after((dgh_slice){head->title, strlen(head->title)}, "plot_num ", &rest) &&
           dgh_slice_int64(&rest, plot_num);
}

/* A file that dgh wrote says what it holds; what it wrote as a density may be any sum. */
static dgh_density_kind kind_of_field(const dgh_grid *head)
{
    bool own = head->title && strncmp(head->title, "dgh", 3) == 0;
    if (!own || strcmp(head->format, "vasp-chgcar") == 0)
        return DGH_DENSITY_NOTHING;
    return head->field == DGH_FIELD_POTENTIAL      ? DGH_DENSITY_POTENTIAL
           : head->field == DGH_FIELD_ELF          ? DGH_DENSITY_ELF
           : head->field == DGH_FIELD_SPIN_DENSITY ? DGH_DENSITY_SPIN
                                                   : DGH_DENSITY_NOTHING;
}

static void classify(const reading *r, dgh_density_file *file)
{
    int64_t plot_num;
    file->kind = dgh_density_kind_of_name(file->plain, file->format, &file->rank);
    for (size_t i = 0; i < r->n_named; i++)
        if (strcmp(r->named[i].plain, file->plain) == 0)
            file->kind = r->named[i].kind;
    if (!file->head)
        return;
    if (kind_of_field(file->head) != DGH_DENSITY_NOTHING)
        file->kind = kind_of_field(file->head);
    if (own_plot(file->head, &plot_num))
        file->kind = dgh_density_kind_of_plot(plot_num);
}

/* A POSCAR passes for a CHGCAR whose head is longer than what was looked at. */
static bool is_worth_a_word(const dgh_density_file *file, const dgh_error *why)
{
    return why->status != DGH_ERR_UNSUPPORTED &&
           (strcmp(file->format, "vasp-chgcar") != 0 || file->kind != DGH_DENSITY_UNNAMED);
}

static dgh_status read_heads(reading *r, dgh_error *err)
{
    dgh_grid_options options = DGH_GRID_OPTIONS_INIT;
    options.jobs = 1;
    if (r->io)
        options.io = *r->io;
    for (size_t i = 0; i < r->files->n; i++) {
        dgh_density_file *file = &r->files->items[i];
        dgh_error why = {0};
        bool filplot = strcmp(file->format, "qe-filplot") == 0;
        classify(r, file);
        if (file->kind == DGH_DENSITY_NOTHING && !filplot)
            continue;
        dgh_status status = dgh_grid_read_head(&file->head, file->path, &options, &why);
        if (status == DGH_ERR_NOMEM)
            return dgh_error_nomem(err);
        if (status == DGH_OK) {
            classify(r, file);
            continue;
        }
        if (is_worth_a_word(file, &why))
            dgh_findings_add(r->findings, DGH_WARNING, "density-unreadable",
                             (dgh_source){file->path, why.line}, "%s", why.message);
        else if (file->kind == DGH_DENSITY_VALENCE)
            dgh_findings_add(r->findings, DGH_NOTE, "density-unsupported",
                             (dgh_source){file->path, 0}, "%s", why.message);
        file->kind = DGH_DENSITY_NOTHING;
    }
    return DGH_OK;
}

static int by_kind(const void *a, const void *b)
{
    const dgh_density_file *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    int order = dgh_natural_compare(x->plain, y->plain);
    return order ? order : strcmp(x->path, y->path);
}

dgh_status dgh_density_files_read(dgh_density_files *out, const char *const *paths, size_t n_paths,
                                  const dgh_io_options *io, dgh_findings *findings, dgh_error *err)
{
    *out = (dgh_density_files){.arena = findings->arena};
    reading r = {.files = out, .io = io, .findings = findings};
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < n_paths && status == DGH_OK; i++)
        status = look_into(&r, paths[i], err);
    if (status == DGH_OK)
        status = read_heads(&r, err);
    if (status != DGH_OK)
        dgh_density_files_free(out);
    else if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_kind);
    return status;
}

void dgh_density_files_free(dgh_density_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        dgh_grid_free(files->items[i].head);
    files->items = NULL;
    files->n = 0;
}
