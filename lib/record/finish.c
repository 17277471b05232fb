/* What follows from a record's own content, done once when a reader or a merge is through. */
#include <math.h>

#include "record/build.h"
#include "record/finish.h"

const dgh_ionic_step *dgh_calculation_energy_step(const dgh_calculation *c)
{
    for (size_t i = 0; i < c->n_steps; i++) {
        size_t k = c->task == DGH_TASK_FREQUENCIES ? i : c->n_steps - 1 - i;
        const dgh_ionic_step *step = &c->steps[k];
        if (!step->machine_learned &&
            (step->energy_ev[DGH_ENERGY_FREE].has || step->energy_ev[DGH_ENERGY_SIGMA0].has ||
             step->energy_ev[DGH_ENERGY_WITHOUT_ENTROPY].has))
            return step;
        if (c->task == DGH_TASK_FREQUENCIES)
            return NULL; /* the equilibrium step is the first or it is none */
    }
    return NULL;
}

dgh_real dgh_calculation_energy(const dgh_calculation *c, dgh_energy_kind kind)
{
    const dgh_ionic_step *step = dgh_calculation_energy_step(c);
    if (!step || (int)kind < 0 || kind > DGH_ENERGY_SIGMA0)
        return (dgh_real){0};
    return step->energy_ev[kind];
}

dgh_structure dgh_calculation_structure(const dgh_calculation *c)
{
    dgh_structure s = c->structure;
    const dgh_ionic_step *step = dgh_calculation_energy_step(c);
    if (step && step->position_ang) {
        s.position_ang = step->position_ang;
        if (step->has_cell) {
            s.has_cell = true;
            for (int i = 0; i < 9; i++)
                s.cell_ang[i / 3][i % 3] = step->cell_ang[i / 3][i % 3];
        }
    } else if (c->has_final_positions) {
        s.position_ang = c->final_position_ang;
        if (c->has_final_cell)
            for (int i = 0; i < 9; i++)
                s.cell_ang[i / 3][i % 3] = c->final_cell_ang[i / 3][i % 3];
    }
    return s;
}

void dgh_calculation_finish(dgh_calculation *c)
{
    c->largest_force_ev_per_ang = (dgh_real){0};
    const dgh_ionic_step *step = dgh_calculation_energy_step(c);
    if (!step || !step->force_ev_per_ang)
        return;
    double largest = -1.0;
    for (size_t i = 0; i < c->structure.n_atoms; i++) {
        double square = 0.0;
        bool any_free = false;
        for (size_t k = 0; k < 3; k++) {
            if (c->structure.is_free && !c->structure.is_free[3 * i + k])
                continue;
            any_free = true;
            double f = step->force_ev_per_ang[3 * i + k];
            square += f * f;
        }
        if (any_free && square > largest) {
            largest = square;
            c->largest_force_atom = i;
        }
    }
    if (largest >= 0.0)
        c->largest_force_ev_per_ang = (dgh_real){true, sqrt(largest), step->force_source};
}

dgh_calculation *dgh_builder_finish(dgh_builder *builder)
{
    dgh_calculation *c = builder->calculation;
    c->steps = builder->steps;
    c->n_steps = builder->n_steps;
    c->diagnostics = builder->diagnostics;
    c->n_diagnostics = builder->n_diagnostics;
    c->pseudopotentials = builder->pseudopotentials;
    c->n_pseudopotentials = builder->n_pseudopotentials;
    c->vibrations.modes = builder->modes;
    c->vibrations.n_modes = builder->n_modes;
    dgh_calculation_finish(c);
    *builder = (dgh_builder){0};
    return c;
}
