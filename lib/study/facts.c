/* What each run is made of. */
#include <stdlib.h>
#include <string.h>

#include "study/inside.h"

enum { N_ELEMENTS = 119 };

/* Formula of all atoms but H, in order of atomic number. */
static bool describe_composition(dgh_run_facts *f, dgh_arena *arena)
{
    size_t counts[N_ELEMENTS] = {0};
    for (size_t i = 0; i < f->final.n_atoms; i++) {
        int z = dgh_structure_element(&f->final, i);
        if (z <= 0 || z >= N_ELEMENTS) {
            f->has_geometry = false;
            return true;
        }
        counts[z]++;
    }
    f->n_h = counts[1];
    f->n_heavy = f->final.n_atoms - f->n_h;
    const char *formula = "";
    for (int z = 2; z < N_ELEMENTS && formula; z++)
        if (counts[z])
            formula = dgh_arena_printf(arena, "%s%s%zu", formula, dgh_element_symbol(z), counts[z]);
    f->heavy = formula;
    f->is_gas = f->n_heavy == 0 && f->n_h == 2;
    return formula != NULL;
}

dgh_structure dgh_last_geometry(const dgh_calculation *c)
{
    dgh_structure s = dgh_calculation_structure(c);
    if (c->has_final_positions) {
        s.position_ang = c->final_position_ang;
        if (c->has_final_cell)
            memcpy(s.cell_ang, c->final_cell_ang, sizeof s.cell_ang);
        return s;
    }
    for (size_t i = c->n_steps; i-- > 0;)
        if (c->steps[i].position_ang) {
            s.position_ang = c->steps[i].position_ang;
            break;
        }
    return s;
}

bool dgh_is_machine_learned(const dgh_calculation *c)
{
    for (size_t i = 0; i < c->n_steps; i++)
        if (c->steps[i].machine_learned)
            return dgh_calculation_energy_step(c) == NULL ||
                   c->steps[c->n_steps - 1].machine_learned;
    return false;
}

static bool is_poor(const dgh_calculation *c)
{
    return c->task == DGH_TASK_MD || c->task == DGH_TASK_BANDS || c->task == DGH_TASK_OTHER ||
           dgh_is_machine_learned(c);
}

dgh_status dgh_study_gather_facts(dgh_inside *in, dgh_error *err)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        dgh_run_facts *f = &in->facts[i];
        const dgh_calculation *c = in->runs[i].calculation;
        f->final = dgh_calculation_structure(c);
        f->first = c->structure;
        f->last = dgh_last_geometry(c);
        f->has_geometry = f->final.n_atoms && f->final.has_cell && f->final.position_ang;
        f->heavy = "";
        if (f->has_geometry && !describe_composition(f, in->arena))
            return dgh_error_nomem(err);
        f->is_vibrational = c->task == DGH_TASK_FREQUENCIES || c->vibrations.n_dofs ||
                            c->vibrations.n_modes;
        f->is_poor = is_poor(c);
    }
    return dgh_study_find_lattices(in, err);
}

dgh_real dgh_run_energy(const dgh_inside *in, size_t run)
{
    return dgh_calculation_energy(in->runs[run].calculation, in->study.options.energy);
}
