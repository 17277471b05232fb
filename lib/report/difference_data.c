/* Differences of densities as JSON, schema "dgh-difference", and their profile as CSV. */
#include "report/csv.h"
#include "report/difference_parts.h"
#include "report/json_parts.h"

const char *dgh_part_integral_unit(dgh_field field)
{
    switch (field) {
    case DGH_FIELD_DENSITY:
    case DGH_FIELD_SPIN_DENSITY:
    case DGH_FIELD_MAGNETISATION_X:
    case DGH_FIELD_MAGNETISATION_Y:
    case DGH_FIELD_MAGNETISATION_Z:
        return "e";
    case DGH_FIELD_POTENTIAL:
        return "eV Ang^3";
    case DGH_FIELD_ELF:
    case DGH_FIELD_OTHER:
    case DGH_FIELD_UNKNOWN:
        break;
    }
    return "Ang^3";
}

const char *dgh_part_axis(int axis)
{
    static const char *const NAMES[] = {"a", "b", "c"};
    return axis >= 0 && axis < 3 ? NAMES[axis] : "";
}

static void add_points(dgh_json_builder *b, dgh_json *object, const size_t n[3])
{
    dgh_json *array = dgh_json_add_array(b, object, "points");
    for (int i = 0; i < 3; i++)
        dgh_json_add_integer(b, array, NULL, (int64_t)n[i]);
}

static void add_input(dgh_json_builder *b, dgh_json *array, const dgh_difference_input *in)
{
    dgh_json_item item = dgh_json_item_make(b, array, NULL);
    dgh_json *o = item.object;
    dgh_json_add_real(b, o, "coefficient", in->coefficient);
    dgh_json_add_text(b, o, "path", in->path);
    dgh_json_add_text(b, o, "format", in->format);
    add_points(b, o, in->n);
    dgh_json_add_bool(b, o, "interpolated", in->interpolated);
    dgh_json_add_integer(b, o, "n_atoms", (int64_t)in->n_atoms);
    dgh_json_add_real(b, o, "integral", in->integral);
    dgh_json_item_real(&item, "run_electrons_e", in->run_electrons);
}

static void add_optional(dgh_json_builder *b, dgh_json *object, const char *key, bool has,
                         double value)
{
    if (has)
        dgh_json_add_real(b, object, key, value);
    else
        dgh_json_add_null(b, object, key);
}

static void add_profile(dgh_json_builder *b, dgh_json *root, const dgh_difference *d)
{
    const dgh_profile *p = d->profile;
    dgh_json *o = dgh_json_add_object(b, root, "profile");
    dgh_json_add_text(b, o, "axis", dgh_part_axis(d->axis));
    dgh_json_add_real(b, o, "length_ang", p->length_ang);
    dgh_json_add_real(b, o, "area_ang2", d->area_ang2);
    dgh_json_add_integer(b, o, "start", (int64_t)p->start);
    dgh_json_add_reals(b, o, "position_ang", p->position_ang, p->n);
    dgh_json_add_reals(b, o, "mean", p->mean, p->n);
    dgh_json_add_reals(b, o, "per_ang", p->per_length, p->n);
    dgh_json_add_reals(b, o, "cumulated", p->cumulated, p->n);
}

static void add_atoms(dgh_json_builder *b, dgh_json *root, const dgh_difference *d)
{
    dgh_json *array = dgh_json_add_array(b, root, "atoms");
    for (size_t i = 0; i < d->n_atoms; i++) {
        const dgh_difference_atom *a = &d->atoms[i];
        const dgh_structure *s = d->structure;
        dgh_json *o = dgh_json_add_object(b, array, NULL);
        dgh_json_add_integer(b, o, "atom", (int64_t)a->atom + 1);
        dgh_json_add_text(b, o, "label", s->species[s->species_of_atom[a->atom]].label);
        dgh_json_add_integer(b, o, "atomic_number", dgh_structure_element(s, a->atom));
        dgh_json_add_reals(b, o, "position_ang", s->position_ang + 3 * a->atom, 3);
        dgh_json_add_text(b, o, "fragment", d->inputs[a->input].path);
        dgh_json_add_real(b, o, "radius_ang", a->radius_ang);
        dgh_json_add_real(b, o, "sphere", a->sphere);
        dgh_json_add_real(b, o, "sphere_volume_ang3", a->sphere_volume_ang3);
        add_optional(b, o, "basin", a->has_basin, a->basin);
        add_optional(b, o, "basin_volume_ang3", a->has_basin, a->basin_volume_ang3);
    }
}

static void add_basins(dgh_json_builder *b, dgh_json *root, const dgh_difference *d)
{
    if (d->n_basins_paths == 0) {
        dgh_json_add_null(b, root, "basins");
        return;
    }
    dgh_json *o = dgh_json_add_object(b, root, "basins");
    dgh_json_add_text(b, o, "method", dgh_bader_method_name(d->basins_method));
    dgh_json *files = dgh_json_add_array(b, o, "reference");
    for (size_t i = 0; i < d->n_basins_paths; i++)
        dgh_json_add_text(b, files, NULL, d->basins_path[i]);
    dgh_json_add_real(b, o, "vacuum", d->basins_vacuum);
}

dgh_status dgh_report_difference_json(char **out, const dgh_difference *d, dgh_error *err)
{
    dgh_json_builder b = {0};
    dgh_json *root = dgh_json_document(&b, "dgh-difference");
    dgh_json_add_text(&b, root, "expression", d->expression);
    dgh_json_add_text(&b, root, "field", dgh_field_name(d->field));
    dgh_json_add_text(&b, root, "unit", dgh_field_unit(d->field));
    dgh_json_add_text(&b, root, "integral_unit", dgh_part_integral_unit(d->field));
    dgh_json *inputs = dgh_json_add_array(&b, root, "inputs");
    for (size_t i = 0; i < d->n_inputs; i++)
        add_input(&b, inputs, &d->inputs[i]);
    add_points(&b, root, d->n);
    dgh_json_add_vectors(&b, root, "cell_ang", d->cell_ang[0], 3);
    dgh_json_add_reals(&b, root, "origin_ang", d->origin_ang, 3);
    dgh_json_add_real(&b, root, "integral", d->integral);
    dgh_json_add_real(&b, root, "integral_positive", d->integral_positive);
    dgh_json_add_real(&b, root, "integral_negative", d->integral_negative);
    dgh_json_add_real(&b, root, "integral_absolute", d->integral_absolute);
    add_optional(&b, root, "expected_integral", d->expected_integral.has,
                 d->expected_integral.value);
    dgh_json_add_real(&b, root, "largest", d->largest);
    dgh_json_add_real(&b, root, "smallest", d->smallest);
    add_optional(&b, root, "dipole_e_ang", d->has_dipole, d->dipole_e_ang);
    add_optional(&b, root, "potential_step_ev", d->has_dipole, d->potential_step_ev);
    add_profile(&b, root, d);
    add_atoms(&b, root, d);
    add_basins(&b, root, d);
    dgh_json_add_text(&b, root, "written", d->written_path);
    dgh_json_add_diagnostics(&b, root, d->diagnostics, d->n_diagnostics);
    return dgh_json_document_finish(out, &b, root, err);
}

dgh_status dgh_report_difference_csv(char **out, const dgh_difference *d, dgh_error *err)
{
    const dgh_profile *p = d->profile;
    dgh_csv csv = dgh_csv_make("plane,position_ang,mean,per_ang,cumulated");
    for (size_t i = 0; i < p->n; i++) {
        dgh_csv_integer(&csv, (int64_t)i);
        dgh_csv_number(&csv, p->position_ang[i]);
        dgh_csv_number(&csv, p->mean[i]);
        dgh_csv_number(&csv, p->per_length[i]);
        dgh_csv_number(&csv, p->cumulated[i]);
        dgh_csv_end_row(&csv);
    }
    return dgh_document_finish(out, &csv.document, err);
}
