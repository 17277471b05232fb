/* The self-consistent loop of pw.x and the energies of an ionic step. Written by
 * PW/src/electrons.f90 (print_energies) and print_ks_energies.f90.
 *
 * Behind the `!` stands F, the free energy, which is variational under smearing (N. Marzari, D.
 * Vanderbilt, A. De Vita, M. C. Payne, Phys. Rev. Lett. 82, 3296 (1999)); `smearing contrib. (-TS)`
 * is F - E. With iprint set in the input `!` lines stand in the middle of the loop too: one
 * counts when "End of self-consistent calculation" came before it or "convergence has been
 * achieved" after it. Hybrids repeat the loop for each guess of the exchange operator and end with
 * `!!`. */
#include "espresso/pw_output.h"

#include <math.h>

#include "espresso/settings.h"

static bool has_energy(const pw_reader *r)
{
    return r->step.energy_ev[DGH_ENERGY_FREE].has;
}

static dgh_real real_here(const pw_reader *r, double value)
{
    return dgh_builder_real(&r->builder, value, r->cursor.line);
}

static void drop_energy(pw_reader *r)
{
    for (size_t i = 0; i < 3; i++)
        r->step.energy_ev[i] = (dgh_real){0};
    r->smearing_ry = (dgh_real){0};
    r->stated_converged_line = 0;
    r->step.electronic_converged = DGH_UNKNOWN;
}

/* The step belongs to the geometry in force. */
static void open_step(pw_reader *r)
{
    if (r->step_open)
        return;
    r->step = (dgh_ionic_step){.source = dgh_pw_source(r)};
    r->step_open = true;
    r->step_has_total_force = false;
    r->smearing_ry = (dgh_real){0};
    r->accuracy_ry = -1.0;
    r->stated_converged_line = 0;
    r->scf_correction_line = 0;
    r->step.position_ang = r->position_ang;
    if (r->has_cell) {
        r->step.has_cell = true;
        memcpy(r->step.cell_ang, r->cell_ang, sizeof r->cell_ang);
    }
}

/* E and E0 where the smearing is known: fixed occupations and tetrahedra have F = E = E0. */
static void derive_energies(pw_reader *r)
{
    dgh_real *energy = r->step.energy_ev;
    if (!energy[DGH_ENERGY_FREE].has)
        return;
    const dgh_setting *smearing = &r->builder.calculation->settings[DGH_SETTING_SMEARING];
    if (r->smearing_ry.has) {
        double f = energy[DGH_ENERGY_FREE].value;
        double e = f - r->smearing_ry.value * DGH_RYDBERG_EV;
        energy[DGH_ENERGY_WITHOUT_ENTROPY] = (dgh_real){true, e, r->smearing_ry.source};
        if (smearing->has)
            energy[DGH_ENERGY_SIGMA0] = (dgh_real){true, dgh_qe_sigma0_ev(f, e, smearing->text),
                                                   r->smearing_ry.source};
    } else if (smearing->has && (strcmp(smearing->text, "fixed") == 0 ||
                                 strncmp(smearing->text, "tetrahedron", 11) == 0)) {
        energy[DGH_ENERGY_WITHOUT_ENTROPY] = energy[DGH_ENERGY_SIGMA0] = energy[DGH_ENERGY_FREE];
    }
}

/* With scf_must_converge = .false. pw.x writes "convergence has been achieved" though it was not:
 * only the accuracy behind the last `!` tells. It is printed with eight decimals down to 1e-8 Ry
 * and with two digits below; conv_thr with two digits, "new conv_thr" with ten decimals. */
static void judge_convergence(pw_reader *r)
{
    dgh_ionic_step *step = &r->step;
    if (!has_energy(r))
        return;
    bool known = r->step_threshold_ry > 0.0 && r->accuracy_ry >= 0.0;
    double rounding = r->accuracy_is_rounded ? 0.5000001e-8 : 0.051 * fabs(r->accuracy_ry);
    bool met = known && r->accuracy_ry - rounding <=
                            r->step_threshold_ry * 1.051 + r->step_threshold_rounding_ry;
    if (known && !met) {
        step->electronic_converged = DGH_NO;
        PW_NOTE(r, DGH_WARNING, "scf-accuracy-above-threshold",
                step->electronic_accuracy_ev.source.line,
                "estimated scf accuracy %.2g Ry where conv_thr is %.2g Ry: the step is not "
                "converged, whatever the output says (scf_must_converge = .false.)",
                r->accuracy_ry, r->step_threshold_ry);
    } else if (r->stated_converged_line || (met && r->scf_ended)) {
        step->electronic_converged = DGH_YES;
    }
}

void dgh_pw_end_step(pw_reader *r)
{
    if (!r->step_open)
        return;
    r->step_open = false;
    if (r->exact_exchange_loop || (has_energy(r) && !r->scf_ended && !r->stated_converged_line))
        drop_energy(r);
    r->exact_exchange_loop = false;
    judge_convergence(r);
    derive_energies(r);
    bool worth = has_energy(r) || r->step.n_electronic || r->step.fermi_ev.has ||
                 r->step.electronic_converged != DGH_UNKNOWN;
    dgh_ionic_step *step = worth ? dgh_builder_add_step(&r->builder) : NULL;
    if (step)
        *step = r->step;
    else if (worth)
        r->out_of_memory = true;
}

static void self_consistent(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    r->self_consistent_line = r->cursor.line;
    if (r->step_open && r->step_has_total_force)
        dgh_pw_end_step(r); /* abridged outputs: the new geometry was not printed */
    open_step(r);
    r->scf_ended = false;
}

static void iteration(pw_reader *r, dgh_slice rest)
{
    size_t n;
    open_step(r);
    if (has_energy(r) && !r->stated_converged_line && !r->exact_exchange_loop)
        drop_energy(r); /* iprint */
    r->scf_ended = false;
    if (dgh_slice_size(&rest, UINT32_MAX, &n))
        r->step.n_electronic = (uint32_t)n;
}

static void end_of_scf(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    open_step(r);
    r->scf_ended = true;
}

static void end_of_bands(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    open_step(r);
    r->bands_line = r->cursor.line;
}

static void free_energy(pw_reader *r, dgh_slice rest)
{
    double value;
    if (r->step_open && r->step_has_total_force)
        dgh_pw_end_step(r);
    open_step(r);
    drop_energy(r);
    r->accuracy_ry = -1.0;
    r->step.electronic_accuracy_ev = (dgh_real){0};
    r->step_threshold_ry = r->threshold_ry;
    r->step_threshold_rounding_ry = r->threshold_rounding_ry;
    if (!dgh_pw_value(rest, &value))
        return;
    r->step.energy_ev[DGH_ENERGY_FREE] = real_here(r, value * DGH_RYDBERG_EV);
    r->step.source = dgh_pw_source(r);
}

static void hybrid_energy(pw_reader *r, dgh_slice rest)
{
    double value;
    if (!r->step_open || !dgh_pw_value(rest, &value))
        return;
    r->exact_exchange_loop = false;
    r->step.energy_ev[DGH_ENERGY_FREE] = real_here(r, value * DGH_RYDBERG_EV);
    r->step.source = dgh_pw_source(r);
}

static void exact_exchange_loop(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    if (r->step_open)
        r->exact_exchange_loop = true;
}

static void smearing_contribution(pw_reader *r, dgh_slice rest)
{
    double value;
    if (r->step_open && has_energy(r) && dgh_pw_value(rest, &value))
        r->smearing_ry = real_here(r, value);
}

static void accuracy(pw_reader *r, dgh_slice rest)
{
    double value;
    if (!r->step_open || !dgh_pw_value(rest, &value))
        return;
    r->accuracy_ry = value;
    r->accuracy_is_rounded = !memchr(rest.data, 'E', rest.size);
    r->step.electronic_accuracy_ev = real_here(r, value * DGH_RYDBERG_EV);
}

static void converged(pw_reader *r, dgh_slice rest)
{
    size_t n;
    if (!r->step_open)
        return;
    r->stated_converged_line = r->cursor.line;
    r->decomposition_complete = r->decomposition_line != 0;
    if (dgh_slice_size(&rest, UINT32_MAX, &n))
        r->step.n_electronic = (uint32_t)n;
}

static void not_converged(pw_reader *r, dgh_slice rest)
{
    size_t n;
    open_step(r);
    drop_energy(r);
    if (dgh_slice_size(&rest, UINT32_MAX, &n))
        r->step.n_electronic = (uint32_t)n;
    r->step.electronic_converged = DGH_NO;
    r->not_converged_line = r->cursor.line;
}

static void fermi_energy(pw_reader *r, dgh_slice rest)
{
    double value;
    open_step(r);
    if (dgh_slice_double(&rest, &value))
        r->step.fermi_ev = real_here(r, value);
}

/* With a fixed total magnetisation each spin has its own level; electrons leave from the higher. */
static void two_fermi_energies(pw_reader *r, dgh_slice rest)
{
    double value[2];
    open_step(r);
    if (!dgh_slice_doubles(&rest, value, 2))
        return;
    r->step.fermi_ev = real_here(r, value[0] > value[1] ? value[0] : value[1]);
    PW_NOTE(r, DGH_NOTE, "two-fermi-energies", r->cursor.line,
            "spin up and down have Fermi energies of their own; the record holds the higher one");
}

static void highest_occupied(pw_reader *r, dgh_slice rest)
{
    double value;
    open_step(r);
    dgh_slice number;
    if (!dgh_slice_after(rest, "(ev):", &number) || !dgh_slice_double(&number, &value))
        return;
    r->step.fermi_ev = real_here(r, value);
    PW_NOTE(r, DGH_NOTE, "fermi-is-highest-occupied", 0,
            "no Fermi energy is printed for fixed occupations; the record holds the highest "
            "occupied level instead");
}

/* Noncollinear runs print a vector: the record holds its length. */
static void magnetisation(pw_reader *r, dgh_slice rest)
{
    double v[3];
    dgh_slice after;
    if (!r->step_open || !dgh_slice_after(rest, "=", &after) || !dgh_slice_double(&after, &v[0]))
        return;
    if (dgh_slice_doubles(&after, v + 1, 2))
        v[0] = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    else
        r->collinear = true;
    r->step.magnetisation_mub = real_here(r, v[0]);
}

static void new_threshold(pw_reader *r, dgh_slice rest)
{
    double value;
    if (!dgh_pw_value(rest, &value))
        return;
    r->threshold_ry = value;
    r->threshold_rounding_ry = memchr(rest.data, 'E', rest.size) ? 0.0 : 0.51e-10;
    if (value == 0.0)
        r->threshold_ry = 1e-300; /* below the digits of the line, yet stated */
}

static void makov_payne(pw_reader *r, dgh_slice rest)
{
    (void)rest;
    PW_NOTE(r, DGH_WARNING, "makov-payne-left-out", r->cursor.line,
            "the Makov-Payne correction is printed beside the total energy and is not part of the "
            "energies of this record");
}

/* The temperature is printed behind the new positions, and belongs to the step before them. */
static void temperature(pw_reader *r, dgh_slice rest)
{
    double value;
    dgh_slice number;
    if (!dgh_slice_after(rest, "=", &number) || !dgh_slice_double(&number, &value))
        return;
    if (r->step_open && has_energy(r))
        r->step.temperature_k = real_here(r, value);
    else if (r->builder.n_steps)
        r->builder.steps[r->builder.n_steps - 1].temperature_k = real_here(r, value);
}

static void kinetic_energy(pw_reader *r, dgh_slice rest)
{
    dgh_slice t;
    if (dgh_slice_after(rest, " T ", &t))
        temperature(r, t);
}

const pw_rule DGH_PW_STEP_RULES[] = {
    {"Self-consistent Calculation", self_consistent},
    {"iteration #", iteration},
    {"estimated scf accuracy", accuracy},
    {"End of self-consistent calculation", end_of_scf},
    {"End of band structure calculation", end_of_bands},
    {"!    total energy", free_energy},
    {"!!   total energy", hybrid_energy},
    {"!    Total+Makov-Payne energy", makov_payne},
    {"EXX: now go back to refine exchange calculation", exact_exchange_loop},
    {"smearing contrib. (-TS)", smearing_contribution},
    {"convergence has been achieved in", converged},
    {"convergence NOT achieved after", not_converged},
    {"EXX convergence NOT achieved after", not_converged},
    {"the Fermi energy is", fermi_energy},
    {"the spin up/dw Fermi energies are", two_fermi_energies},
    {"highest occupied", highest_occupied},
    {"total magnetization", magnetisation},
    {"new conv_thr", new_threshold},
    {"temperature  ", temperature},
    {"Ekin  ", kinetic_energy},
    {NULL, NULL},
};
