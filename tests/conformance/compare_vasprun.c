/* vasprun.xml. */
#include <string.h>

#include "conformance.h"

static bool is_yes(const char *value)
{
    return strcmp(value, "True") == 0;
}

/* <calculation> elements that were closed; one that was cut has no final energy. */
static verdict ncalc(manifest_row *row, const dgh_calculation *r, const char *value)
{
    char buffer[64];
    size_t n = r->n_steps;
    bool incomplete = row_value(row, "last_calc_incomplete", buffer, sizeof buffer) != NULL;
    double expected;
    value_number(value, &expected, NULL);
    if (incomplete && (double)n + 1.0 == expected)
        return RIGHT; /* a step of which nothing was complete need not be in the record */
    return compare_count(row, "steps", n, value);
}

static verdict wellformed(manifest_row *row, const dgh_calculation *r, const char *value)
{
    if (!is_yes(value) && r->status != DGH_RUN_INTERRUPTED && r->status != DGH_RUN_FAILED &&
        r->n_diagnostics == 0)
        return wrong(row, "damaged XML, and the record is %s without a word",
                     dgh_run_status_name(r->status));
    if (is_yes(value) && r->status == DGH_RUN_INTERRUPTED)
        return wrong(row, "well-formed XML is called interrupted");
    return RIGHT;
}

static verdict incomplete(manifest_row *row, const dgh_calculation *r, const char *value)
{
    (void)value;
    if (r->status != DGH_RUN_INTERRUPTED && r->status != DGH_RUN_FAILED)
        return wrong(row, "the last step is cut, and the record is %s",
                     dgh_run_status_name(r->status));
    return RIGHT;
}

static verdict one_energy(manifest_row *row, const dgh_ionic_step *s, dgh_energy_kind kind,
                          double expected, double tolerance)
{
    return compare_real(row, dgh_energy_kind_name(kind), s->energy_ev[kind], expected, tolerance);
}

/* Up to 6.0.8 e_wo_entrp of the step holds energy(sigma->0) and e_0_energy holds F - E; from 6.1.1
 * on the names are right. Whether F - e_0 is E, or E0 lies between, tells which. */
static verdict final_energy(manifest_row *row, const dgh_calculation *r, const char *value)
{
    const dgh_ionic_step *s = last_energy_step(r);
    double f, wo, e0;
    if (!value_of_key(value, "e_fr_energy", &f) || !value_of_key(value, "e_wo_entrp", &wo) ||
        !value_of_key(value, "e_0_energy", &e0))
        return wrong(row, "unreadable value \"%s\"", value);
    if (!s)
        return wrong(row, "expected F = %.8f, found no energy", f);
    verdict v = one_energy(row, s, DGH_ENERGY_FREE, f, 1e-9);
    if (v != RIGHT)
        return v;
    double entropy = f - wo;
    if (entropy < 0.0)
        entropy = -entropy;
    double distance = e0 - f;
    if (distance < 0.0)
        distance = -distance;
    bool old_labels = distance > 10.0 * entropy + 1e-6;
    if (old_labels)
        return one_energy(row, s, DGH_ENERGY_SIGMA0, wo, 1e-9);
    v = one_energy(row, s, DGH_ENERGY_WITHOUT_ENTROPY, wo, 1e-9);
    return v == RIGHT ? one_energy(row, s, DGH_ENERGY_SIGMA0, e0, 1e-9) : v;
}

/* Energies of the electronic loop are not final: they count only where they are repeated so. */
static verdict last_scstep(manifest_row *row, const dgh_calculation *r, const char *value)
{
    char buffer[512];
    if (row_value(row, "final_energy_block", buffer, sizeof buffer))
        return NOT_CARRIED;
    double f;
    if (value_of_key(value, "e_fr_energy", &f))
        for (size_t i = 0; i < r->n_steps; i++)
            if (r->steps[i].energy_ev[DGH_ENERGY_FREE].has &&
                r->steps[i].energy_ev[DGH_ENERGY_FREE].value == f)
                return wrong(row, "an energy of the electronic loop was taken as final");
    return RIGHT;
}

static verdict efermi(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = 0; i < r->n_steps; i++)
        if (r->steps[i].fermi_ev.has)
            return compare_real(row, "first Fermi level", r->steps[i].fermi_ev, expected, 1e-9);
    return wrong(row, "Fermi level: expected %s, found none", value);
}

static verdict fmax_last(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].force_ev_per_ang)
            return compare_number(row, "largest force", largest_force(r, &r->steps[i], NULL),
                                  expected, 6e-7);
    return wrong(row, "largest force: expected %s, found no forces", value);
}

static verdict nscf_last(manifest_row *row, const dgh_calculation *r, const char *value)
{
    for (size_t i = r->n_steps; i-- > 0;)
        if (r->steps[i].n_electronic)
            return compare_count(row, "electronic iterations of the last step",
                                 r->steps[i].n_electronic, value);
    if (strcmp(value, "0") == 0)
        return RIGHT;
    return wrong(row, "electronic iterations: expected %s, found none", value);
}

static verdict nelm(manifest_row *row, const dgh_calculation *r, const char *value)
{
    double expected;
    value_number(value, &expected, NULL);
    if (!r->max_electronic_steps.has)
        return wrong(row, "NELM: expected %s, found none", value);
    /* the script took the last NELM of the file, which belongs to the response functions and is 1
     * where INCAR has none; that of the electronic loop is then the default, 60 */
    if (expected == 1.0 && r->max_electronic_steps.value == 60)
        return RIGHT;
    return compare_number(row, "NELM", (double)r->max_electronic_steps.value, expected, 0.0);
}

static verdict selective(manifest_row *row, const dgh_calculation *r, const char *value)
{
    if (is_yes(value) != (r->structure.is_free != NULL))
        return wrong(row, "selective dynamics: expected %s", value);
    return RIGHT;
}

static verdict dynmat(manifest_row *row, const dgh_calculation *r, const char *value)
{
    if (is_yes(value) && r->vibrations.n_dofs == 0)
        return wrong(row, "<dynmat> is there, and the record has no Hessian");
    return RIGHT;
}

static verdict n_dynmat_eig(manifest_row *row, const dgh_calculation *r, const char *value)
{
    return compare_count(row, "modes", r->vibrations.n_modes, value);
}

const name_entry VASPRUN_NAMES[] = {
    {"ncalc", ncalc, NULL},
    {"wellformed", wellformed, NULL},
    {"xmlerr", wellformed, "expat's words; that something is damaged must be said"},
    {"last_calc_incomplete", incomplete, NULL},
    {"final_energy_block", final_energy, NULL},
    {"last_scstep", last_scstep, "not a final energy"},
    {"efermi", efermi, NULL},
    {"fmax_last", fmax_last, NULL},
    {"nscf_last", nscf_last, NULL},
    {"NELM", nelm, NULL},
    {"selective", selective, NULL},
    {"dynmat", dynmat, NULL},
    {"n_dynmat_eig", n_dynmat_eig, NULL},
    {NULL, NULL, NULL},
};
