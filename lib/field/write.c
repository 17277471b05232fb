/* Cube, XSF and .npy. Numbers have as many digits as a reader needs to get them back: readers of
 * these formats go by blanks, not by columns. */
#include "field/fields.h"

#include <stdio.h>

#include "base/format.h"
#include "base/constants.h"
#include "io/write.h"

enum { DIGITS = 12, CUBE_PER_LINE = 6, XSF_PER_LINE = 6 };

static double value_at(const dgh_grid *grid, size_t i)
{
    return grid->value ? grid->value[i] : (double)grid->value_f32[i];
}

static int atomic_number(const dgh_structure *s, size_t atom)
{
    return s->species[s->species_of_atom[atom]].atomic_number;
}

static void write_cube_head(dgh_writer *w, const dgh_grid *grid)
{
    const dgh_structure *s = &grid->structure;
    size_t n_atoms = s->position_ang ? s->n_atoms : 0;
    const char *unit = dgh_field_unit(grid->field);
    dgh_writer_printf(w, "dgh %s\n", dgh_field_name(grid->field));
    dgh_writer_printf(w, "lengths in Bohr, values in %s; z fastest\n",
                      grid->field == DGH_FIELD_POTENTIAL ? "Hartree"
                      : unit[0]                          ? "e/Bohr^3"
                                                         : "their own unit");
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

dgh_status dgh_field_cube_write(const dgh_grid *grid, const char *path, dgh_error *err)
{
    dgh_writer *w;
    dgh_status status = dgh_writer_open(&w, path, err);
    if (status != DGH_OK)
        return status;
    double factor = dgh_field_atomic_divisor(grid->field, 1.0);
    const size_t *n = grid->n;
    write_cube_head(w, grid);
    for (size_t i = 0; i < n[0]; i++)
        for (size_t j = 0; j < n[1]; j++)
            for (size_t k = 0; k < n[2]; k++) {
                dgh_writer_number(w, value_at(grid, i + n[0] * (j + n[1] * k)) * factor, DIGITS);
                bool line_ends = k % CUBE_PER_LINE == CUBE_PER_LINE - 1 || k + 1 == n[2];
                dgh_writer_bytes(w, line_ends ? "\n" : " ", 1);
            }
    return dgh_writer_close(w, true, err);
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
dgh_status dgh_field_xsf_write(const dgh_grid *grid, const char *path, dgh_error *err)
{
    dgh_writer *w;
    dgh_status status = dgh_writer_open(&w, path, err);
    if (status != DGH_OK)
        return status;
    const size_t *n = grid->n;
    size_t written = 0;
    write_xsf_head(w, grid);
    for (size_t k = 0; k <= n[2]; k++)
        for (size_t j = 0; j <= n[1]; j++)
            for (size_t i = 0; i <= n[0]; i++) {
                size_t at = i % n[0] + n[0] * (j % n[1] + n[1] * (k % n[2]));
                dgh_writer_number(w, value_at(grid, at), DIGITS);
                dgh_writer_bytes(w, ++written % XSF_PER_LINE ? " " : "\n", 1);
            }
    dgh_writer_printf(w, "\n END_DATAGRID_3D\nEND_BLOCK_DATAGRID_3D\n");
    return dgh_writer_close(w, true, err);
}

/* https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0. The array
 * is indexed [i, j, k] along a, b, c. */
dgh_status dgh_field_npy_write(const dgh_grid *grid, const char *path, dgh_error *err)
{
    enum { ALIGNMENT = 64, PREFIX = 10 };
    const uint16_t one = 1;
    bool little = *(const unsigned char *)&one == 1;
    size_t points = dgh_grid_points(grid->n);
    dgh_writer *w;
    dgh_status status = dgh_writer_open(&w, path, err);
    if (status != DGH_OK)
        return status;
    char dict[160];
    int n = dgh_format(
        dict, sizeof dict, "{'descr': '%c%s', 'fortran_order': True, 'shape': (%zu, %zu, %zu), }",
        little ? '<' : '>', grid->value ? "f8" : "f4", grid->n[0], grid->n[1], grid->n[2]);
    size_t length = (PREFIX + (size_t)n + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - PREFIX;
    dgh_writer_bytes(w, "\x93NUMPY\x01\x00", 8);
    char size[2] = {(char)(length & 0xff), (char)(length >> 8)};
    dgh_writer_bytes(w, size, 2);
    dgh_writer_printf(w, "%s%*s", dict, (int)(length - (size_t)n), "\n");
    if (grid->value)
        dgh_writer_bytes(w, (const char *)grid->value, points * sizeof(double));
    else
        dgh_writer_bytes(w, (const char *)grid->value_f32, points * sizeof(float));
    return dgh_writer_close(w, true, err);
}
