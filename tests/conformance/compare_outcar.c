/* OUTCAR: the manifest's script took the values of the last FREE ENERGIE block and TOTAL-FORCE
 * table, whatever they belong to; TOTEN_first and the like are those of the first. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conformance.h"

static const dgh_ionic_step *last_step(const dgh_calculation *record)
{
    return record->n_steps ? &record->steps[record->n_steps - 1] : NULL;
}

static verdict compare_energy(manifest_row *row, const dgh_ionic_step *step, dgh_energy_kind kind,
                              const char *value)
{
    double expected;
    if (!value_number(value, &expected, NULL))
        return wrong(row, "no number in \"%s\"", value);
    if (!step)
        return wrong(row, "energy %s: expected %s, found no step", dgh_energy_kind_name(kind),
                     value);
    return compare_real(row, dgh_energy_kind_name(kind), step->energy_ev[kind], expected, 1e-9);
}

/* ML_TOTEN is that of a force field. */
static verdict toten(manifest_row *row, const dgh_calculation *r, const char *value)
{
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].energy_ev[DGH_ENERGY_FREE].has && !r->steps[i].machine_learned)
            return compare_energy(row, &r->steps[i], DGH_ENERGY_FREE, value);
    return wrong(row, "F: expected %s, found no step", value);
}

static verdict e_wo_entropy(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return compare_energy(row, last_energy_step(r), DGH_ENERGY_WITHOUT_ENTROPY, value);
}

static verdict e_sigma0(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return compare_energy(row, last_energy_step(r), DGH_ENERGY_SIGMA0, value);
}

static verdict toten_first(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return compare_energy(row, r->n_steps ? r->steps : NULL, DGH_ENERGY_FREE, value);
}

static verdict e_sigma0_first(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return compare_energy(row, r->n_steps ? r->steps : NULL, DGH_ENERGY_SIGMA0, value);
}

static verdict ml_toten(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].machine_learned)
            return compare_real(row, "F of the force field", r->steps[i].energy_ev[DGH_ENERGY_FREE],
                                expected, 1e-9);
    return wrong(row, "no step is marked as machine-learned");
}

/* An electronic energy of a step that has no final one must not come out as an energy. */
static verdict scf_line_only(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = 0; i < r->n_steps; i++)
        if (r->steps[i].energy_ev[DGH_ENERGY_FREE].has &&
            r->steps[i].energy_ev[DGH_ENERGY_FREE].value == expected)
            return wrong(row, "the energy %s of an electronic step was taken as final", value);
    if (r->status == DGH_RUN_COMPLETE)
        return wrong(row, "a run without a final energy is called complete");
    return RIGHT;
}

static verdict steps(manifest_row *row, const dgh_calculation *r, const char *value)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_steps; i++)
        n += r->steps[i].energy_ev[DGH_ENERGY_FREE].has ||
             r->steps[i].energy_ev[DGH_ENERGY_SIGMA0].has;
    return compare_count(row, "ionic steps with an energy", n, value);
}

static verdict force_of(manifest_row *row, const dgh_calculation *r, const dgh_ionic_step *step,
                        const bool *is_free, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    double found = largest_force(r, step, is_free);
    if (found < 0.0)
        return wrong(row, "largest force: expected %s, found no forces", value);
    return compare_number(row, "largest force", found, expected, 6e-7);
}

static const dgh_ionic_step *last_force_step(const dgh_calculation *r)
{
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].force_ev_per_ang)
            return &r->steps[i];
    return NULL;
}

static verdict fmax_last(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return force_of(row, r, last_force_step(r), NULL, value);
}

static verdict fmax_first(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return force_of(row, r, r->n_steps ? r->steps : NULL, NULL, value);
}

/* OUTCAR does not say what is frozen; the POSCAR or CONTCAR beside it does. */
static verdict fmax_free(manifest_row *row, const dgh_calculation *r, const char *value)
{
    static const char *const NAMES[] = {"POSCAR", "CONTCAR"};
    for (size_t i = 0; i < 2; i++) {
        char path[4096];
        const char *slash = strrchr(row->full, '/');
        snprintf(path, sizeof path, "%.*s/%s", (int)(slash - row->full), row->full, NAMES[i]);
        dgh_calculation *poscar = NULL;
        if (dgh_read_file(&poscar, path, NULL, NULL) != DGH_OK)
            continue;
        verdict v = WRONG;
        bool usable = poscar->structure.is_free &&
                      poscar->structure.n_atoms == r->structure.n_atoms;
        if (usable)
            v = force_of(row, r, last_force_step(r), poscar->structure.is_free, value);
        dgh_calculation_free(poscar);
        if (usable)
            return v;
    }
    return wrong(row, "no POSCAR beside it could be read for its selective dynamics");
}

static verdict efermi_last(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].fermi_ev.has)
            return compare_real(row, "Fermi level", r->steps[i].fermi_ev, expected, 1e-9);
    return wrong(row, "Fermi level: expected %s, found none", value);
}

/* "number of electron  32.0000038 magnetization  2.0942063": the last such line. */
static verdict nelect_mag(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double v[4];
    size_t n = value_numbers(value, v, 4);
    if (n == 0)
        return wrong(row, "no number in \"%s\"", value);
    /* the line prints the sum of occupations, NELECT is the input: they agree to 1e-4 */
    verdict result = compare_real(row, "electrons", r->n_electrons, v[0], 1e-3);
    if (result != RIGHT || n != 2)
        return result;
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].magnetisation_mub.has)
            return compare_real(row, "magnetisation", r->steps[i].magnetisation_mub, v[1], 1e-9);
    return wrong(row, "magnetisation: expected %.7f, found none", v[1]);
}

static verdict pressure(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = r->n_steps; i-- > 0;) {
        const dgh_ionic_step *s = &r->steps[i];
        if (s->has_stress) {
            /* the six components of the stress line are rounded to 1e-5 kB, the pressure to 0.01 */
            double trace = s->stress_kbar[0][0] + s->stress_kbar[1][1] + s->stress_kbar[2][2];
            return compare_number(row, "pressure in kbar", trace / 3.0, expected, 0.00501);
        }
    }
    return wrong(row, "pressure: expected %s, found no stress", value);
}

static verdict nelm(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    if (!r->max_electronic_steps.has)
        return wrong(row, "NELM: expected %s, found none", value);
    return compare_number(row, "NELM", (double)r->max_electronic_steps.value, expected, 0.0);
}

static verdict scf_iter_last(manifest_row *row, const dgh_calculation *r, const char *value)
{
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].n_electronic)
            return compare_count(row, "electronic iterations of the last step",
                                 r->steps[i].n_electronic, value);
    return wrong(row, "electronic iterations: expected %s, found none", value);
}

static verdict steps_at_nelm(manifest_row *row, const dgh_calculation *r, const char *value)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_steps; i++) {
        bool at_limit = r->max_electronic_steps.has &&
                        r->steps[i].n_electronic >= (uint64_t)r->max_electronic_steps.value;
        n += at_limit;
    }
    return compare_count(row, "steps that took NELM iterations", n, value);
}

/* Before VASP 6 the message stands also where NELM was hit; below NELM it can be believed. */
static verdict elec_last_msg(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    const dgh_ionic_step *s = last_step(r);
    if (!s)
        return wrong(row, "no step");
    char buffer[64];
    double iterations = 0.0, limit = 0.0;
    if (row_value(row, "scf_iter_last", buffer, sizeof buffer))
        value_number(buffer, &iterations, NULL);
    if (row_value(row, "NELM", buffer, sizeof buffer))
        value_number(buffer, &limit, NULL);
    if (iterations > 0.0 && iterations < limit && s->electronic_converged == DGH_NO)
        return wrong(row, "EDIFF was reached within NELM, and the step is called unconverged");
    return RIGHT;
}

static verdict reached_accuracy(manifest_row *row, const dgh_calculation *r, const char *value)
{
    bool yes = strcmp(value, "yes") == 0;
    if (yes && r->ionic_converged != DGH_YES)
        return wrong(row, "\"reached required accuracy\" was not seen");
    if (!yes && r->ionic_converged == DGH_YES)
        return wrong(row, "a relaxation is called converged that does not say so");
    return RIGHT;
}

static verdict finished(manifest_row *row, const dgh_calculation *r, const char *value)
{
    bool yes = strcmp(value, "yes") == 0;
    if (yes && r->status == DGH_RUN_INTERRUPTED)
        return wrong(row, "a finished run is called interrupted");
    if (!yes && r->status != DGH_RUN_INTERRUPTED && r->status != DGH_RUN_FAILED)
        return wrong(row, "expected interrupted or failed, found %s",
                     dgh_run_status_name(r->status));
    return RIGHT;
}

static verdict edisp(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    const dgh_setting *s = &r->settings[DGH_SETTING_DISPERSION];
    if (!s->has || !s->text || strcmp(s->text, "none") == 0)
        return wrong(row, "Edisp is printed, and no dispersion correction is in the settings");
    return RIGHT;
}

static verdict hessian_blocks(manifest_row *row, const dgh_calculation *r, const char *value)
{
    bool expected = strcmp(value, "0") != 0;
    if (expected != (r->vibrations.n_dofs > 0))
        return wrong(row, "Hessian blocks %s, degrees of freedom found %zu", value,
                     r->vibrations.n_dofs);
    return RIGHT;
}

static verdict n_modes(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double v[2];
    size_t n = value_numbers(value, v, 1);
    const char *bracket = strchr(value, '(');
    if (n != 1 || !bracket || !value_number(bracket + 1, &v[1], NULL))
        return wrong(row, "unreadable value \"%s\"", value);
    size_t imaginary = 0;
    for (size_t i = 0; i < r->vibrations.n_modes; i++)
        imaginary += r->vibrations.modes[i].imaginary;
    if ((double)r->vibrations.n_modes != v[0] || (double)imaginary != v[1])
        return wrong(row, "modes: expected %s, found %zu (%zu imaginary)", value,
                     r->vibrations.n_modes, imaginary);
    return RIGHT;
}

static verdict sum_real(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected, sum = 0.0;
    value_number(value, &expected, NULL);
    for (size_t i = 0; i < r->vibrations.n_modes; i++)
        if (!r->vibrations.modes[i].imaginary)
            sum += r->vibrations.modes[i].freq_cm1;
    return compare_number(row, "sum of real modes", sum, expected, 1e-5);
}

/* The name in the manifest is "freq_cm1(neg=imag)": its value begins behind "imag)=". */
static verdict freq_cm1(manifest_row *row, const dgh_calculation *r, const char *value)
{
    const char *list = strchr(value, '=');
    double v[1024];
    size_t n = list ? value_numbers(list + 1, v, 1024) : 0;
    if (n == 0)
        return wrong(row, "unreadable value \"%s\"", value);
    return compare_modes(row, r, v, n, 1e-9);
}

const name_entry OUTCAR_NAMES[] = {
    {"steps", steps, NULL},
    {"TOTEN", toten, NULL},
    {"E_wo_entropy", e_wo_entropy, NULL},
    {"E_sigma0", e_sigma0, NULL},
    {"TOTEN_first", toten_first, NULL},
    {"E_sigma0_first", e_sigma0_first, NULL},
    {"TOTEN_last_scf_line_only", scf_line_only, NULL},
    {"ML_TOTEN", ml_toten, NULL},
    {"Efermi_last", efermi_last, NULL},
    {"Fmax_last(all atoms)", fmax_last, NULL},
    {"Fmax_last(free)", fmax_free, NULL},
    {"Fmax_first", fmax_first, NULL},
    {"nelect_mag", nelect_mag, NULL},
    {"pressure_kB", pressure, NULL},
    {"NELM", nelm, NULL},
    {"scf_iter_last", scf_iter_last, NULL},
    {"steps_at_NELM", steps_at_nelm, NULL},
    {"elec_last_msg", elec_last_msg, NULL},
    {"ionic_reached_accuracy", reached_accuracy, NULL},
    {"finished(General timing)", finished, NULL},
    {"Edisp", edisp, "the setting; the energy itself is a part of TOTEN"},
    {"Hessian_blocks", hessian_blocks, NULL},
    {"n_modes", n_modes, NULL},
    {"sum_real_cm1", sum_real, NULL},
    {"freq_cm1(neg", freq_cm1, NULL},
    {"freq_lists_printed", NULL, "a list printed twice is held once: n_modes tells"},
    {"odd_force_row", NULL, "a note on the nine columns of the vdW patch: Fmax tells"},
    {NULL, NULL, NULL},
};
