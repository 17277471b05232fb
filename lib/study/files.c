/* Which files of a tree are calculations: by what they hold. Names only say which files are not
 * worth a look, and which deserve a warning when they hold something else. */
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include "base/text.h"
#include "dgh/read.h"
#include "io/walk.h"
#include "study/inside.h"

enum { PEEK_BYTES = 64 << 10 };

typedef struct slot {
    dgh_calculation *calculation;
    const char *format;
    dgh_severity severity;
    const char *code; /* NULL = nothing to report */
    char *message;    /* malloc'ed */
    bool no_memory;
} slot;

static bool contains(const char *name, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

static bool begins(const char *name, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strncmp(name, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Large files that programs write beside the ones that matter. XDATCAR and the charge files begin
 * like a POSCAR. */
bool dgh_study_is_dull(const char *name)
{
    static const char *const BEGIN[] = {"wavecar",       "chgcar",   "chg.",   "aeccar", "procar",
                                        "doscar",        "eigenval", "locpot", "elfcar", "parchg",
                                        "xdatcar",       "ibzkpt",   "pcdat",  "report", "vaspout",
                                        "wavefunctions", NULL};
    static const char *const WITHIN[] = {".upf", ".wfc", ".hdf5", ".cube", ".xsf", ".png",
                                         ".pdf", ".svg", ".igk",  ".mix",  NULL};
    return strcmp(name, "chg") == 0 || begins(name, BEGIN) || contains(name, WITHIN);
}

/* A name that promises a calculation. */
static bool is_telling(const char *name)
{
    static const char *const WORDS[] = {"outcar",  "vasprun", "oszicar",          "poscar",
                                        "contcar", ".pwo",    "data-file-schema", NULL};
    return contains(name, WORDS);
}

/* Free text is what its name says, or any text at all would be an INCAR. */
static bool name_allows(const char *format, const char *name)
{
    static const char *const POSCARS[] = {"poscar", "contcar", NULL};
    if (strcmp(format, "vasp-incar") == 0)
        return strstr(name, "incar") != NULL;
    if (strcmp(format, "vasp-kpoints") == 0)
        return strstr(name, "kpoints") != NULL;
    if (strcmp(format, "vasp-potcar") == 0)
        return strstr(name, "potcar") != NULL;
    if (strcmp(format, "vasp-poscar") == 0)
        return contains(name, POSCARS);
    if (strcmp(format, "xyz") == 0)
        return false; /* no calculation */
    return strcmp(format, "vasp-xdatcar") != 0;
}

static void report(slot *s, dgh_severity severity, const char *code, const char *path,
                   const char *message)
{
    size_t length = strlen(path), room = length + strlen(message) + 3;
    bool names_path = strncmp(message, path, length) == 0;
    s->message = malloc(room);
    if (!s->message) {
        s->no_memory = true;
        return;
    }
    s->code = code;
    s->severity = severity;
    *s->message = '\0';
    if (!names_path)
        strcat(strcpy(s->message, path), ": ");
    strcat(s->message, message);
}

static void report_error(slot *s, const char *code, const char *path, const dgh_error *err)
{
    if (err->status == DGH_ERR_NOMEM)
        s->no_memory = true;
    else
        report(s, DGH_WARNING, code, path, err->message);
}

static void report_unrecognised(slot *s, const dgh_bytes *head, const char *path)
{
    char excerpt[96], message[256] = "named like a calculation, but holds ";
    if (head->size == 0) {
        report(s, DGH_WARNING, "empty-file", path, "expected a calculation, found an empty file");
        return;
    }
    size_t line = 0;
    while (line < head->size && line < 60 && head->data[line] != '\n')
        line++;
    dgh_slice_excerpt((dgh_slice){head->data, line}, excerpt, 64);
    strncat(message, excerpt, sizeof message - strlen(message) - 1);
    report(s, DGH_WARNING, "unrecognised-file", path, message);
}

static void read_slot(slot *s, const dgh_walk_file *file, const char *name,
                      const dgh_io_options *io)
{
    dgh_error err = {0};
    dgh_bytes bytes = {0};
    bool complete = false, truncated = false;
    if (dgh_study_is_dull(name) || (file->size == 0 && !is_telling(name)))
        return;
    if (dgh_io_peek(&bytes, &complete, file->path, PEEK_BYTES, &err) != DGH_OK) {
        report_error(s, "unreadable-file", file->path, &err);
        return;
    }
    const char *format = dgh_read_recognise(bytes.data, bytes.size, file->path);
    if (!format || !name_allows(format, name)) {
        if (is_telling(name))
            report_unrecognised(s, &bytes, file->path);
        goto cleanup;
    }
    if (!complete) {
        dgh_bytes_free(&bytes);
        if (dgh_io_read(&bytes, &truncated, file->path, io, &err) != DGH_OK) {
            report_error(s, "unreadable-file", file->path, &err);
            goto cleanup;
        }
    }
    s->format = format;
    if (dgh_read_buffer(&s->calculation, bytes.data, bytes.size, file->path, format, &err) !=
        DGH_OK)
        report_error(s, "unreadable-file", file->path, &err);
    else if (truncated)
        report(s, DGH_WARNING, "compressed-file-cut", file->path,
               "the compressed file is cut short or damaged; what came before was read");
cleanup:
    dgh_bytes_free(&bytes);
}

static int by_folder(const void *a, const void *b)
{
    const dgh_study_file *x = a, *y = b;
    int order = strcmp(x->folder, y->folder);
    if (order == 0)
        order = dgh_natural_compare(x->base, y->base);
    return order ? order : strcmp(x->path, y->path);
}

void dgh_study_files_sort(dgh_study_files *files)
{
    if (files->n)
        qsort(files->items, files->n, sizeof *files->items, by_folder);
}

/* pw.x writes PREFIX.save/data-file-schema.xml under its outdir: it counts for the directory above
 * PREFIX.save. */
static char *home_folder(dgh_arena *arena, const char *path)
{
    char *folder = dgh_path_folder(arena, path);
    if (!folder)
        return NULL;
    size_t length = strlen(folder);
    if (length > 5 && strcmp(folder + length - 5, ".save") == 0)
        return dgh_path_folder(arena, folder);
    return folder;
}

static dgh_status collect(dgh_study_files *out, slot *slots, dgh_walk *walk, dgh_findings *findings,
                          dgh_error *err)
{
    out->items = calloc(walk->n_files + 1, sizeof *out->items);
    if (!out->items)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < walk->n_files; i++) {
        slot *s = &slots[i];
        if (s->no_memory)
            return dgh_error_nomem(err);
        const char *path = dgh_arena_strdup(findings->arena, walk->files[i].path);
        if (s->code)
            dgh_findings_add(findings, s->severity, s->code, (dgh_source){path, 0}, "%s",
                             s->message);
        if (!s->calculation)
            continue;
        char *folder = path ? home_folder(findings->arena, path) : NULL;
        if (!folder)
            return dgh_error_nomem(err);
        out->items[out->n++] = (dgh_study_file){path, folder, dgh_path_base(path), s->format,
                                                s->calculation};
        walk->files[i].taken = true;
        s->calculation = NULL;
    }
    dgh_study_files_sort(out);
    return DGH_OK;
}

dgh_status dgh_study_read_files(dgh_study_files *out, dgh_walk *walk,
                                const dgh_study_options *options, dgh_findings *findings,
                                dgh_error *err)
{
    *out = (dgh_study_files){0};
    slot *slots = calloc(walk->n_files + 1, sizeof *slots);
    char **names = calloc(walk->n_files + 1, sizeof *names);
    dgh_status status = slots && names ? DGH_OK : dgh_error_nomem(err);
    for (size_t i = 0; i < walk->n_files && status == DGH_OK; i++) {
        names[i] = dgh_plain_name(findings->arena, dgh_path_base(walk->files[i].path));
        if (!names[i])
            status = dgh_error_nomem(err);
    }
    bool cancelled = false;
    size_t done = 0;
    int jobs = options->jobs > 0 ? options->jobs : omp_get_num_procs();
    if (status == DGH_OK) {
#pragma omp parallel for schedule(dynamic, 4) num_threads(jobs)
        for (size_t i = 0; i < walk->n_files; i++) {
            bool stop;
#pragma omp atomic read
            stop = cancelled;
            if (stop)
                continue;
            read_slot(&slots[i], &walk->files[i], names[i], &options->io);
            size_t now;
#pragma omp atomic capture
            now = ++done;
            if (omp_get_thread_num() == 0 && options->progress &&
                !options->progress(options->progress_user, "reading", now, walk->n_files)) {
#pragma omp atomic write
                cancelled = true;
            }
        }
        status = cancelled ? dgh_error_set(err, DGH_ERR_CANCELLED, "stopped by the caller")
                           : collect(out, slots, walk, findings, err);
    }
    for (size_t i = 0; slots && i < walk->n_files; i++) {
        dgh_calculation_free(slots[i].calculation);
        free(slots[i].message);
    }
    free(slots);
    free(names);
    if (status != DGH_OK)
        dgh_study_files_free(out);
    return status;
}

void dgh_study_files_free(dgh_study_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        dgh_calculation_free(files->items[i].calculation);
    free(files->items);
    *files = (dgh_study_files){0};
}
