/* What stands before the first <calculation>: generator, <incar>, <kpoints>, <parameters>,
 * <atominfo>. */
#include <math.h>

#include "vasp/vasprun.h"

static dgh_slice own(dgh_vasprun *r, dgh_slice s)
{
    char *copy = dgh_arena_strndup(r->b.arena, s.data, s.size);
    return (dgh_slice){copy, copy ? s.size : 0};
}

bool dgh_vasprun_generator_item(dgh_vasprun *r)
{
    dgh_slice text = dgh_vasprun_text(r);
    dgh_calculation *c = r->b.calculation;
    dgh_source source = {r->b.path, r->leaf_line};
    if (strcmp(r->leaf_name, "version") == 0 && !r->has_version) {
        dgh_slice rest = text;
        for (int k = 0; k < 3; k++) { /* 5.4.4.18Apr17-6-g9f103f2a35 */
            size_t part;
            if (!rest.size || !dgh_is_digit(rest.data[0]) || !dgh_slice_size(&rest, 1000, &part))
                break;
            r->version[k] = (unsigned)part;
            r->has_version = true;
            if (!rest.size || rest.data[0] != '.')
                break;
            rest = (dgh_slice){rest.data + 1, rest.size - 1};
        }
        if (!r->has_version)
            return true;
        c->code_version.value = dgh_arena_printf(r->b.arena, "%u.%u.%u", r->version[0],
                                                 r->version[1], r->version[2]);
        c->code_version.source = source;
        return c->code_version.value != NULL;
    }
    if (strcmp(r->leaf_name, "date") == 0) {
        r->date = (dgh_text){own(r, text).data, source};
        return r->date.value != NULL;
    }
    if (strcmp(r->leaf_name, "time") == 0 && r->date.value) {
        c->started.value = dgh_arena_printf(r->b.arena, "%s %.*s", r->date.value,
                                            (int)(text.size < 40 ? text.size : 40), text.data);
        c->started.source = r->date.source;
        return c->started.value != NULL;
    }
    return true;
}

/* The value without the comment that old versions copy from INCAR: "PE   ! PBEsol". */
static dgh_slice without_comment(dgh_slice value)
{
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] == '!' || value.data[i] == '#')
            value.size = i;
    return dgh_slice_trim(value);
}

/* <incar> is what the user wrote, <parameters> what VASP made of it (in one public file EDIFF is
 * 1e-6 there and 5e-5 here, and the run stops at the latter); only these two say less there. Of
 * equal names the first counts: a second NELM in <parameters> belongs to the response functions. */
static bool parameters_win(dgh_vasp_tag_id id)
{
    return id != DGH_VASP_TAG_LREAL && id != DGH_VASP_TAG_PREC;
}

bool dgh_vasprun_tag_item(dgh_vasprun *r)
{
    const char *name = r->leaf_name;
    dgh_slice value = without_comment(dgh_vasprun_text(r));
    if (strcmp(name, "ENMAX") == 0) /* what <parameters> calls ENCUT */
        name = "ENCUT";
    dgh_slice key = {name, strlen(name)};
    dgh_vasp_tag_id id;
    if (value.size == 0 || !dgh_vasp_tag_find(key, &id))
        return true;
    if (dgh_slice_equals(value, "--")) /* the default, which POTCAR decides */
        return true;
    bool effective = dgh_vasprun_inside(r, TAG_PARAMETERS);
    dgh_vasp_tag *tag = &r->tags.tag[id];
    if (tag->value.data && (!effective || r->is_effective[id] || !parameters_win(id)))
        return true;
    value = own(r, value);
    if (!value.data)
        return false;
    *tag = (dgh_vasp_tag){value, r->leaf_line};
    r->is_effective[id] = effective;
    return true;
}

void dgh_vasprun_generation_item(dgh_vasprun *r)
{
    dgh_slice text = dgh_vasprun_text(r);
    double v[3];
    if (r->mesh_seen || !dgh_slice_doubles(&text, v, 3))
        return;
    if (strcmp(r->leaf_name, "divisions") == 0) {
        memcpy(r->mesh_divisions, v, sizeof v);
        r->mesh_has_divisions = true;
        r->mesh_line = r->leaf_line;
    } else if (strcmp(r->leaf_name, "usershift") == 0) {
        memcpy(r->mesh_shift, v, sizeof v);
    }
}

/* A mesh is shifted when it does not contain Gamma: by its shift, or because Monkhorst and Pack's
 * scheme with an even division leaves it out. */
bool dgh_vasprun_close_mesh(dgh_vasprun *r)
{
    bool shifted = false;
    if (r->mesh_seen || !r->mesh_has_divisions)
        return true;
    r->mesh_seen = true;
    for (int k = 0; k < 3; k++) {
        double n = r->mesh_divisions[k], offset = r->mesh_shift[k];
        if (!(n >= 1.0 && n <= 1e6))
            return true;
        if (r->mesh_scheme == 'm' && fmod(n, 2.0) == 0.0)
            offset += 0.5;
        shifted = shifted || fabs(offset - round(offset)) > 1e-6;
    }
    for (int k = 0; k < 3; k++)
        r->b.calculation->kpoint_mesh[k] = r->mesh_divisions[k];
    const char *text = dgh_arena_printf(r->b.arena, "%dx%dx%d%s", (int)r->mesh_divisions[0],
                                        (int)r->mesh_divisions[1], (int)r->mesh_divisions[2],
                                        shifted ? " shifted" : "");
    return text && dgh_builder_set_cstr(&r->b, DGH_SETTING_KPOINT_MESH, text, r->mesh_line);
}

bool dgh_vasprun_kpoint_list(dgh_vasprun *r, dgh_slice body, size_t line)
{
    dgh_vasprun_rows rows = {body.data, body.data + body.size};
    dgh_slice row;
    int64_t n = 0;
    r->kpoints.n = 0;
    r->kpoints_line = line;
    for (; dgh_vasprun_next_row(&rows, &row); n++) {
        double point[4] = {0};
        if (r->mesh_scheme == '\0' && dgh_slice_doubles(&row, point, 3) &&
            !dgh_kpoint_list_add(&r->kpoints, &r->b, point))
            return false;
    }
    if (n)
        dgh_builder_set_integer(&r->b, DGH_SETTING_N_KPOINTS, n, line);
    return true;
}

bool dgh_vasprun_kpoint_weights(dgh_vasprun *r, dgh_slice body)
{
    dgh_vasprun_rows rows = {body.data, body.data + body.size};
    dgh_slice row;
    size_t n = 0;
    while (n < r->kpoints.n && dgh_vasprun_next_row(&rows, &row) &&
           dgh_slice_doubles(&row, &r->kpoints.points[n][3], 1))
        n++;
    return n == 0 || n < r->kpoints.n ||
           dgh_builder_set_kpoint_list(&r->b, &r->kpoints, "crystal", r->kpoints_line);
}

void dgh_vasprun_type_cell(dgh_vasprun *r)
{
    dgh_slice text = dgh_vasprun_text(r);
    if (r->n_cells >= DGH_VASPRUN_TYPE_COLUMNS)
        return;
    char *cell = r->cells[r->n_cells++];
    size_t n = text.size < sizeof r->cells[0] - 1 ? text.size : sizeof r->cells[0] - 1;
    memcpy(cell, text.data, n);
    cell[n] = '\0';
}

static dgh_slice cell(const dgh_vasprun *r, int i)
{
    return (dgh_slice){r->cells[i], strlen(r->cells[i])};
}

/* The functional of a set by the beginning of its title; LEXCH itself is not in vasprun.xml. */
static const char *functional_of_title(const char *title)
{
    static const char *const KNOWN[][2] = {
        {"PAW_PBE", "PE"}, {"PAW_GGA", "91"}, {"PAW_LDA", "CA"}, {"PAW ", "CA"}};
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++)
        if (strncmp(title, KNOWN[i][0], strlen(KNOWN[i][0])) == 0)
            return KNOWN[i][1];
    return NULL;
}

static bool add_pseudopotential(dgh_vasprun *r, const char *label)
{
    dgh_pseudopotential *p = dgh_builder_add_pseudopotential(&r->b);
    char *title = dgh_arena_strdup(r->b.arena, r->cells[4]);
    if (!p || !title)
        return false;
    dgh_slice valence = cell(r, 3);
    double value;
    p->atomic_number = dgh_element_from_label(label);
    p->label = label;
    p->title = title;
    p->functional = functional_of_title(title);
    p->source = (dgh_source){r->b.path, r->leaf_line};
    if (dgh_slice_double(&valence, &value))
        p->valence_e = dgh_builder_real(&r->b, value, r->leaf_line);
    return true;
}

/* One row of <array name="atomtypes">. */
bool dgh_vasprun_close_type(dgh_vasprun *r)
{
    dgh_slice text = cell(r, 0);
    size_t count, most = (size_t)(r->end - r->begin) / 8; /* an atom has a row of its own */
    if (r->n_cells < DGH_VASPRUN_TYPE_COLUMNS || !dgh_slice_size(&text, most, &count))
        return true;
    const char **labels = dgh_arena_grow(r->b.arena, r->labels, &r->types_capacity, r->n_types,
                                         r->n_types + 1, sizeof *labels);
    size_t *counts = dgh_arena_grow(r->b.arena, r->counts, &r->counts_capacity, r->n_types,
                                    r->n_types + 1, sizeof *counts);
    double *masses = dgh_arena_grow(r->b.arena, r->masses_u, &r->masses_capacity, r->n_types,
                                    r->n_types + 1, sizeof *masses);
    const char *label = dgh_arena_strdup(r->b.arena, r->cells[1]);
    if (!labels || !counts || !masses || !label)
        return false;
    r->labels = labels;
    r->counts = counts;
    r->masses_u = masses;
    text = cell(r, 2);
    double mass = 0.0;
    dgh_slice_double(&text, &mass);
    labels[r->n_types] = label;
    counts[r->n_types] = count;
    masses[r->n_types] = mass;
    r->n_types++;
    return add_pseudopotential(r, label);
}

bool dgh_vasprun_close_atominfo(dgh_vasprun *r)
{
    size_t total = 0;
    for (size_t i = 0; i < r->n_types; i++)
        total += r->counts[i];
    if (dgh_vasprun_n_atoms(r) || total == 0)
        return true;
    if (total != r->listed_atoms)
        return dgh_builder_note(&r->b, DGH_WARNING, "atoms-disagree", r->line,
                                "<array name=\"atomtypes\"> has %zu atoms, <array name=\"atoms\"> "
                                "has %zu: no structure was read",
                                total, r->listed_atoms);
    if (!dgh_builder_set_species_counts(&r->b, r->labels, r->counts, r->n_types))
        return false;
    dgh_species *species = (dgh_species *)r->b.calculation->structure.species; /* just made */
    for (size_t i = 0; i < r->n_types; i++)
        if (r->masses_u[i] > 0.0)
            species[i].mass_u = dgh_builder_real(&r->b, r->masses_u[i],
                                                 r->b.pseudopotentials[i].source.line);
    return true;
}
