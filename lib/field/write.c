/* Cube, XSF and .npy. Numbers have as many digits as a reader needs to get them back: readers of
 * these formats go by blanks, not by columns. */
#include "field/fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/format.h"
#include "base/constants.h"
#include "io/write.h"

enum { DIGITS = 12, CUBE_PER_LINE = 6, XSF_PER_LINE = 6 };

static int atomic_number(const dgh_structure *s, size_t atom)
{
    return s->species[s->species_of_atom[atom]].atomic_number;
}

/* What the field is, behind what stands on the line; a title may hold anything. That of a cube of
 * our own says no more than the first line does. */
static void write_title(dgh_writer *w, const char *title)
{
    if (title && strncmp(title, "dgh ", 4) == 0)
        title = NULL;
    if (title && title[0])
        dgh_writer_bytes(w, "; ", 2);
    for (; title && *title && *title != '\n' && *title != '\r'; title++)
        dgh_writer_bytes(w, title, 1);
    dgh_writer_bytes(w, "\n", 1);
}

static void write_cube_head(dgh_writer *w, const dgh_grid *grid)
{
    const dgh_structure *s = &grid->structure;
    size_t n_atoms = s->position_ang ? s->n_atoms : 0;
    const char *unit = dgh_field_unit(grid->field);
    dgh_writer_printf(w, "dgh %s\n", dgh_field_name(grid->field));
    dgh_writer_printf(w, "lengths in Bohr, values in %s; z fastest",
                      grid->field == DGH_FIELD_POTENTIAL ? "Hartree"
                      : unit[0]                          ? "e/Bohr^3"
                                                         : "their own unit");
    write_title(w, grid->title);
    dgh_writer_printf(w, "%5zu %19.12f %19.12f %19.12f\n", n_atoms,
                      grid->origin_ang[0] / DGH_BOHR_ANG, grid->origin_ang[1] / DGH_BOHR_ANG,
                      grid->origin_ang[2] / DGH_BOHR_ANG);
    for (int i = 0; i < 3; i++) {
        double unit_step = 1.0 / (DGH_BOHR_ANG * (double)grid->n[i]);
        dgh_writer_printf(w, "%5zu %19.14f %19.14f %19.14f\n", grid->n[i],
                          grid->cell_ang[i][0] * unit_step, grid->cell_ang[i][1] * unit_step,
                          grid->cell_ang[i][2] * unit_step);
    }
    for (size_t i = 0; i < n_atoms; i++) {
        int z = atomic_number(s, i);
        dgh_writer_printf(w, "%5d %12.6f %19.12f %19.12f %19.12f\n", z,
                          grid->core_charge_e ? grid->core_charge_e[i] : (double)z,
                          s->position_ang[3 * i] / DGH_BOHR_ANG,
                          s->position_ang[3 * i + 1] / DGH_BOHR_ANG,
                          s->position_ang[3 * i + 2] / DGH_BOHR_ANG);
    }
}

dgh_status dgh_field_cube_begin(dgh_grid_output *o, dgh_error *err)
{
    (void)err;
    write_cube_head(o->writer, o->head);
    return DGH_OK;
}

void dgh_field_cube_planes(dgh_grid_output *o, const double *value, size_t n_planes)
{
    const size_t n = n_planes * o->head->n[1] * o->head->n[2];
    const dgh_number_lines lines = {DIGITS, CUBE_PER_LINE, ' ', o->head->n[2]};
    dgh_writer_numbers(o->writer, value, n, dgh_field_atomic_divisor(o->head->field, 1.0), &lines,
                       o->written, o->jobs);
    o->written += n;
}

static void write_vectors(dgh_writer *w, const double cell[3][3])
{
    for (int i = 0; i < 3; i++)
        dgh_writer_printf(w, " %19.14f %19.14f %19.14f\n", cell[i][0], cell[i][1], cell[i][2]);
}

static void write_xsf_head(dgh_writer *w, const dgh_grid *grid)
{
    const dgh_structure *s = &grid->structure;
    size_t n_atoms = s->position_ang ? s->n_atoms : 0;
    dgh_writer_printf(w, "CRYSTAL\nPRIMVEC\n");
    write_vectors(w, (const double(*)[3])grid->cell_ang);
    if (n_atoms)
        dgh_writer_printf(w, "PRIMCOORD\n%zu 1\n", n_atoms);
    for (size_t i = 0; i < n_atoms; i++)
        dgh_writer_printf(w, "%-3s %19.14f %19.14f %19.14f\n",
                          atomic_number(s, i) ? dgh_element_symbol(atomic_number(s, i)) : "X",
                          s->position_ang[3 * i], s->position_ang[3 * i + 1],
                          s->position_ang[3 * i + 2]);
    dgh_writer_printf(w, "BEGIN_BLOCK_DATAGRID_3D\n dgh\n BEGIN_DATAGRID_3D_dgh_%s\n",
                      dgh_field_name(grid->field));
    dgh_writer_printf(w, "%zu %zu %zu\n", grid->n[0] + 1, grid->n[1] + 1, grid->n[2] + 1);
    dgh_writer_printf(w, " %19.14f %19.14f %19.14f\n", grid->origin_ang[0], grid->origin_ang[1],
                      grid->origin_ang[2]);
    write_vectors(w, (const double(*)[3])grid->cell_ang);
}

/* Densities in electrons per cubic Angstrom and potentials in eV: XSF has no units of its own. */
dgh_status dgh_field_xsf_begin(dgh_grid_output *o, dgh_error *err)
{
    /* a plane with its repeated edges, and the first one, which comes again behind the last */
    const size_t plane = (o->head->n[0] + 1) * (o->head->n[1] + 1);
    o->room = calloc(plane, 2 * sizeof *o->room);
    if (!o->room)
        return dgh_error_nomem(err);
    write_xsf_head(o->writer, o->head);
    return DGH_OK;
}

static void write_xsf_plane(dgh_grid_output *o, const double *plane)
{
    static const dgh_number_lines LINES = {DIGITS, XSF_PER_LINE, ' ', 0};
    const size_t n = (o->head->n[0] + 1) * (o->head->n[1] + 1);
    dgh_writer_numbers(o->writer, plane, n, 1.0, &LINES, o->written, o->jobs);
    o->written += n;
}

void dgh_field_xsf_planes(dgh_grid_output *o, const double *value, size_t n_planes)
{
    const size_t n0 = o->head->n[0], n1 = o->head->n[1], plane = (n0 + 1) * (n1 + 1);
    for (size_t k = 0; k < n_planes; k++) {
        double *room = o->written ? o->room + plane : o->room;
        for (size_t j = 0; j <= n1; j++)
            for (size_t i = 0; i <= n0; i++)
                room[i + (n0 + 1) * j] = value[i % n0 + n0 * (j % n1 + n1 * k)];
        write_xsf_plane(o, room);
    }
}

void dgh_field_xsf_end(dgh_grid_output *o)
{
    write_xsf_plane(o, o->room);
    dgh_writer_printf(o->writer, "\n END_DATAGRID_3D\nEND_BLOCK_DATAGRID_3D\n");
}

/* https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0. The array
 * is indexed [i, j, k] along a, b, c. */
dgh_status dgh_field_npy_begin(dgh_grid_output *o, dgh_error *err)
{
    enum { ALIGNMENT = 64, PREFIX = 10 };
    const uint16_t one = 1;
    const bool little = *(const unsigned char *)&one == 1;
    const size_t *shape = o->head->n;
    char dict[160];
    (void)err;
    int n = dgh_format(dict, sizeof dict,
                       "{'descr': '%c%s', 'fortran_order': %s, 'shape': (%zu, %zu, %zu), }",
                       little ? '<' : '>', o->single ? "f4" : "f8", o->z_fastest ? "False" : "True",
                       shape[0], shape[1], shape[2]);
    size_t length = (PREFIX + (size_t)n + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - PREFIX;
    dgh_writer_bytes(o->writer, "\x93NUMPY\x01\x00", 8);
    char size[2] = {(char)(length & 0xff), (char)(length >> 8)};
    dgh_writer_bytes(o->writer, size, 2);
    dgh_writer_printf(o->writer, "%s%*s", dict, (int)(length - (size_t)n), "\n");
    return DGH_OK;
}

void dgh_field_npy_planes(dgh_grid_output *o, const double *value, size_t n_planes)
{
    const size_t n = n_planes * o->head->n[1] * o->head->n[o->z_fastest ? 2 : 0];
    if (!o->single)
        dgh_writer_bytes(o->writer, (const char *)value, n * sizeof *value);
    for (size_t i = 0; o->single && i < n; i++) {
        const float f = (float)value[i];
        dgh_writer_bytes(o->writer, (const char *)&f, sizeof f);
    }
    o->written += n;
}
