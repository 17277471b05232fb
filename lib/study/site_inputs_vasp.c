/* Inputs of VASP: POSCAR (https://www.vasp.at/wiki/POSCAR), what lies beside the slab, and a note
 * on the POTCAR, which is never made. */
#include "study/site_inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/format.h"
#include "base/text.h"
#include "dgh/read.h"
#include "record/build.h"

/* ---- POSCAR -----------------------------------------------------------------------------------
 */

/* A text in the arena that grows. */
typedef struct text {
    dgh_arena *arena;
    char *data;
    size_t size, capacity;
    bool failed;
} text;

static void print(text *t, const char *format, ...) DGH_PRINTF(2, 3);
static void print(text *t, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    const int n = dgh_vformat(line, sizeof line, format, arguments);
    va_end(arguments);
    const size_t length = n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    char *data = dgh_arena_grow(t->arena, t->data, &t->capacity, t->size, t->size + length + 1, 1);
    t->failed = t->failed || !data || n < 0;
    if (!data)
        return;
    t->data = data;
    memcpy(t->data + t->size, line, length);
    t->size += length;
}

typedef struct poscar {
    const dgh_structure *s;
    size_t n_species; /* with that of H */
    size_t h_species; /* behind whose atoms H comes */
    size_t *count;    /* [n_species] of the slab's atoms, without H */
    double *fraction; /* [n_atoms][3] */
    bool vasp_labels;
} poscar;

static bool prepare(poscar *p, dgh_inputs_work *w)
{
    const dgh_structure *s = &w->slab->structure;
    p->s = s;
    p->vasp_labels = w->slab->calculation->code == DGH_CODE_VASP;
    p->count = dgh_arena_alloc(w->arena, s->n_species + 1, sizeof *p->count);
    p->fraction = dgh_arena_alloc(w->arena, s->n_atoms, 3 * sizeof *p->fraction);
    if (!p->count || !p->fraction)
        return false;
    p->h_species = p->n_species = s->n_species;
    for (size_t i = 0; i < s->n_atoms; i++)
        p->count[s->species_of_atom[i]]++;
    for (size_t k = 0; k < s->n_species; k++)
        if (s->species[k].atomic_number == 1 && p->count[k])
            p->h_species = k;
    if (p->h_species == s->n_species)
        p->n_species++;
    return dgh_cell_to_fractional(s->cell_ang, s->position_ang, p->fraction, s->n_atoms);
}

static void print_head(text *t, const poscar *p, const dgh_slab_sites *slab)
{
    const dgh_structure *s = p->s;
    const char *comment = s->comment && *s->comment ? s->comment : slab->path;
    print(t, "%s\n   1.00000000000000\n", comment);
    for (int k = 0; k < 3; k++)
        print(t, "  %21.16f %21.16f %21.16f\n", s->cell_ang[k][0], s->cell_ang[k][1],
              s->cell_ang[k][2]);
    for (size_t k = 0; k < p->n_species; k++)
        if (k == s->n_species)
            print(t, "   H");
        else if (p->count[k])
            print(t, "   %s",
                  p->vasp_labels ? s->species[k].label
                                 : dgh_element_symbol(s->species[k].atomic_number));
    print(t, "\n");
    for (size_t k = 0; k < p->n_species; k++)
        if (k == s->n_species || p->count[k])
            print(t, " %5zu", (k == s->n_species ? 0 : p->count[k]) + (k == p->h_species));
    print(t, "\n%sDirect\n", s->is_free ? "Selective dynamics\n" : "");
}

static void print_atom(text *t, const double f[3], const bool *is_free, bool selective)
{
    print(t, "  %19.16f %19.16f %19.16f", f[0], f[1], f[2]);
    for (int k = 0; selective && k < 3; k++)
        print(t, "   %s", !is_free || is_free[k] ? "T" : "F");
    print(t, "\n");
}

static text spell_poscar(const poscar *p, const dgh_inputs_work *w, const dgh_surface_site *site)
{
    const dgh_structure *s = p->s;
    text t = {.arena = w->arena};
    double h[3];
    dgh_cell_to_fractional(s->cell_ang, site->position_ang, h, 1);
    for (int k = 0; k < 3; k++)
        h[k] -= floor(h[k] + 1e-9);
    print_head(&t, p, w->slab);
    for (size_t k = 0; k < p->n_species; k++) {
        for (size_t i = 0; k < s->n_species && i < s->n_atoms; i++)
            if (s->species_of_atom[i] == k)
                print_atom(&t, p->fraction + 3 * i, s->is_free ? s->is_free + 3 * i : NULL,
                           s->is_free != NULL);
        if (k == p->h_species)
            print_atom(&t, h, NULL, s->is_free != NULL);
    }
    return t;
}

/* ---- what lies beside -------------------------------------------------------------------------
 */

/* The file of that name beside the slab, packed or not; NULL if there is none. */
static const char *beside(const dgh_inputs_work *w, const char *name)
{
    static const char *const ENDINGS[] = {"", ".gz", ".xz", ".bz2", ".zst"};
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0]; i++) {
        struct stat st;
        const char *path = dgh_arena_printf(w->arena, "%s/%s%s", w->source_folder, name,
                                            ENDINGS[i]);
        if (path && stat(path, &st) == 0 && S_ISREG(st.st_mode))
            return path;
    }
    return NULL;
}

/* Whether a tag is set in an INCAR: at the front of a line or behind a semicolon. */
static bool sets(const char *data, size_t size, const char *tag)
{
    dgh_cursor cursor = dgh_cursor_make(data, size, "");
    dgh_slice line;
    while (dgh_cursor_line(&cursor, &line)) {
        bool at_front = true;
        for (size_t i = 0; i < line.size && !strchr("#!", line.data[i]); i++) {
            const dgh_slice rest = {line.data + i, line.size - i};
            if (at_front && dgh_slice_starts_nocase(rest, tag) && rest.size > strlen(tag) &&
                strchr(" \t=", rest.data[strlen(tag)]))
                return true;
            at_front = line.data[i] == ';' || (at_front && dgh_is_space(line.data[i]));
        }
    }
    return false;
}

static void look_at_incar(dgh_inputs_work *w, const char *path, const dgh_bytes *bytes)
{
    static const char *const PER_ATOM[] = {"MAGMOM", "LDAUL", "LDAUU",  "LDAUJ",
                                           "RWIGS",  "ROPT",  "VDW_R0", "VDW_C6"};
    const dgh_source source = {path, 0};
    dgh_calculation *c = NULL;
    for (size_t i = 0; i < sizeof PER_ATOM / sizeof PER_ATOM[0]; i++)
        if (sets(bytes->data, bytes->size, PER_ATOM[i]))
            dgh_findings_add(&w->findings, DGH_WARNING, "incar-per-atom", source,
                             "%s has values for each atom or species: add that of H", PER_ATOM[i]);
    if (dgh_read_buffer(&c, bytes->data, bytes->size, path, "vasp-incar", NULL) != DGH_OK)
        return;
    if ((c->max_ionic_steps.has && c->max_ionic_steps.value == 0) ||
        (c->ibrion.has && (c->ibrion.value < 1 || c->ibrion.value > 3)))
        dgh_findings_add(&w->findings, DGH_WARNING, "no-relaxation", source,
                         "H would not relax with this NSW and IBRION: the INCAR is that of the "
                         "slab");
    dgh_calculation_free(c);
}

static dgh_status copy_beside(dgh_inputs_work *w, const char *name, dgh_error *err)
{
    const char *path = beside(w, name);
    dgh_bytes bytes;
    if (!path) {
        dgh_findings_add(&w->findings, DGH_WARNING, "file-to-add", (dgh_source){0},
                         "no %s lies beside the slab: add one to each directory", name);
        return DGH_OK;
    }
    dgh_status status = dgh_io_read(&bytes, NULL, path, &w->options.io, err);
    if (status != DGH_OK)
        return status;
    const char *copy = dgh_arena_strndup(w->arena, bytes.data, bytes.size);
    bool good = copy != NULL;
    for (size_t i = 0; good && i < w->result.n_sites; i++)
        good = dgh_inputs_add(w, w->result.sites[i], name, copy, bytes.size);
    if (good && strcmp(name, "INCAR") == 0)
        look_at_incar(w, path, &bytes);
    dgh_bytes_free(&bytes);
    return good ? DGH_OK : dgh_error_nomem(err);
}

/* ---- POTCAR.order -----------------------------------------------------------------------------
 */

static const char *title_of(const dgh_calculation *c, const dgh_species *species)
{
    for (size_t i = 0; c && i < c->n_pseudopotentials; i++)
        if (c->pseudopotentials[i].atomic_number == species->atomic_number)
            return c->pseudopotentials[i].title;
    return NULL;
}

static dgh_status add_potcar_order(dgh_inputs_work *w, const poscar *p, dgh_error *err)
{
    const dgh_structure *s = p->s;
    const char *path = beside(w, "POTCAR");
    dgh_calculation *potcar = NULL;
    text t = {.arena = w->arena};
    bool good = true;
    if (path)
        (void)dgh_read_file(&potcar, path, &w->options.io, NULL);
    print(&t, "# POTCAR of this directory: these potentials one after the other, in this order.\n"
              "# dgh makes none: put the potential of H to those of the slab.\n");
    for (size_t k = 0; k < p->n_species; k++) {
        if (k < s->n_species && !p->count[k])
            continue;
        static const dgh_species H = {.label = "H", .atomic_number = 1};
        const dgh_species *species = k < s->n_species ? &s->species[k] : &H;
        const char *title = title_of(potcar, species);
        if (!title && p->vasp_labels)
            title = title_of(w->slab->calculation, species);
        print(&t, "%-2s  %s\n", dgh_element_symbol(species->atomic_number),
              title                                ? title
              : k < s->n_species && p->vasp_labels ? "as in the slab's run"
                                                   : "to be chosen, all of one set");
    }
    dgh_calculation_free(potcar);
    for (size_t i = 0; good && !t.failed && i < w->result.n_sites; i++)
        good = dgh_inputs_add(w, w->result.sites[i], "POTCAR.order", t.data, t.size);
    dgh_findings_add(&w->findings, DGH_NOTE, "potcar-to-add", (dgh_source){path, 0},
                     p->h_species < s->n_species
                         ? "each directory needs a POTCAR; that of the slab fits"
                     : path ? "each directory needs a POTCAR: that of the slab, which lacks H, and "
                              "behind it one of H (POTCAR.order)"
                            : "each directory needs a POTCAR (POTCAR.order)");
    return good && !t.failed ? DGH_OK : dgh_error_nomem(err);
}

/* ---- the whole --------------------------------------------------------------------------------
 */

/* VASP frees along lattice vectors, pw.x along x, y, z. */
static void compare_axes(dgh_inputs_work *w)
{
    const dgh_structure *s = &w->slab->structure;
    for (size_t i = 0; w->slab->calculation->code == DGH_CODE_QE && s->is_free && i < s->n_atoms;
         i++)
        if (s->is_free[3 * i] != s->is_free[3 * i + 1] ||
            s->is_free[3 * i] != s->is_free[3 * i + 2]) {
            dgh_findings_add(&w->findings, DGH_WARNING, "constraints-turned",
                             (dgh_source){w->slab->path, 0},
                             "atom %zu is fixed along some of x, y, z, and VASP fixes along the "
                             "lattice vectors: look at its flags",
                             i + 1);
            return;
        }
}

dgh_status dgh_inputs_make_vasp(dgh_inputs_work *w, dgh_error *err)
{
    poscar p = {0};
    if (!w->slab->structure.has_cell)
        return dgh_error_at(err, DGH_ERR_MISSING, w->slab->path, 0, 0,
                            "expected a structure with a cell, found one without");
    if (!prepare(&p, w))
        return dgh_error_nomem(err);
    compare_axes(w);
    for (size_t i = 0; i < w->result.n_sites; i++) {
        const size_t site = w->result.sites[i];
        text t = spell_poscar(&p, w, &w->slab->sites->sites[site]);
        if (t.failed || !dgh_inputs_add(w, site, "POSCAR", t.data, t.size))
            return dgh_error_nomem(err);
    }
    dgh_status status = copy_beside(w, "INCAR", err);
    if (status == DGH_OK)
        status = copy_beside(w, "KPOINTS", err);
    return status == DGH_OK ? add_potcar_order(w, &p, err) : status;
}
