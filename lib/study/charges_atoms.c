/* Valences, net charges, and what there is to say of charges. */
#include <math.h>

#include "study/charges.h"

/* A basin of fewer electrons is noise: the program bader leaves those below 1e-4 out of its files.
 */
static const double NOISE_E = 1e-3;

static dgh_real valence_of(const dgh_charging *c, size_t atom, int element)
{
    const dgh_charges_options *o = c->options;
    for (size_t i = 0; element && i < o->n_valences; i++)
        if (o->valences[i].atomic_number == element)
            return (dgh_real){.has = true, .value = o->valences[i].valence_e};
    if (c->found->valence_e && atom < c->found->n_atoms &&
        c->found->n_atoms == c->density->structure.n_atoms)
        return (dgh_real){.has = true,
                          .value = c->found->valence_e[atom],
                          .source = {.path = c->found->valence_from}};
    for (size_t i = 0; element && i < c->n_free_atoms; i++)
        if (c->free_atoms[i]->atomic_number == element)
            return c->free_atoms[i]->valence_e;
    return (dgh_real){0};
}

static dgh_atom_charge make_atom(const dgh_charging *c, size_t i)
{
    const dgh_structure *s = &c->density->structure;
    const dgh_bader_atom *from = c->bader ? &c->bader->atoms[i] : &c->parted->atoms[i];
    const int element = dgh_structure_element(s, i);
    dgh_atom_charge atom = {
        .label = s->species[s->species_of_atom[i]].label,
        .atomic_number = element,
        .electrons = from->electrons,
        .valence_e = valence_of(c, i, element),
        .volume_ang3 = from->volume_ang3,
        .min_distance_ang = {.has = from->has_min_distance, .value = from->min_distance_ang},
        .moment_mub = {.has = c->charges.spin_path != NULL, .value = from->spin_e}};
    for (size_t x = 0; x < 3; x++)
        atom.position_ang[x] = s->position_ang[3 * i + x];
    return atom;
}

/* Electrons that the atoms bring, by their valence or by their number; negative = not known. */
static double electrons_brought(const dgh_atom_charge *atoms, size_t n, bool by_valence)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (by_valence ? !atoms[i].valence_e.has : atoms[i].atomic_number == 0)
            return -1.0;
        sum += by_valence ? atoms[i].valence_e.value : (double)atoms[i].atomic_number;
    }
    return sum;
}

/* Valences that lie further from the density's electrons than any cell is charged are of other
 * pseudopotentials, or the density has core electrons too. */
static bool valences_fit(const dgh_charging *c, double brought)
{
    return fabs(brought - c->charges.total_electrons) <= 0.5 + 0.05 * brought;
}

static void set_net_charges(dgh_charging *c, dgh_atom_charge *atoms)
{
    const size_t n = c->charges.n_atoms;
    const double brought = electrons_brought(atoms, n, true);
    if (brought < 0.0) {
        dgh_findings_add(&c->findings, DGH_NOTE, "no-valence",
                         (dgh_source){.path = c->density->path},
                         "net charges need the valence (ZVAL) of every atom, which no file beside "
                         "the density states");
        for (size_t i = 0; i < n; i++)
            if (atoms[i].valence_e.has)
                atoms[i].net_charge_e = (dgh_real){
                    .has = true, .value = atoms[i].valence_e.value - atoms[i].electrons};
        return;
    }
    if (!valences_fit(c, brought)) {
        dgh_findings_add(&c->findings, DGH_WARNING, "valences-do-not-fit",
                         (dgh_source){.path = c->density->path},
                         "the density holds %.4f electrons and the valences of the atoms add up to "
                         "%.4f: no net charges are given",
                         c->charges.total_electrons, brought);
        return;
    }
    c->charges.net_charge_e.has = true;
    for (size_t i = 0; i < n; i++) {
        atoms[i].net_charge_e = (dgh_real){.has = true,
                                           .value = atoms[i].valence_e.value - atoms[i].electrons};
        c->charges.net_charge_e.value += atoms[i].net_charge_e.value;
    }
}

dgh_status dgh_charging_fill_atoms(dgh_charging *c, dgh_error *err)
{
    const size_t n = c->density->structure.n_atoms;
    dgh_atom_charge *atoms = dgh_arena_alloc(c->arena, n, sizeof *atoms);
    if (!atoms)
        return dgh_error_nomem(err);
    for (size_t i = 0; i < n; i++)
        atoms[i] = make_atom(c, i);
    c->charges.atoms = atoms;
    c->charges.n_atoms = n;
    if (n)
        set_net_charges(c, atoms);
    return DGH_OK;
}

/* ---- findings ---------------------------------------------------------------------------------
 */

/* An all-electron density has its own maxima at the nuclei: it needs no reference. */
static bool holds_all_electrons(const dgh_charging *c)
{
    const double all = electrons_brought(c->charges.atoms, c->charges.n_atoms, false);
    bool heavy = false;
    for (size_t i = 0; i < c->charges.n_atoms; i++)
        heavy = heavy || c->charges.atoms[i].atomic_number > 10;
    return all > 0.0 && heavy && fabs(c->charges.total_electrons - all) < 0.1 * all;
}

static void check_reference(dgh_charging *c)
{
    if (c->charges.partition != DGH_PARTITION_BADER || c->charges.n_references ||
        holds_all_electrons(c))
        return;
    dgh_findings_add(
        &c->findings, DGH_WARNING, "no-reference", (dgh_source){.path = c->density->path},
        "partitioned without an all-electron reference: a density of valence electrons "
        "has its maxima beside the nuclei and none on many H, so that the basins "
        "can be wrong. Give AECCAR0 and AECCAR2 (VASP: LAECHG) or pp.x plot_num 21 as "
        "--reference");
}

static void check_electrons(dgh_charging *c)
{
    const dgh_real run = c->charges.run_electrons;
    if (!run.has || fabs(run.value - c->charges.total_electrons) <= 0.01 + 1e-4 * run.value)
        return;
    dgh_findings_add(&c->findings, DGH_WARNING, "electrons-differ", run.source,
                     "the density holds %.4f electrons, the run has %.4f",
                     c->charges.total_electrons, run.value);
}

static void check_atoms(dgh_charging *c)
{
    size_t empty = 0, first = 0, non_nuclear = 0;
    double held = 0.0;
    for (size_t i = c->charges.n_atoms; i-- > 0;)
        if (c->charges.atoms[i].volume_ang3 <= 0.0) {
            empty++;
            first = i;
        }
    if (empty)
        dgh_findings_add(&c->findings, DGH_WARNING, "atom-without-basin",
                         (dgh_source){.path = c->density->path},
                         "%zu of %zu atoms have no basin of their own, atom %zu first: the "
                         "partitioned density has no maximum nearest to them",
                         empty, c->charges.n_atoms, first + 1);
    for (size_t b = 0; c->charges.n_atoms && b < c->charges.n_basins; b++)
        if (c->charges.basins[b].distance_ang > 0.5 && c->charges.basins[b].electrons > NOISE_E) {
            non_nuclear++;
            held += c->charges.basins[b].electrons;
        }
    if (non_nuclear)
        dgh_findings_add(&c->findings, DGH_WARNING, "non-nuclear-maxima",
                         (dgh_source){.path = c->density->path},
                         "%zu basins with %.4f electrons have their maximum further than 0.5 Ang "
                         "from every nucleus; they count for the nearest atom",
                         non_nuclear, held);
    if (!c->charges.n_atoms)
        dgh_findings_add(&c->findings, DGH_WARNING, "no-atoms",
                         (dgh_source){.path = c->density->path},
                         "the file has no atoms: basins alone are given");
}

void dgh_charging_check(dgh_charging *c)
{
    check_reference(c);
    check_electrons(c);
    check_atoms(c);
    if (fabs(c->charges.residual_e) > 1e-8 * fmax(1.0, fabs(c->charges.total_electrons)))
        dgh_findings_add(&c->findings, DGH_ERROR, "electrons-lost",
                         (dgh_source){.path = c->density->path},
                         "atoms and vacuum miss %.3g of %.4f electrons", c->charges.residual_e,
                         c->charges.total_electrons);
    if (c->charges.partition == DGH_PARTITION_HIRSHFELD &&
        fabs(c->charges.vacuum_electrons) > NOISE_E)
        dgh_findings_add(&c->findings, DGH_WARNING, "electrons-of-nobody",
                         (dgh_source){.path = c->density->path},
                         "%.4f electrons lie where no free atom has any density",
                         c->charges.vacuum_electrons);
}
