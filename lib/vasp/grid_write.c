/* CHGCAR as VASP writes it: coordinates as 3F10.6, which fixed-format readers rely on, and values
 * as 5(1X,E17.11). Species that return after another one get a second count. */
#include "vasp/grid.h"

#include <math.h>

#include "io/write.h"
#include "record/build.h"

enum { PER_LINE = 5, DIGITS = 11 };

static size_t run_length(const dgh_structure *s, size_t atom)
{
    size_t n = 1;
    while (atom + n < s->n_atoms && s->species_of_atom[atom + n] == s->species_of_atom[atom])
        n++;
    return n;
}

static const char *label_of(const dgh_structure *s, size_t atom)
{
    const dgh_species *species = &s->species[s->species_of_atom[atom]];
    return species->atomic_number ? dgh_element_symbol(species->atomic_number)
           : species->label && dgh_is_alpha(species->label[0]) ? species->label
                                                               : "X";
}

/* A title may hold anything but a line end. */
static void write_title(dgh_writer *w, const char *title)
{
    for (; title && *title && *title != '\n' && *title != '\r'; title++)
        dgh_writer_bytes(w, title, 1);
    dgh_writer_bytes(w, "\n", 1);
}

static void write_head(dgh_writer *w, const dgh_grid *grid, const double inverse[3][3])
{
    const dgh_structure *s = &grid->structure;
    write_title(w, grid->title && grid->title[0] ? grid->title : dgh_field_name(grid->field));
    dgh_writer_printf(w, "   1.00000000000000     \n");
    for (int i = 0; i < 3; i++)
        dgh_writer_printf(w, " %21.16f%21.16f%21.16f\n", grid->cell_ang[i][0], grid->cell_ang[i][1],
                          grid->cell_ang[i][2]);
    for (size_t i = 0; i < s->n_atoms; i += run_length(s, i))
        dgh_writer_printf(w, " %4s", label_of(s, i));
    dgh_writer_printf(w, "\n");
    for (size_t i = 0; i < s->n_atoms; i += run_length(s, i))
        dgh_writer_printf(w, " %5zu", run_length(s, i));
    dgh_writer_printf(w, "\nDirect\n");
    for (size_t i = 0; i < s->n_atoms; i++) {
        for (int a = 0; a < 3; a++) {
            double f = 0.0;
            for (int k = 0; k < 3; k++)
                f += inverse[k][a] * (s->position_ang[3 * i + (size_t)k] - grid->origin_ang[k]);
            dgh_writer_printf(w, "%10.6f", f - floor(f));
        }
        dgh_writer_printf(w, "\n");
    }
    dgh_writer_printf(w, " \n%5zu%5zu%5zu\n", grid->n[0], grid->n[1], grid->n[2]);
}

dgh_status dgh_vasp_grid_begin(dgh_grid_output *o, dgh_error *err)
{
    if (o->head->structure.n_atoms == 0 || !o->head->structure.position_ang)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected a grid with atoms: a CHGCAR cannot be written without");
    double inverse[3][3];
    if (!dgh_cell_invert((const double(*)[3])o->head->cell_ang, inverse))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a cell, found one of no volume");
    write_head(o->writer, o->head, (const double(*)[3])inverse);
    return DGH_OK;
}

void dgh_vasp_grid_planes(dgh_grid_output *o, const double *value, size_t n_planes)
{
    static const dgh_number_lines LINES = {DIGITS, PER_LINE, 0, 0};
    const dgh_grid *head = o->head;
    const bool plain = head->field == DGH_FIELD_POTENTIAL || head->field == DGH_FIELD_ELF ||
                       head->field == DGH_FIELD_OTHER;
    const double factor = plain ? 1.0 : dgh_cell_volume_ang3((const double(*)[3])head->cell_ang);
    const size_t n = n_planes * head->n[0] * head->n[1];
    dgh_writer_numbers(o->writer, value, n, factor, &LINES, o->written, o->jobs);
    o->written += n;
}

void dgh_vasp_grid_end(dgh_grid_output *o)
{
    if (o->written % PER_LINE)
        dgh_writer_bytes(o->writer, "\n", 1);
}
