/* A difference of densities for people. */
#include "report/difference_parts.h"

#include <math.h>

#include "report/document.h"
#include "report/parts.h"
#include "report/table.h"

/* Units as people write them. */
static const char *field_unit(dgh_field field)
{
    const char *unit = dgh_field_unit(field);
    return unit[0] == 'e' && unit[1] == '/' ? "e/Å³" : unit;
}

static const char *integral_unit(dgh_field field)
{
    const char *unit = dgh_part_integral_unit(field);
    return unit[0] == 'e' && !unit[1] ? "e" : field == DGH_FIELD_POTENTIAL ? "eV Å³" : "Å³";
}

static const char *per_length_unit(dgh_field field)
{
    const char *unit = dgh_part_integral_unit(field);
    return unit[0] == 'e' && !unit[1] ? "e/Å" : field == DGH_FIELD_POTENTIAL ? "eV Å²" : "Å²";
}

static void write_inputs(dgh_document *d, const dgh_difference *r)
{
    const dgh_table_column columns[] = {{"coefficient", NULL, true, true},
                                        {"file", NULL, false, true},
                                        {"points", NULL, true, true},
                                        {"atoms", NULL, true, true},
                                        {"integral", integral_unit(r->field), true, true},
                                        {"run has", "e", true, false},
                                        {"", NULL, false, false}};
    dgh_table t = dgh_table_make(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < r->n_inputs; i++) {
        const dgh_difference_input *in = &r->inputs[i];
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%g", in->coefficient);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", in->path);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu x %zu x %zu", in->n[0], in->n[1], in->n[2]);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", in->n_atoms);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.6f", in->integral);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, in->run_electrons, 6);
        dgh_table_add(&t, DGH_STYLE_CAUTION, "%s", in->interpolated ? "interpolated" : "");
    }
    dgh_table_write(&t, 2, d);
}

/* No "-0.000000". */
static double settled(double value, double half_digit)
{
    return fabs(value) < half_digit ? 0.0 : value;
}

static void write_sums(dgh_document *d, const dgh_difference *r)
{
    const char *unit = integral_unit(r->field);
    dgh_document_print(d, "\n  integral    %12.6f %s", settled(r->integral, 5e-7), unit);
    if (r->expected_integral.has)
        dgh_document_print(d, ", %.6f by the electron counts of the runs",
                           settled(r->expected_integral.value, 5e-7));
    dgh_document_print(d, "\n  gained      %12.6f %s, where it is positive\n",
                       settled(r->integral_positive, 5e-7), unit);
    dgh_document_print(d, "  lost        %12.6f %s, where it is negative\n",
                       settled(r->integral_negative, 5e-7), unit);
    dgh_document_print(d, "  absolute    %12.6f %s\n", r->integral_absolute, unit);
    dgh_document_print(d, "  values      %.6g to %.6g %s\n", r->smallest, r->largest,
                       field_unit(r->field));
}

static void write_extreme(dgh_document *d, const dgh_difference *r, const char *word, size_t plane)
{
    const dgh_profile *p = r->profile;
    dgh_document_print(d, "  %-11s %12.6f %s at %.3f Å, plane %zu\n", word, p->per_length[plane],
                       per_length_unit(r->field), p->position_ang[plane], plane);
}

static void write_profile(dgh_document *d, const dgh_difference *r)
{
    const dgh_profile *p = r->profile;
    const char *axis = dgh_part_axis(r->axis);
    size_t most = 0, least = 0, turn = 0;
    for (size_t i = 1; i < p->n; i++) {
        most = p->per_length[i] > p->per_length[most] ? i : most;
        least = p->per_length[i] < p->per_length[least] ? i : least;
        turn = fabs(p->cumulated[i]) > fabs(p->cumulated[turn]) ? i : turn;
    }
    dgh_document_print(d, "\n  Along %s: %zu planes of %.4f Å², %.4f Å; cut open at %.3f Å\n", axis,
                       p->n, r->area_ang2, p->length_ang, p->position_ang[p->start]);
    write_extreme(d, r, "largest", most);
    write_extreme(d, r, "smallest", least);
    dgh_document_print(d, "  cumulated   %12.6f %s at %.3f Å, its largest magnitude\n",
                       p->cumulated[turn], integral_unit(r->field), p->position_ang[turn]);
    if (!r->has_dipole)
        return;
    dgh_document_print(d, "  dipole      %12.6f e Å along +%s (electrons count as -e)\n",
                       r->dipole_e_ang, axis);
    dgh_document_print(
        d,
        "  step        %12.6f eV: V(+%s) - V(-%s) of an electron; positive: the work "
        "function is larger on the +%s side\n",
        r->potential_step_ev, axis, axis, axis);
}

static void write_atoms(dgh_document *d, const dgh_difference *r)
{
    const char *unit = integral_unit(r->field);
    const dgh_table_column columns[] = {
        {"atom", NULL, true, true},       {"", NULL, false, true},
        {"fragment", NULL, false, false}, {"radius", "Å", true, true},
        {"sphere", unit, true, true},     {"basin", unit, true, false},
        {"volume", "Å³", true, false}};
    if (r->n_atoms == 0)
        return;
    dgh_document_print(d, "\n");
    dgh_table t = dgh_table_make(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < r->n_atoms; i++) {
        const dgh_difference_atom *a = &r->atoms[i];
        const dgh_structure *s = r->structure;
        const dgh_real basin = {.has = a->has_basin, .value = a->basin},
                       volume = {.has = a->has_basin, .value = a->basin_volume_ang3};
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%zu", a->atom + 1);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", s->species[s->species_of_atom[a->atom]].label);
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%s", r->n_inputs > 1 ? r->inputs[a->input].path : "");
        dgh_table_add(&t, DGH_STYLE_PLAIN, "%.3f", a->radius_ang);
        dgh_table_add(&t, DGH_STYLE_BOLD, "%.6f", settled(a->sphere, 5e-7));
        dgh_table_add_real(&t, DGH_STYLE_BOLD, basin, 6);
        dgh_table_add_real(&t, DGH_STYLE_PLAIN, volume, 4);
    }
    dgh_table_write(&t, 2, d);
    if (r->n_basins_paths) {
        dgh_document_print(d, "  basins: Bader, %s, of", dgh_bader_method_name(r->basins_method));
        for (size_t i = 0; i < r->n_basins_paths; i++)
            dgh_document_print(d, "%s %s", i ? " +" : "", r->basins_path[i]);
        dgh_document_print(d, "\n");
    }
}

dgh_status dgh_report_difference_text(char **out, const dgh_difference *r,
                                      const dgh_report_options *options, dgh_error *err)
{
    dgh_document d = dgh_document_make(options);
    dgh_document_styled(&d, DGH_STYLE_BOLD, "%s %s", dgh_field_name(r->field), r->expression);
    dgh_document_print(&d, "\n");
    write_inputs(&d, r);
    write_sums(&d, r);
    write_profile(&d, r);
    write_atoms(&d, r);
    if (r->written_path)
        dgh_document_print(&d, "\n  %s: the %s on %zu x %zu x %zu points, with %zu atoms\n",
                           r->written_path, dgh_field_name(r->field), r->n[0], r->n[1], r->n[2],
                           r->n_atoms);
    dgh_document_print(&d, "%s", r->n_diagnostics ? "\n" : "");
    for (size_t i = 0; i < r->n_diagnostics; i++)
        dgh_part_diagnostic(&d, &r->diagnostics[i], NULL, NULL);
    return dgh_document_finish(out, &d, err);
}
