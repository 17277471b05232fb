/* The lines of one directory: its runs, and what else counts of it. */
#include <stdlib.h>
#include <string.h>

#include "record/record_json.h"
#include "study/records_inside.h"

const char *dgh_found_by_name(dgh_found_by stage)
{
    static const char *const NAMES[] = {"walk", "file", "folder"};
    return NAMES[stage];
}

bool dgh_lines_add(dgh_lines *lines, const char *text, size_t size)
{
    if (size > lines->capacity - lines->size) {
        size_t capacity = lines->capacity ? lines->capacity : 4096;
        while (capacity - lines->size < size) {
            if (capacity > SIZE_MAX / 2)
                return false;
            capacity *= 2;
        }
        char *moved = realloc(lines->data, capacity);
        if (!moved)
            return false;
        lines->data = moved;
        lines->capacity = capacity;
    }
    memcpy(lines->data + lines->size, text, size);
    lines->size += size;
    return true;
}

void dgh_lines_free(dgh_lines *lines)
{
    free(lines->data);
    *lines = (dgh_lines){0};
}

static dgh_json *line_begin(dgh_json_builder *b, const char *schema, const char *tree,
                            const char *unit)
{
    dgh_json *root = dgh_json_add_object(b, NULL, NULL);
    dgh_json_add_text(b, root, "schema", schema);
    dgh_json_add_integer(b, root, "schema_version", DGH_RECORDS_SCHEMA_VERSION);
    dgh_json_add_text(b, root, "dgh_version", dgh_version());
    dgh_json_add_bytes(b, root, "tree", tree);
    dgh_json_add_bytes(b, root, "unit", unit);
    return root;
}

/* Writes the line, frees its root. */
static dgh_status line_end(dgh_lines *out, dgh_json_builder *b, dgh_json *root, dgh_error *err)
{
    char *text;
    dgh_status status = dgh_json_write_line(&text, b, root, err);
    dgh_json_free(root);
    if (status != DGH_OK)
        return status;
    bool added = dgh_lines_add(out, text, strlen(text));
    free(text);
    out->n_lines++;
    return added ? DGH_OK : dgh_error_nomem(err);
}

/* ---- files ----------------------------------------------------------------------------------- */

typedef struct unit_file {
    const dgh_walk_file *file;
    dgh_file_identity identity; /* sha256 of those that were read */
    bool told;                  /* by a run's line */
} unit_file;

typedef struct unit_reading {
    const dgh_unit *unit;
    dgh_arena *arena;
    dgh_walk walk; /* its files */
    unit_file *files;
    dgh_study_files read;
    dgh_found_runs found;
    dgh_findings findings;
    size_t n_of_files; /* the first findings are of files, the others of the folder */
} unit_reading;

/* The hash is of what was read only if the file is the same before and after; without one the
 * record does not hold the next time. */
static void identify(unit_file *f, bool was_read)
{
    dgh_file_identity now;
    f->identity = (dgh_file_identity){.size_bytes = f->file->size, .mtime_ns = f->file->mtime_ns};
    if (was_read && dgh_io_identify(&now, f->file->path, NULL) == DGH_OK &&
        now.size_bytes == f->file->size && now.mtime_ns == f->file->mtime_ns)
        f->identity = now;
}

static unit_file *file_named(const unit_reading *u, const char *path)
{
    for (size_t i = 0; i < u->walk.n_files; i++)
        if (strcmp(u->files[i].file->path, path) == 0)
            return &u->files[i];
    return NULL;
}

static void add_file(dgh_json_builder *b, dgh_json *array, const unit_file *f)
{
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_bytes(b, o, "path", f->file->path);
    dgh_json_add_integer(b, o, "size_bytes", (int64_t)f->identity.size_bytes);
    dgh_json_add_integer(b, o, "mtime_ns", f->identity.mtime_ns);
    if (*f->identity.sha256)
        dgh_json_add_text(b, o, "sha256", f->identity.sha256);
}

/* ---- findings -------------------------------------------------------------------------------- */

static void add_finding(dgh_json_builder *b, dgh_json *array, const dgh_diagnostic *d,
                        dgh_found_by stage)
{
    dgh_json *o = dgh_json_add_object(b, array, NULL);
    dgh_json_add_text(b, o, "found_by", dgh_found_by_name(stage));
    dgh_json_add_text(b, o, "severity", dgh_severity_name(d->severity));
    dgh_json_add_text(b, o, "code", d->code);
    dgh_json_add_bytes(b, o, "message", d->message);
    dgh_json_add_bytes(b, o, "path", d->source.path);
    if (d->source.line)
        dgh_json_add_integer(b, o, "line", (int64_t)d->source.line);
}

dgh_status dgh_records_of_problem(dgh_lines *out, const char *tree, const dgh_diagnostic *problem,
                                  dgh_error *err)
{
    dgh_json_builder b = {0};
    dgh_json *root = line_begin(&b, DGH_FOLDER_SCHEMA, tree, problem->source.path);
    dgh_json_add_array(&b, root, "files");
    add_finding(&b, dgh_json_add_array(&b, root, "findings"), problem, DGH_FOUND_BY_WALK);
    return line_end(out, &b, root, err);
}

/* ---- runs ------------------------------------------------------------------------------------ */

static dgh_status write_run(dgh_lines *out, unit_reading *u, const dgh_found_run *run,
                            dgh_error *err)
{
    dgh_json_builder b = {0};
    const dgh_calculation *c = run->calculation;
    dgh_json *root = line_begin(&b, DGH_RECORD_SCHEMA, u->unit->tree, u->unit->path);
    dgh_json_add_bytes(&b, root, "path", run->path);
    dgh_json_add_bytes(&b, root, "folder", run->folder);
    dgh_json_add_bytes(&b, root, "name", run->name);
    dgh_json *files = dgh_json_add_array(&b, root, "files");
    for (size_t i = 0; i < c->n_files; i++) {
        unit_file *f = file_named(u, c->files[i]);
        if (f && !f->told)
            add_file(&b, files, f);
        if (f)
            f->told = true;
    }
    dgh_calculation_add_json(&b, root, "calculation", c);
    out->n_runs++;
    return line_end(out, &b, root, err);
}

/* Files beside the runs, which may be densities, or become runs when they change. */
static dgh_status write_folder(dgh_lines *out, const unit_reading *u, dgh_error *err)
{
    dgh_json_builder b = {0};
    size_t n_left = 0;
    for (size_t i = 0; i < u->walk.n_files; i++)
        n_left += !u->files[i].told;
    if (n_left == 0 && u->findings.n == 0)
        return DGH_OK;
    dgh_json *root = line_begin(&b, DGH_FOLDER_SCHEMA, u->unit->tree, u->unit->path);
    dgh_json *files = dgh_json_add_array(&b, root, "files");
    for (size_t i = 0; i < u->walk.n_files; i++)
        if (!u->files[i].told)
            add_file(&b, files, &u->files[i]);
    dgh_json *findings = dgh_json_add_array(&b, root, "findings");
    for (size_t i = 0; i < u->findings.n; i++)
        add_finding(&b, findings, &u->findings.items[i],
                    i < u->n_of_files ? DGH_FOUND_IN_FILE : DGH_FOUND_IN_FOLDER);
    return line_end(out, &b, root, err);
}

static dgh_status read_unit(unit_reading *u, const dgh_io_options *io, dgh_error *err)
{
    dgh_study_options options;
    dgh_study_options_init(&options);
    options.jobs = 1; /* many units are read at once */
    options.io = *io;
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < u->unit->n_files && status == DGH_OK; i++)
        status = dgh_walk_add(&u->walk, u->unit->files[i]->path, u->unit->files[i]->size, err);
    if (status == DGH_OK)
        status = dgh_study_read_files(&u->read, &u->walk, &options, &u->findings, err);
    u->n_of_files = u->findings.n;
    if (status == DGH_OK)
        status = dgh_study_assemble(&u->found, &u->read, &u->findings, err);
    return status == DGH_OK && u->findings.failed ? dgh_error_nomem(err) : status;
}

dgh_status dgh_records_of_unit(dgh_lines *out, const dgh_unit *unit, const dgh_io_options *io,
                               dgh_error *err)
{
    unit_reading u = {.unit = unit, .arena = dgh_arena_create()};
    if (!u.arena)
        return dgh_error_nomem(err);
    u.walk.arena = u.findings.arena = u.arena;
    u.files = dgh_arena_alloc(u.arena, unit->n_files + 1, sizeof *u.files);
    dgh_status status = u.files ? read_unit(&u, io, err) : dgh_error_nomem(err);
    for (size_t i = 0; i < unit->n_files && status == DGH_OK; i++) {
        u.files[i].file = unit->files[i];
        identify(&u.files[i], u.walk.files[i].taken);
    }
    for (size_t i = 0; i < u.found.n && status == DGH_OK; i++)
        status = write_run(out, &u, &u.found.items[i], err);
    if (status == DGH_OK)
        status = write_folder(out, &u, err);
    dgh_found_runs_free(&u.found);
    dgh_study_files_free(&u.read);
    dgh_arena_free(u.arena);
    return status;
}
