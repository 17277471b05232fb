/* Dynamical-matrix files of ph.x, XML form (Quantum ESPRESSO, PHonon/PH/io_dyn_mat.f90): masses in
 * u, positions and lattice vectors in alat, force constants in Ry/bohr^2 as PHI.na.nb (columns are
 * the second index: nine complex numbers, the first index running fastest), frequencies in THz and
 * cm^-1. Two writers exist: iotk ("a, b") and the later one ("a b"). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "adapt/xml.h"
#include "base/constants.h"
#include "espresso/dyn.h"
#include "espresso/modes.h"
#include "espresso/readers.h"

typedef struct dyn_xml {
    dgh_builder builder;
    dgh_xml *xml;
    dgh_error *err;
    dgh_qe_dyn content;
    size_t file_size;
    size_t n_species, n_atoms_read, n_masses_read;
    bool ready; /* arrays are allocated */
    char *text; /* of the present element */
    size_t text_size, text_capacity;
    size_t n_blocks; /* of the present matrix */
    size_t n_matrices;
    bool gamma;       /* of the present matrix */
    bool first_gamma; /* of the first matrix: the frequencies belong to it */
    bool closed;      /* </Root> */
} dyn_xml;

bool dgh_qe_is_dyn_xml(const char *data, size_t size)
{
    dgh_slice head = {data, size < 2048 ? size : 2048};
    return dgh_slice_find(head, "<Root") && dgh_slice_find(head, "<GEOMETRY_INFO");
}

/* The numbers behind the dots of "PHI.1.2". */
static bool indices(const char *name, const char *prefix, size_t limit, size_t *index, size_t n)
{
    size_t length = strlen(prefix);
    if (strncmp(name, prefix, length) != 0)
        return false;
    dgh_slice s = {name + length, strlen(name + length)};
    for (size_t i = 0; i < n; i++) {
        if (!s.size || s.data[0] != '.')
            return false;
        s.data++;
        s.size--;
        if (!dgh_slice_size(&s, limit, &index[i]) || index[i] == 0)
            return false;
    }
    return s.size == 0;
}

static bool numbers(dgh_slice s, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        s = dgh_slice_trim(s);
        while (s.size && s.data[0] == ',') {
            s.data++;
            s.size--;
        }
        if (!dgh_slice_double(&s, &values[i]))
            return false;
    }
    return true;
}

static dgh_status unexpected(dyn_xml *d, const char *expected, dgh_slice found)
{
    char excerpt[64];
    return dgh_error_at(d->err, DGH_ERR_PARSE, d->builder.path, dgh_xml_line(d->xml), 0,
                        "expected %s, found %s", expected,
                        dgh_slice_excerpt(found, excerpt, sizeof excerpt));
}

static dgh_status allocate_once(dyn_xml *d)
{
    if (d->ready)
        return DGH_OK;
    if (d->n_species == 0 || d->content.n_atoms == 0)
        return unexpected(d, "NUMBER_OF_TYPES and NUMBER_OF_ATOMS first", (dgh_slice){"", 0});
    d->ready = true;
    return dgh_qe_dyn_allocate(&d->content, &d->builder, d->n_species, d->file_size, d->err);
}

static dgh_status on_atom(dyn_xml *d, size_t atom, const char *const *attributes)
{
    dgh_status status = allocate_once(d);
    if (status != DGH_OK)
        return status;
    const char *index = dgh_xml_attribute(attributes, "INDEX");
    const char *tau = dgh_xml_attribute(attributes, "TAU");
    size_t species;
    dgh_slice s = {index ? index : "", index ? strlen(index) : 0};
    if (!dgh_slice_size(&s, d->n_species, &species) || species == 0)
        return unexpected(d, "INDEX of an atom's type", s);
    s = (dgh_slice){tau ? tau : "", tau ? strlen(tau) : 0};
    if (!numbers(s, d->content.tau + 3 * (atom - 1), 3))
        return unexpected(d, "TAU, three coordinates", s);
    d->content.species_of_atom[atom - 1] = (uint32_t)(species - 1);
    d->n_atoms_read++;
    return DGH_OK;
}

static dgh_status on_start(void *user, const char *name, const char *const *attributes)
{
    dyn_xml *d = user;
    size_t atom;
    d->text_size = 0;
    if (indices(name, "ATOM", d->content.n_atoms, &atom, 1))
        return on_atom(d, atom, attributes);
    if (strncmp(name, "DYNAMICAL_MAT_.", 15) == 0) {
        d->n_matrices++;
        d->n_blocks = 0; /* a matrix given twice: the later one */
        d->gamma = false;
    }
    return DGH_OK;
}

static dgh_status on_text(void *user, const char *text, size_t size)
{
    dyn_xml *d = user;
    if (d->text_size + size > d->text_capacity) {
        size_t capacity = 2 * (d->text_size + size) + 256;
        char *grown = realloc(d->text, capacity);
        if (!grown)
            return dgh_error_nomem(d->err);
        d->text = grown;
        d->text_capacity = capacity;
    }
    memcpy(d->text + d->text_size, text, size);
    d->text_size += size;
    return DGH_OK;
}

static dgh_status on_type(dyn_xml *d, size_t type, bool is_mass, dgh_slice text)
{
    dgh_status status = allocate_once(d);
    if (status != DGH_OK)
        return status;
    if (!is_mass) {
        char *label = dgh_arena_strndup(d->builder.arena, text.data, text.size);
        if (!label)
            return dgh_error_nomem(d->err);
        d->content.species[type - 1].label = label;
        d->content.species[type - 1].atomic_number = dgh_element_from_label(label);
        return DGH_OK;
    }
    double mass;
    if (!numbers(text, &mass, 1) || !(mass > 0.0))
        return unexpected(d, "a mass", text);
    /* in u; no atom has 400 u, and hydrogen has 918 in Rydberg units */
    d->content.mass_u[type - 1] = mass > 400.0 ? mass / DGH_ATOMIC_MASS_RY : mass;
    d->n_masses_read++;
    return DGH_OK;
}

static dgh_status on_block(dyn_xml *d, size_t na, size_t nb, dgh_slice text)
{
    double v[18];
    if (!d->gamma || !d->content.force_constants_ry)
        return DGH_OK;
    if (!numbers(text, v, 18))
        return unexpected(d, "nine complex numbers", text);
    size_t n = 3 * d->content.n_atoms;
    for (size_t j = 0; j < 3; j++)
        for (size_t i = 0; i < 3; i++)
            d->content.force_constants_ry[(3 * (na - 1) + i) * n + 3 * (nb - 1) + j] =
                v[2 * (3 * j + i)];
    d->n_blocks++;
    return DGH_OK;
}

static dgh_status on_omega(dyn_xml *d, dgh_slice text)
{
    double v[2];
    if (!d->first_gamma)
        return DGH_OK;
    if (!numbers(text, v, 2))
        return unexpected(d, "a frequency in THz and in cm-1", text);
    dgh_printed_mode *mode = dgh_builder_add_mode(&d->builder);
    if (!mode)
        return dgh_error_nomem(d->err);
    mode->freq_cm1 = fabs(v[1]);
    mode->imaginary = v[1] < 0.0;
    mode->source = (dgh_source){d->builder.path, dgh_xml_line(d->xml)};
    return DGH_OK;
}

static dgh_status on_displacement(dyn_xml *d, size_t mode, dgh_slice text)
{
    size_t n = 3 * d->content.n_atoms;
    if (!d->first_gamma || mode != d->builder.n_modes || !d->ready)
        return DGH_OK;
    double *vector = dgh_builder_vectors(&d->builder, d->content.n_atoms);
    if (!vector)
        return dgh_error_nomem(d->err);
    for (size_t i = 0; i < n; i++) {
        double v[2];
        text = dgh_slice_trim(text);
        if (!dgh_slice_double(&text, &v[0]))
            return DGH_OK;
        while (text.size && (text.data[0] == ',' || dgh_is_space(text.data[0]))) {
            text.data++;
            text.size--;
        }
        if (!dgh_slice_double(&text, &v[1]))
            return DGH_OK;
        vector[i] = v[0];
    }
    d->builder.modes[mode - 1].eigenvector = vector;
    return DGH_OK;
}

static dgh_status on_geometry(dyn_xml *d, const char *name, dgh_slice text)
{
    dgh_slice s = text;
    double v[9];
    if (strcmp(name, "NUMBER_OF_TYPES") == 0 && !d->ready) {
        if (!dgh_slice_size(&s, d->file_size / 8, &d->n_species))
            return unexpected(d, "the number of types", text);
    } else if (strcmp(name, "NUMBER_OF_ATOMS") == 0 && !d->ready) {
        if (!dgh_slice_size(&s, d->file_size / 8, &d->content.n_atoms))
            return unexpected(d, "the number of atoms", text);
    } else if (strcmp(name, "BRAVAIS_LATTICE_INDEX") == 0) {
        if (!dgh_slice_int64(&s, &d->content.ibrav))
            return unexpected(d, "a Bravais lattice index", text);
    } else if (strcmp(name, "CELL_DIMENSIONS") == 0) {
        if (!numbers(text, d->content.celldm, 6))
            return unexpected(d, "six cell dimensions", text);
    } else if (strcmp(name, "AT") == 0) {
        if (!numbers(text, v, 9))
            return unexpected(d, "three lattice vectors", text);
        for (int i = 0; i < 9; i++)
            d->content.at[i / 3][i % 3] = v[i];
        d->content.has_at = true;
    }
    return DGH_OK;
}

static void end_of_matrix(dyn_xml *d)
{
    if (!d->gamma) {
        d->content.other_q = true;
        return;
    }
    d->content.has_matrix = d->content.force_constants_ry &&
                            d->n_blocks == d->content.n_atoms * d->content.n_atoms;
}

static dgh_status on_end(void *user, const char *name)
{
    dyn_xml *d = user;
    dgh_slice text = dgh_slice_trim((dgh_slice){d->text ? d->text : "", d->text_size});
    size_t i[2];
    d->text_size = 0;
    if (indices(name, "TYPE_NAME", d->n_species, i, 1))
        return on_type(d, i[0], false, text);
    if (indices(name, "MASS", d->n_species, i, 1))
        return on_type(d, i[0], true, text);
    if (indices(name, "PHI", d->content.n_atoms, i, 2)) {
        if (d->n_blocks == 0)
            d->content.matrix_line = dgh_xml_line(d->xml);
        return on_block(d, i[0], i[1], text);
    }
    if (strncmp(name, "OMEGA.", 6) == 0)
        return on_omega(d, text);
    if (indices(name, "DISPLACEMENT", 3 * d->content.n_atoms, i, 1))
        return on_displacement(d, i[0], text);
    if (strcmp(name, "Q_POINT") == 0) {
        double q[3];
        if (!numbers(text, q, 3))
            return unexpected(d, "a q-point", text);
        d->gamma = dgh_qe_q_is_gamma(q);
        d->first_gamma = d->n_matrices <= 1 ? d->gamma : d->first_gamma;
    } else if (strncmp(name, "DYNAMICAL_MAT_.", 15) == 0) {
        end_of_matrix(d);
    } else if (strcmp(name, "Root") == 0) {
        d->closed = true;
    }
    return on_geometry(d, name, text);
}

static bool has_structure(const dyn_xml *d)
{
    for (size_t i = 0; d->ready && i < d->n_species; i++)
        if (!d->content.species[i].label)
            return false;
    return d->ready && d->n_atoms_read == d->content.n_atoms && d->n_masses_read == d->n_species &&
           d->content.celldm[0] > 0.0;
}

/* Damage behind the structure leaves a record of what came before it. */
static dgh_status judge(dyn_xml *d, const dgh_error *damage)
{
    dgh_calculation *c = d->builder.calculation;
    bool complete = d->closed && !damage;
    if (d->first_gamma && (!d->content.has_matrix || d->builder.n_modes != 3 * d->content.n_atoms))
        complete = false;
    c->status = complete ? DGH_RUN_COMPLETE : DGH_RUN_INTERRUPTED;
    c->status_reason.value = complete ? "the file ends with its list of modes"
                                      : "the file ends before its list of modes does";
    c->status_reason.source = (dgh_source){d->builder.path, damage ? damage->line : 0};
    if (!complete)
        d->builder.n_modes = 0;
    if (damage && !dgh_builder_note(&d->builder, DGH_WARNING, "matrix-incomplete", damage->line,
                                    "%s", damage->message))
        return dgh_error_nomem(d->err);
    return DGH_OK;
}

static dgh_status parse(dyn_xml *d, const char *data, size_t size, dgh_error *err)
{
    static const dgh_xml_handlers HANDLERS = {on_start, on_end, on_text};
    dgh_error damage = {0};
    d->err = &damage;
    dgh_status status = dgh_xml_create(&d->xml, &HANDLERS, d, d->builder.path, &damage);
    if (status == DGH_OK)
        status = dgh_xml_feed(d->xml, data, size, &damage);
    if (status == DGH_OK)
        status = dgh_xml_finish(d->xml, &damage);
    dgh_xml_free(d->xml);
    free(d->text);
    d->err = err;
    if (status == DGH_OK && !has_structure(d))
        return dgh_error_at(err, DGH_ERR_PARSE, d->builder.path, 0, 0,
                            "expected GEOMETRY_INFO with types, masses, atoms and the cell, found "
                            "it incomplete");
    if (status == DGH_OK)
        return judge(d, NULL);
    if (status == DGH_ERR_PARSE && has_structure(d))
        return judge(d, &damage);
    if (err)
        *err = damage;
    return status;
}

dgh_status dgh_qe_read_dyn_xml(dgh_calculation **out, const char *data, size_t size,
                               const char *path, dgh_error *err)
{
    *out = NULL;
    dyn_xml d = {.file_size = size};
    dgh_status status = dgh_builder_open(&d.builder, path, "qe-dyn-xml", err);
    if (status != DGH_OK)
        return status;
    status = parse(&d, data, size, err);
    if (status == DGH_OK)
        status = dgh_qe_dyn_structure(&d.content, &d.builder, err);
    if (status == DGH_OK)
        status = dgh_qe_dyn_vibrations(&d.content, &d.builder, err);
    if (status != DGH_OK) {
        dgh_builder_abort(&d.builder);
        return status;
    }
    *out = dgh_builder_finish(&d.builder);
    return DGH_OK;
}
