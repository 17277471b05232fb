/* Which files of a directory belong to one run. A directory may hold several: OUTCAR.1 and OUTCAR,
 * scf.out and relax.out. The names decide, once the content has said what each file is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/merge.h"
#include "study/inside.h"
#include "vasp/verdict.h"

/* In the order in which the parts of a run are merged: the first is what the others complete. */
typedef enum part_kind {
    OUTCAR,
    VASPRUN,
    OSZICAR,
    STDOUT,
    PW_OUTPUT,
    SCHEMA,
    DYN,
    PH_OUTPUT,
    DYNMAT,
    PW_INPUT,
    INCAR,
    KPOINTS,
    POTCAR,
    POSCAR,
    CONTCAR,
    N_KINDS
} part_kind;

enum { NO_GROUP = -1 };

typedef struct part {
    dgh_study_file *file;
    part_kind kind;
    const char *tag; /* what its name has besides the name of its kind */
    long group;
} part;

typedef struct folder_parts {
    part *items;
    size_t n;
    long n_groups;
    dgh_findings *findings;
} folder_parts;

static part_kind kind_of(const dgh_study_file *file, const char *plain)
{
    static const struct {
        const char *format;
        part_kind kind;
    } KINDS[] = {{"vasp-outcar", OUTCAR},
                 {"vasp-vasprun", VASPRUN},
                 {"vasp-oszicar", OSZICAR},
                 {"vasp-stdout", STDOUT},
                 {"qe-pw-output", PW_OUTPUT},
                 {"qe-schema", SCHEMA},
                 {"qe-dyn", DYN},
                 {"qe-dyn-xml", DYN},
                 {"qe-ph-output", PH_OUTPUT},
                 {"qe-dynmat-output", DYNMAT},
                 {"qe-pw-input", PW_INPUT},
                 {"vasp-incar", INCAR},
                 {"vasp-kpoints", KPOINTS},
                 {"vasp-potcar", POTCAR}};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
        if (strcmp(KINDS[i].format, file->format) == 0)
            return KINDS[i].kind;
    if (strcmp(file->format, "vasp-poscar") == 0)
        return strstr(plain, "contcar") ? CONTCAR : POSCAR;
    return N_KINDS;
}

/* Takes the first of `words` out of `name` and the separators from what is left. */
static char *without(char *name, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        char *at = strstr(name, words[i]);
        if (!at)
            continue;
        size_t length = strlen(words[i]);
        memmove(at, at + length, strlen(at + length) + 1);
        break;
    }
    size_t n = strlen(name);
    while (n && strchr("._-+ ", name[n - 1]))
        name[--n] = '\0';
    while (*name && strchr("._-+ ", *name))
        name++;
    return name;
}

static const char *tag_of(char *plain, part_kind kind)
{
    static const char *const WORDS[] = {"vasprun.xml", "vasprun", "outcar",  "oszicar", "contcar",
                                        "poscar",      "incar",   "kpoints", "potcar",  NULL};
    static const char *const LOGS[] = {"vasp.out", "vasp.log", "stdout", "vasp",
                                       "log",      "out",      NULL};
    static const char *const ENDINGS[] = {".out", ".pwo", ".log", ".txt", ".in",
                                          ".pwi", ".inp", ".dyn", ".xml", NULL};
    if (kind == STDOUT)
        return without(plain, LOGS);
    if (kind <= OSZICAR || kind >= INCAR)
        return without(plain, WORDS);
    size_t n = strlen(plain);
    for (size_t i = 0; ENDINGS[i]; i++) {
        size_t length = strlen(ENDINGS[i]);
        if (n > length && strcmp(plain + n - length, ENDINGS[i]) == 0) {
            plain[n - length] = '\0';
            break;
        }
    }
    return plain;
}

static part *member(const folder_parts *f, long group, part_kind kind)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].group == group && f->items[i].kind == kind)
            return &f->items[i];
    return NULL;
}

/* The group of the VASP run with this tag, NO_GROUP = none yet. */
static long vasp_group(const folder_parts *f, const char *tag)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].group != NO_GROUP && f->items[i].kind <= STDOUT &&
            strcmp(f->items[i].tag, tag) == 0)
            return f->items[i].group;
    return NO_GROUP;
}

/* Puts a part into a group unless there is one of its kind already. */
static void join(folder_parts *f, part *p, long group)
{
    part *other = member(f, group, p->kind);
    if (!other) {
        p->group = group;
        return;
    }
    dgh_findings_add(f->findings, DGH_NOTE, "file-left-out", (dgh_source){p->file->path, 0},
                     "%s: left out, because %s is the same kind of file of the same run",
                     p->file->path, other->file->path);
}

/* Whether inputs were kept under this tag too: POSCAR.1 beside vasp.log.1. */
static bool has_inputs(const folder_parts *f, const char *tag)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].kind >= INCAR && f->items[i].kind < N_KINDS &&
            strcmp(f->items[i].tag, tag) == 0)
            return true;
    return false;
}

static void group_vasp_outputs(folder_parts *f)
{
    for (size_t i = 0; i < f->n; i++) {
        part *p = &f->items[i];
        if (p->kind > OSZICAR)
            continue;
        long group = vasp_group(f, p->tag);
        if (group == NO_GROUP || member(f, group, p->kind))
            group = f->n_groups++;
        p->group = group;
    }
}

/* The program's own output: job.o123456 or vasp.log is of the run that has no tag. Of several that
 * without a tag counts (vasp.log, after vasp.log.1 was moved out of its way), else the last in
 * natural order, as the later job overwrote the other files. */
static void group_vasp_logs(folder_parts *f, bool tagged)
{
    for (size_t k = f->n; k-- > 0;) {
        part *p = &f->items[k];
        if (p->kind != STDOUT || p->group != NO_GROUP || (*p->tag != '\0') != tagged)
            continue;
        long group = vasp_group(f, p->tag);
        if (group == NO_GROUP && *p->tag && has_inputs(f, p->tag)) {
            p->group = f->n_groups++;
            continue;
        }
        if (group == NO_GROUP)
            group = vasp_group(f, "");
        if (group == NO_GROUP && f->n_groups == 1 && !member(f, 0, STDOUT))
            group = 0;
        if (group == NO_GROUP) {
            group = f->n_groups++;
            p->tag = "";
        }
        join(f, p, group);
    }
}

static void group_vasp_inputs(folder_parts *f)
{
    long last = f->n_groups - 1, untagged = vasp_group(f, "");
    if (untagged == NO_GROUP && last == 0)
        untagged = 0;
    for (size_t i = 0; i < f->n; i++) {
        part *p = &f->items[i];
        if (p->kind < INCAR || p->kind > CONTCAR)
            continue;
        bool geometry = p->kind == POSCAR || p->kind == CONTCAR;
        long group = *p->tag ? vasp_group(f, p->tag) : untagged;
        if (group == NO_GROUP && !*p->tag && !geometry && last >= 0)
            group = last;
        if (group == NO_GROUP && f->n_groups == 0 && !*p->tag && p->kind == POSCAR)
            group = f->n_groups++; /* nothing was run here, or its output is gone */
        if (group != NO_GROUP)
            join(f, p, group);
    }
    if (last >= 0 || f->n_groups == 0)
        return;
    for (size_t i = 0; i < f->n; i++) /* the inputs that stand before POSCAR in the alphabet */
        if (f->items[i].kind >= INCAR && !*f->items[i].tag && f->items[i].group == NO_GROUP)
            join(f, &f->items[i], f->n_groups - 1);
}

static size_t count_kind(const folder_parts *f, part_kind kind, part **only)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].kind == kind) {
            *only = &f->items[i];
            n++;
        }
    return n;
}

static bool same_energy(const dgh_calculation *a, const dgh_calculation *b)
{
    dgh_real x = dgh_calculation_energy(a, DGH_ENERGY_FREE);
    dgh_real y = dgh_calculation_energy(b, DGH_ENERGY_FREE);
    return x.has && y.has && fabs(x.value - y.value) < 1e-4;
}

static void group_pw(folder_parts *f)
{
    part *only = NULL, *only_input = NULL;
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].kind == PW_OUTPUT)
            f->items[i].group = f->n_groups++;
    size_t n_outputs = count_kind(f, PW_OUTPUT, &only);
    size_t n_inputs = count_kind(f, PW_INPUT, &only_input);
    for (size_t i = 0; i < f->n; i++) {
        part *p = &f->items[i];
        if (p->kind != PW_INPUT && p->kind != SCHEMA)
            continue;
        for (size_t k = 0; k < f->n && p->group == NO_GROUP; k++) {
            const part *o = &f->items[k];
            if (o->kind != PW_OUTPUT)
                continue;
            bool fits = p->kind == PW_INPUT
                            ? strcmp(p->tag, o->tag) == 0 || (n_outputs == 1 && n_inputs == 1)
                            : same_energy(p->file->calculation, o->file->calculation);
            if (fits && !member(f, o->group, p->kind))
                p->group = o->group;
        }
        if (p->group == NO_GROUP && n_outputs == 0)
            p->group = f->n_groups++;
        if (p->group == NO_GROUP && p->kind == SCHEMA)
            dgh_findings_add(f->findings, DGH_NOTE, "file-left-out", (dgh_source){p->file->path, 0},
                             "%s: left out, because its energy is that of no pw.x output beside it",
                             p->file->path);
    }
}

/* ph.x: the dynamical matrix, the output that computed it, and dynmat.x, which says nothing new
 * where the matrix itself is there (and diagonalises blocks that were never computed). */
static void group_ph(folder_parts *f)
{
    part *only = NULL;
    size_t n_dyn = count_kind(f, DYN, &only);
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].kind == DYN)
            f->items[i].group = f->n_groups++;
    for (size_t i = 0; i < f->n; i++) {
        part *p = &f->items[i];
        if (p->kind == PH_OUTPUT) {
            if (n_dyn == 0)
                p->group = f->n_groups++;
            else if (n_dyn == 1)
                join(f, p, only->group);
        }
        if (p->kind == DYNMAT && n_dyn == 0) {
            part *ph = NULL;
            if (count_kind(f, PH_OUTPUT, &ph) == 1)
                join(f, p, ph->group);
            else
                p->group = f->n_groups++;
        }
    }
}

/* CONTCAR holds where the atoms ended, not where they began. */
static void take_final_geometry(dgh_calculation *into, dgh_calculation *contcar)
{
    const dgh_structure *s = &contcar->structure;
    bool fits = !into->structure.n_atoms || into->structure.n_atoms == s->n_atoms;
    bool takes = fits && s->position_ang && s->has_cell && !into->has_final_positions;
    if (takes) {
        if (!into->structure.n_atoms)
            into->structure = *s;
        into->has_final_positions = into->has_final_cell = true;
        into->final_position_ang = s->position_ang;
        memcpy(into->final_cell_ang, s->cell_ang, sizeof s->cell_ang);
        dgh_arena *from = contcar->arena;
        dgh_arena_adopt(into->arena, from);
    } else {
        dgh_calculation_free(contcar);
    }
}

/* A POSCAR of VASP 4 names no elements; POTCAR lists them in the same order. */
static void name_species(dgh_calculation *c)
{
    const dgh_structure *s = &c->structure;
    dgh_species *own = (dgh_species *)(uintptr_t)s->species; /* in the record's own arena */
    for (size_t i = 0; s->n_species == c->n_pseudopotentials && i < s->n_species; i++)
        if (own[i].atomic_number == 0)
            own[i].atomic_number = c->pseudopotentials[i].atomic_number;
}

static dgh_status merge_group(dgh_calculation **out, const part **main_part, folder_parts *f,
                              long group, dgh_error *err)
{
    *out = NULL;
    *main_part = NULL;
    for (int kind = 0; kind < N_KINDS; kind++) {
        part *p = member(f, group, (part_kind)kind);
        if (!p)
            continue;
        dgh_calculation *c = p->file->calculation;
        p->file->calculation = NULL;
        if (!*out) {
            *out = c;
            *main_part = p;
            continue;
        }
        if (kind == CONTCAR) {
            take_final_geometry(*out, c);
            continue;
        }
        dgh_error problem = {0};
        dgh_status status = dgh_calculation_merge(*out, c, &problem);
        if (status == DGH_ERR_NOMEM) {
            dgh_calculation_free(*out);
            *out = NULL;
            return dgh_error_nomem(err);
        }
        if (status != DGH_OK)
            dgh_findings_add(f->findings, DGH_WARNING, "file-left-out",
                             (dgh_source){p->file->path, 0}, "%s: left out: %s", p->file->path,
                             problem.message);
    }
    if (!*out)
        return DGH_OK;
    name_species(*out);
    /* standard output and OSZICAR are judged by the limits that INCAR has brought */
    if (dgh_vasp_rejudge(*out))
        return DGH_OK;
    dgh_calculation_free(*out);
    *out = NULL;
    return dgh_error_nomem(err);
}

/* A POSCAR alone in a directory of POTCAR, KPOINTS... is an input; those alone are not even that.
 */
static bool is_worth_a_run(const folder_parts *f, long group)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].group == group && (f->items[i].kind < INCAR || f->items[i].kind >= POSCAR))
            return true;
    return false;
}

static dgh_status add_run(dgh_found_runs *out, folder_parts *f, long group, bool alone,
                          dgh_error *err)
{
    const part *main_part;
    dgh_calculation *c;
    dgh_status status = merge_group(&c, &main_part, f, group, err);
    if (status != DGH_OK || !c)
        return status;
    if (out->n == out->capacity) {
        size_t capacity = out->capacity ? 2 * out->capacity : 32;
        dgh_found_run *moved = realloc(out->items, capacity * sizeof *moved);
        if (!moved) {
            dgh_calculation_free(c);
            return dgh_error_nomem(err);
        }
        out->items = moved;
        out->capacity = capacity;
    }
    const dgh_study_file *file = main_part->file;
    const char *path = alone ? file->folder : file->path;
    const char *own = dgh_arena_strdup(c->arena, path);
    if (own && c->n_files > 1)
        c->path = own;
    out->items[out->n++] = (dgh_found_run){path, file->folder, alone ? "" : main_part->tag, c};
    return own ? DGH_OK : dgh_error_nomem(err);
}

static dgh_status assemble_folder(dgh_found_runs *out, dgh_study_file *files, size_t n,
                                  dgh_findings *findings, dgh_error *err)
{
    folder_parts f = {calloc(n, sizeof *f.items), n, 0, findings};
    dgh_status status = f.items ? DGH_OK : dgh_error_nomem(err);
    for (size_t i = 0; i < n && status == DGH_OK; i++) {
        char *plain = dgh_plain_name(findings->arena, files[i].base);
        if (!plain) {
            status = dgh_error_nomem(err);
            break;
        }
        part_kind kind = kind_of(&files[i], plain);
        f.items[i] = (part){&files[i], kind, tag_of(plain, kind), NO_GROUP};
    }
    if (status == DGH_OK) {
        group_vasp_outputs(&f);
        group_vasp_logs(&f, false);
        group_vasp_logs(&f, true);
        group_vasp_inputs(&f);
        group_pw(&f);
        group_ph(&f);
    }
    long n_worth = 0;
    for (long g = 0; g < f.n_groups; g++)
        n_worth += is_worth_a_run(&f, g);
    for (long g = 0; g < f.n_groups && status == DGH_OK; g++)
        if (is_worth_a_run(&f, g))
            status = add_run(out, &f, g, n_worth == 1, err);
    free(f.items);
    return status;
}

/* An XML in outdir/X.save counts for the directory above outdir where no pw.x output stands
 * beside it and one stands there. */
static void lift_schemas(dgh_study_files *files, dgh_arena *arena)
{
    for (size_t i = 0; i < files->n; i++) {
        dgh_study_file *x = &files->items[i];
        if (strcmp(x->format, "qe-schema") != 0 || !strstr(x->path, ".save/"))
            continue;
        char *above = dgh_path_folder(arena, x->folder);
        bool beside = false, is_above = false;
        for (size_t k = 0; above && k < files->n; k++) {
            const dgh_study_file *o = &files->items[k];
            if (strcmp(o->format, "qe-pw-output") != 0)
                continue;
            beside |= strcmp(o->folder, x->folder) == 0;
            is_above |= strcmp(o->folder, above) == 0;
        }
        if (!beside && is_above)
            x->folder = above;
    }
}

static int by_path(const void *a, const void *b)
{
    return dgh_natural_compare(((const dgh_found_run *)a)->path, ((const dgh_found_run *)b)->path);
}

dgh_status dgh_study_assemble(dgh_found_runs *out, dgh_study_files *files, dgh_findings *findings,
                              dgh_error *err)
{
    *out = (dgh_found_runs){0};
    lift_schemas(files, findings->arena);
    dgh_study_files_sort(files);
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < files->n && status == DGH_OK;) {
        size_t n = 1;
        while (i + n < files->n && strcmp(files->items[i].folder, files->items[i + n].folder) == 0)
            n++;
        status = assemble_folder(out, &files->items[i], n, findings, err);
        i += n;
    }
    if (status != DGH_OK)
        dgh_found_runs_free(out);
    else
        dgh_found_runs_sort(out);
    return status;
}

void dgh_found_runs_sort(dgh_found_runs *runs)
{
    if (runs->n)
        qsort(runs->items, runs->n, sizeof *runs->items, by_path);
}

void dgh_found_runs_free(dgh_found_runs *runs)
{
    for (size_t i = 0; i < runs->n; i++)
        dgh_calculation_free(runs->items[i].calculation);
    free(runs->items);
    *runs = (dgh_found_runs){0};
}
