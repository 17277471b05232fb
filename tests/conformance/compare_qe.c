/* pw.x: its output, and its XML. Energies are converted with one Rydberg for all. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/constants.h"
#include "conformance.h"

static verdict energy_of(manifest_row *row, const dgh_calculation *r, const char *value,
                         double unit_ev)
{
    double expected;
    value_number(value, &expected, NULL);
    const dgh_ionic_step *s = last_energy_step(r);
    if (!s)
        return wrong(row, "F: expected %s, found no energy", value);
    return compare_real(row, "F in eV", s->energy_ev[DGH_ENERGY_FREE], expected * unit_ev, 1e-9);
}

static verdict etot_ry(manifest_row *row, const dgh_calculation *r, const char *value)
{
    char buffer[64];
    if (row_value(row, "etot_bangbang_Ry", buffer, sizeof buffer))
        return NOT_CARRIED; /* a hybrid: the `!!` line is the final one */
    return energy_of(row, r, value, DGH_RYDBERG_EV);
}

static verdict etot_bangbang(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return energy_of(row, r, value, DGH_RYDBERG_EV);
}

/* Number of `!` lines: one a step, all of them energies. */
static verdict n_excl(manifest_row *row, const dgh_calculation *r, const char *value)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_steps; i++)
        n += r->steps[i].energy_ev[DGH_ENERGY_FREE].has;
    char buffer[64];
    if (row_value(row, "etot_bangbang_Ry", buffer, sizeof buffer))
        return NOT_CARRIED; /* several `!` lines of one hybrid step */
    return compare_count(row, "steps with an energy", n, value);
}

static verdict scf_conv(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    size_t n = 0;
    for (size_t i = 0; i < r->n_steps; i++)
        n += r->steps[i].electronic_converged == DGH_YES;
    return n ? RIGHT : wrong(row, "no step is electronically converged");
}

static verdict scf_notconv(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (r->status == DGH_RUN_COMPLETE)
        return wrong(row, "\"convergence NOT achieved\", and the run is called complete");
    return RIGHT;
}

static verdict job_done(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    char buffer[64];
    bool out_of_time = row_value(row, "maxtime", buffer, sizeof buffer) != NULL;
    if (r->status == DGH_RUN_INTERRUPTED && !out_of_time)
        return wrong(row, "JOB DONE, and the run is called interrupted");
    return RIGHT;
}

static verdict last_fermi(manifest_row *row, const dgh_calculation *r, double expected,
                          double tolerance)
{
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].fermi_ev.has)
            return compare_real(row, "Fermi level", r->steps[i].fermi_ev, expected, tolerance);
    return wrong(row, "Fermi level: expected %.6f, found none", expected);
}

static verdict fermi(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    return last_fermi(row, r, expected, 1e-9);
}

static verdict total_force(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = r->n_steps; i-- > 0;) {
        const double *f = r->steps[i].force_ev_per_ang;
        if (!f)
            continue;
        double sum = 0.0;
        for (size_t k = 0; k < 3 * r->structure.n_atoms; k++)
            sum += f[k] * f[k];
        /* the square root of the sum of squares over all atoms; fixed ones count there as zero,
         * and the components are printed with eight decimals */
        double total = sqrt(sum) / (DGH_RYDBERG_EV / DGH_BOHR_ANG);
        if (r->structure.is_free)
            return total + 2e-6 >= expected ? RIGHT
                                            : wrong(row,
                                                    "total force: expected %s Ry/bohr, found "
                                                    "%.8f",
                                                    value, total);
        return compare_number(row, "total force in Ry/bohr", total, expected, 1.5e-6);
    }
    return wrong(row, "total force: expected %s, found no forces", value);
}

static verdict pressure(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = r->n_steps; i-- > 0;) {
        const dgh_ionic_step *s = &r->steps[i];
        if (s->has_stress) {
            double trace = s->stress_kbar[0][0] + s->stress_kbar[1][1] + s->stress_kbar[2][2];
            return compare_number(row, "pressure in kbar", trace / 3.0, expected, 0.0151);
        }
    }
    return wrong(row, "pressure: expected %s, found no stress", value);
}

static verdict smearing(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    const dgh_ionic_step *s = last_energy_step(r);
    if (!s || !s->energy_ev[DGH_ENERGY_FREE].has || !s->energy_ev[DGH_ENERGY_WITHOUT_ENTROPY].has)
        return wrong(row, "F and E are not both there");
    double found = s->energy_ev[DGH_ENERGY_FREE].value -
                   s->energy_ev[DGH_ENERGY_WITHOUT_ENTROPY].value;
    return compare_number(row, "F - E in eV", found, expected * DGH_RYDBERG_EV, 1e-9);
}

static verdict internal(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    const dgh_ionic_step *s = last_energy_step(r);
    if (!s)
        return wrong(row, "no energy");
    /* F, TS and E are each rounded to 1e-8 Ry */
    return compare_real(row, "E in eV", s->energy_ev[DGH_ENERGY_WITHOUT_ENTROPY],
                        expected * DGH_RYDBERG_EV, 3e-7);
}

static verdict tot_mag(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double v[4];
    size_t n = value_numbers(value, v, 4);
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].magnetisation_mub.has)
            return n == 1 ? compare_real(row, "magnetisation", r->steps[i].magnetisation_mub, v[0],
                                         1e-9)
                          : NOT_CARRIED;
    return n == 1 ? wrong(row, "magnetisation: expected %s, found none", value) : NOT_CARRIED;
}

static verdict final_bfgs(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (r->ionic_converged == DGH_UNKNOWN)
        return wrong(row, "BFGS printed its final energy, and nothing is said of the relaxation");
    return RIGHT;
}

static verdict bfgs_end(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (r->ionic_converged == DGH_UNKNOWN)
        return wrong(row, "the end of BFGS is there, and nothing is said of the relaxation");
    return RIGHT;
}

static verdict maxtime(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (r->status == DGH_RUN_COMPLETE)
        return wrong(row, "out of time, and the run is called complete");
    return RIGHT;
}

static verdict errors(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (r->status == DGH_RUN_COMPLETE)
        return wrong(row, "%s, and the run is called complete", value);
    return RIGHT;
}

const name_entry PW_NAMES[] = {
    {"etot_Ry", etot_ry, NULL},
    {"etot_bangbang_Ry", etot_bangbang, NULL},
    {"n_excl", n_excl, NULL},
    {"scf_conv", scf_conv, NULL},
    {"scf_notconv", scf_notconv, NULL},
    {"job_done", job_done, NULL},
    {"fermi", fermi, NULL},
    {"fermi_updw", NULL, "two Fermi levels; the record holds one"},
    {"homo", NULL, "an insulator's highest level is not a Fermi level"},
    {"homo_lumo", NULL, "likewise"},
    {"total_force", total_force, NULL},
    {"pressure", pressure, NULL},
    {"smearing_mTS", smearing, NULL},
    {"internal", internal, NULL},
    {"tot_mag", tot_mag, NULL},
    {"abs_mag", NULL, "the record holds the total magnetisation"},
    {"final_bfgs", final_bfgs, NULL},
    {"bfgs_end", bfgs_end, NULL},
    {"maxtime", maxtime, NULL},
    {"errors", errors, NULL},
    {NULL, NULL, NULL},
};

static verdict etot_ha(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return energy_of(row, r, value, DGH_HARTREE_EV);
}

static verdict fermi_ha(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    return last_fermi(row, r, expected * DGH_HARTREE_EV, 1e-9);
}

static verdict total_mag(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].magnetisation_mub.has)
            return compare_real(row, "magnetisation", r->steps[i].magnetisation_mub, expected,
                                1e-9);
    /* without spin the file writes a zero that means nothing */
    return fabs(expected) < 1e-9 ? RIGHT
                                 : wrong(row, "magnetisation: expected %s, found none", value);
}

static verdict functional(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return compare_text(row, "functional", r->settings[DGH_SETTING_FUNCTIONAL].text, value);
}

static verdict n_scf_steps(manifest_row *row, const dgh_calculation *r, const char *value)
{
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].n_electronic)
            return compare_count(row, "electronic iterations", r->steps[i].n_electronic, value);
    return wrong(row, "electronic iterations: expected %s, found none", value);
}

static verdict scf_error(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].electronic_accuracy_ev.has) {
            /* the file's scf_error is in Hartree */
            double found = r->steps[i].electronic_accuracy_ev.value;
            if (fabs(found - expected * DGH_HARTREE_EV) <= 1e-9 * fabs(found) + 1e-15)
                return RIGHT;
            return wrong(row, "scf_error in eV: expected %g, found %g", expected * DGH_HARTREE_EV,
                         found);
        }
    return wrong(row, "scf_error: expected %s, found none", value);
}

static verdict scf_converged(manifest_row *row, const dgh_calculation *r, const char *value)
{
    const dgh_ionic_step *s = last_energy_step(r);
    bool yes = strcmp(value, "true") == 0;
    if (!s)
        return wrong(row, "no energy");
    if (!yes && (s->electronic_converged == DGH_YES || r->status == DGH_RUN_COMPLETE))
        return wrong(row, "the file says unconverged, the record %s",
                     dgh_run_status_name(r->status));
    return RIGHT;
}

static verdict fmax_ha(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].force_ev_per_ang)
            return compare_number(row, "largest force in Ha/bohr",
                                  largest_force(r, &r->steps[i], NULL) /
                                      (DGH_HARTREE_EV / DGH_BOHR_ANG),
                                  expected, 6e-9);
    return wrong(row, "largest force: expected %s, found no forces", value);
}

static verdict xmlerr(manifest_row *row, const dgh_calculation *r, const char *value)
{
    if (r->status == DGH_RUN_COMPLETE)
        return wrong(row, "damaged XML (%s), and the run is called complete", value);
    return RIGHT;
}

const name_entry SCHEMA_NAMES[] = {
    {"etot", etot_ha, NULL},
    {"fermi_energy", fermi_ha, NULL},
    {"highestOccupiedLevel", NULL, "an insulator's highest level is not a Fermi level"},
    {"total", total_mag, NULL},
    {"absolute", NULL, "the record holds the total magnetisation"},
    {"functional", functional, NULL},
    {"n_scf_steps", n_scf_steps, NULL},
    {"scf_error", scf_error, NULL},
    {"scf_converged", scf_converged, NULL},
    {"fmax_Ha_bohr", fmax_ha, NULL},
    {"xmlerr", xmlerr, NULL},
    {NULL, NULL, NULL},
};
