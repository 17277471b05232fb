/* Structures and ionic steps. */
#include <math.h>

#include "vasp/vasprun.h"

size_t dgh_vasprun_n_atoms(const dgh_vasprun *r)
{
    return r->b.calculation->structure.n_atoms;
}

void dgh_vasprun_open_structure(dgh_vasprun *r, const char *name)
{
    r->has_cell = false;
    r->position = NULL;
    r->place = PLACE_NONE;
    if (name && strcmp(name, "initialpos") == 0)
        r->place = PLACE_INITIAL;
    else if (name && strcmp(name, "finalpos") == 0)
        r->place = PLACE_FINAL;
    else if (r->in_step)
        r->place = PLACE_STEP;
}

static bool read_selective(dgh_vasprun *r, dgh_slice body)
{
    size_t n = dgh_vasprun_n_atoms(r);
    bool *is_free = dgh_arena_alloc(r->b.arena, n, 3 * sizeof *is_free);
    dgh_vasprun_rows rows = {body.data, body.data + body.size};
    dgh_slice row, word;
    if (!is_free)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!dgh_vasprun_next_row(&rows, &row))
            return true;
        for (size_t k = 0; k < 3; k++)
            if (!dgh_slice_word(&row, &word) || !dgh_vasp_logical(word, &is_free[3 * i + k]))
                return true;
    }
    r->b.calculation->structure.is_free = is_free;
    return true;
}

bool dgh_vasprun_structure_varray(dgh_vasprun *r, dgh_slice name, dgh_slice body)
{
    size_t n = dgh_vasprun_n_atoms(r);
    if (r->place == PLACE_NONE || n == 0)
        return true;
    if (dgh_slice_equals(name, "basis")) {
        r->has_cell = dgh_vasprun_read_rows(body, &r->cell_ang[0][0], 3, 3);
        return true;
    }
    if (dgh_slice_equals(name, "selective") && r->place == PLACE_INITIAL)
        return read_selective(r, body);
    if (!dgh_slice_equals(name, "positions"))
        return true;
    double *position = dgh_builder_vectors(&r->b, n);
    if (!position)
        return false;
    if (dgh_vasprun_read_rows(body, position, n, 3))
        r->position = position;
    return true;
}

bool dgh_vasprun_close_structure(dgh_vasprun *r)
{
    dgh_calculation *c = r->b.calculation;
    if (r->place == PLACE_NONE)
        return true;
    if (!r->has_cell || !r->position) {
        r->place = PLACE_NONE;
        return dgh_vasprun_n_atoms(r) == 0 ||
               dgh_builder_note(&r->b, DGH_WARNING, "structure-unreadable", r->line,
                                "cell or positions of a <structure> are not %zu rows of three "
                                "numbers",
                                dgh_vasprun_n_atoms(r));
    }
    dgh_cell_to_cartesian((const double(*)[3])r->cell_ang, r->position, r->position,
                          dgh_vasprun_n_atoms(r));
    if (r->place == PLACE_INITIAL) {
        c->structure.has_cell = true;
        memcpy(c->structure.cell_ang, r->cell_ang, sizeof r->cell_ang);
        c->structure.position_ang = r->position;
        c->structure.source = (dgh_source){r->b.path, r->line};
    } else if (r->place == PLACE_FINAL) {
        c->has_final_positions = c->has_final_cell = true;
        memcpy(c->final_cell_ang, r->cell_ang, sizeof r->cell_ang);
        c->final_position_ang = r->position;
    } else {
        r->step.has_cell = true;
        memcpy(r->step.cell_ang, r->cell_ang, sizeof r->cell_ang);
        r->step.position_ang = r->position;
    }
    r->place = PLACE_NONE;
    return true;
}

void dgh_vasprun_open_step(dgh_vasprun *r, size_t line, bool machine_learned)
{
    r->in_step = true;
    r->step = (dgh_ionic_step){.source = {r->b.path, line}, .machine_learned = machine_learned};
    memset(r->has_energy, 0, sizeof r->has_energy);
    r->energy_closed = false;
    r->n_loop = 0;
}

bool dgh_vasprun_step_varray(dgh_vasprun *r, dgh_slice name, dgh_slice body, size_t line)
{
    size_t n = dgh_vasprun_n_atoms(r);
    if (dgh_slice_equals(name, "stress")) {
        r->step.has_stress = dgh_vasprun_read_rows(body, &r->step.stress_kbar[0][0], 3, 3);
        return true;
    }
    if (!dgh_slice_equals(name, "forces") || n == 0 || r->step.force_ev_per_ang)
        return true;
    double *force = dgh_builder_vectors(&r->b, n);
    if (!force)
        return false;
    if (!dgh_vasprun_read_rows(body, force, n, 3))
        return dgh_builder_note(&r->b, DGH_WARNING, "forces-unreadable", line,
                                "forces are not %zu rows of three numbers", n);
    r->step.force_ev_per_ang = force;
    r->step.force_source = (dgh_source){r->b.path, line};
    return true;
}

/* Linear response (IBRION = 7, 8, LEPSILON) writes steps of its own behind the final energy. */
void dgh_vasprun_scstep(dgh_vasprun *r, dgh_slice body)
{
    double value;
    const char *where;
    if (!r->in_step || r->energy_closed)
        return;
    r->step.n_electronic++;
    if (!dgh_vasprun_find_i(body, "e_fr_energy", &value, &where))
        return;
    r->loop_free_ev[1] = r->loop_free_ev[0];
    r->loop_free_ev[0] = value;
    r->n_loop++;
}

void dgh_vasprun_fermi(dgh_vasprun *r, double fermi_ev, size_t line)
{
    if (r->in_step && !r->step.fermi_ev.has)
        r->step.fermi_ev = dgh_builder_real(&r->b, fermi_ev, line);
}

void dgh_vasprun_energy_item(dgh_vasprun *r)
{
    static const char *const NAMES[] = {"e_fr_energy", "e_wo_entrp", "e_0_energy"};
    dgh_slice text = dgh_vasprun_text(r);
    double value;
    for (int i = 0; i < 3; i++)
        if (strcmp(r->leaf_name, NAMES[i]) == 0 && dgh_slice_double(&text, &value)) {
            r->energy[i] = value;
            r->has_energy[i] = true;
            r->energy_line[i] = r->leaf_line;
        }
}

void dgh_vasprun_time_item(dgh_vasprun *r)
{
    dgh_slice text = dgh_vasprun_text(r);
    double v[2];
    if (strcmp(r->leaf_name, "totalsc") != 0 || !dgh_slice_doubles(&text, v, 2))
        return;
    r->cpu_s += v[0];
    r->wall_s += v[1];
    r->time_line = r->leaf_line;
}

/* Up to 6.0.8 e_wo_entrp holds energy(sigma->0) and e_0_energy holds F - E; from 6.1.1 on the names
 * are right. The value tells where it can: a total energy lies near F, F - E near zero. */
static bool labels_are_right(const dgh_vasprun *r)
{
    double free_ev = r->energy[0], zero = r->energy[2];
    if (fabs(free_ev) > 0.5 && fabs(zero - free_ev) < 0.1 * fabs(free_ev))
        return true;
    if (fabs(free_ev) > 0.5 && fabs(zero) < 0.1 * fabs(free_ev))
        return false;
    return r->has_version && (r->version[0] > 6 || (r->version[0] == 6 && r->version[1] >= 1));
}

static void set_energies(dgh_vasprun *r)
{
    dgh_real *e = r->step.energy_ev;
    dgh_builder *b = &r->b;
    if (!r->has_energy[0] || !r->energy_closed)
        return;
    r->step.source.line = r->energy_line[0];
    e[DGH_ENERGY_FREE] = dgh_builder_real(b, r->energy[0], r->energy_line[0]);
    if (!r->has_energy[1] || !r->has_energy[2])
        return;
    bool right = labels_are_right(r);
    double without_entropy = right ? r->energy[1] : r->energy[0] - r->energy[2];
    double sigma0 = right ? r->energy[2] : r->energy[1];
    e[DGH_ENERGY_WITHOUT_ENTROPY] = dgh_builder_real(b, without_entropy,
                                                     r->energy_line[right ? 1 : 2]);
    e[DGH_ENERGY_SIGMA0] = dgh_builder_real(b, sigma0, r->energy_line[right ? 2 : 1]);
}

bool dgh_vasprun_close_step(dgh_vasprun *r)
{
    if (!r->in_step)
        return true;
    r->in_step = false;
    set_energies(r);
    if (r->n_loop >= 2)
        r->step.electronic_accuracy_ev = dgh_builder_real(
            &r->b, fabs(r->loop_free_ev[0] - r->loop_free_ev[1]), r->step.source.line);
    if (r->n_loop && r->step.energy_ev[DGH_ENERGY_FREE].has)
        r->beyond_loop_ev = r->step.energy_ev[DGH_ENERGY_FREE].value - r->loop_free_ev[0];
    dgh_ionic_step *step = dgh_builder_add_step(&r->b);
    if (!step)
        return false;
    *step = r->step;
    return true;
}
