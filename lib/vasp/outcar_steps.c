/* The ionic steps of OUTCAR. Up to VASP 5.2.2 a step prints its energies before its forces, from
 * 5.2.11 on behind them: everything between two heads of ionic steps is one step, in any order. */
#include "vasp/outcar.h"

#include <math.h>

static dgh_outcar_step *open_step(dgh_outcar *r)
{
    if (!r->step.open) {
        r->step.open = true;
        r->step.data.source = dgh_cursor_source(&r->cursor);
    }
    return &r->step;
}

/* The step that data found now belongs to: a new one behind a LOOP+ line. NULL when memory is out.
 */
static dgh_outcar_step *current_step(dgh_outcar *r)
{
    if (r->step.closed && !dgh_outcar_flush_step(r))
        return NULL;
    return open_step(r);
}

static bool has_dft_energy(const dgh_outcar_step *s)
{
    return s->data.energy_ev[DGH_ENERGY_FREE].has && !s->machine_learned_energy;
}

/* Convergence as far as VASP's words and the last changes tell; the rest is left to the verdict. */
static void judge_loop(const dgh_outcar *r, dgh_outcar_step *s)
{
    if (s->has_change) {
        double largest = fmax(fabs(s->energy_change_ev), fabs(s->band_change_ev));
        s->data.electronic_accuracy_ev = dgh_builder_real(&r->b, largest, s->data.source.line);
    }
    if (s->says_unconverged || s->hard_stop)
        s->data.electronic_converged = DGH_NO;
}

/* Header positions have eight decimals, the first table of forces five of the same geometry. */
static void prefer_precise_positions(dgh_outcar *r, dgh_ionic_step *step)
{
    const double *precise = r->b.calculation->structure.position_ang;
    if (r->b.n_steps > 0 || !precise || !step->position_ang)
        return;
    for (size_t i = 0; i < 3 * r->n_atoms; i++)
        if (!(fabs(precise[i] - step->position_ang[i]) < 1.1e-5))
            return;
    step->position_ang = precise;
}

bool dgh_outcar_flush_step(dgh_outcar *r)
{
    dgh_outcar_step *s = &r->step;
    bool worth = s->open && (s->data.energy_ev[DGH_ENERGY_FREE].has || s->data.force_ev_per_ang ||
                             (s->was_cut && s->data.n_electronic));
    if (worth) {
        judge_loop(r, s);
        s->data.machine_learned = s->machine_learned_energy;
        s->data.magnetisation_mub = s->magnetisation_mub;
        prefer_precise_positions(r, &s->data);
        if (!s->data.has_cell && r->b.calculation->structure.has_cell) {
            s->data.has_cell = true;
            const double(*from)[3] = r->b.n_steps && r->b.steps[r->b.n_steps - 1].has_cell
                                         ? r->b.steps[r->b.n_steps - 1].cell_ang
                                         : r->b.calculation->structure.cell_ang;
            memcpy(s->data.cell_ang, from, sizeof s->data.cell_ang);
        }
        dgh_ionic_step *step = dgh_builder_add_step(&r->b);
        if (!step)
            return false;
        *step = s->data;
    }
    r->step = (dgh_outcar_step){0};
    r->in_energy_block = false;
    return true;
}

/* " Iteration      2(   1)  -----": also an ML block without its LOOP+ line belongs to the step
 * whose first iteration comes now. */
bool dgh_outcar_on_iteration(dgh_outcar *r, dgh_slice line)
{
    int64_t ionic, electronic;
    r->in_header = false;
    line = (dgh_slice){line.data + 10, line.size - 10};
    if (!dgh_slice_int64(&line, &ionic))
        return true;
    line = dgh_slice_trim(line);
    if (!line.size || line.data[0] != '(')
        return true;
    line = (dgh_slice){line.data + 1, line.size - 1};
    if (!dgh_slice_int64(&line, &electronic))
        electronic = 0;
    dgh_outcar_step *s = &r->step;
    if (s->open && s->number == 0 && s->machine_learned_energy && !s->closed)
        *s = (dgh_outcar_step){0};
    if (s->open && (s->closed || ionic != s->number) && !dgh_outcar_flush_step(r))
        return false;
    bool first = !s->open;
    s = open_step(r);
    s->number = ionic;
    if (first || !s->loop_done) {
        if (electronic > 0 && electronic <= UINT32_MAX)
            s->data.n_electronic = (uint32_t)electronic;
    }
    return true;
}

bool dgh_outcar_on_loop_end(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    if (r->step.open)
        r->step.closed = true;
    return true;
}

bool dgh_outcar_on_energy_change(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest, bracket;
    double total, band;
    if (r->step.loop_done || !r->step.open || !dgh_slice_after(line, ":", &rest) ||
        !dgh_slice_double(&rest, &total) || !dgh_slice_after(rest, "(", &bracket))
        return true;
    r->step.has_change = dgh_slice_double(&bracket, &band);
    if (r->step.has_change) {
        r->step.energy_change_ev = total;
        r->step.band_change_ev = band;
    }
    return true;
}

/* One number where spins are collinear, three (a vector) where they are not. */
bool dgh_outcar_on_electrons(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    double m[3];
    if (!r->step.open || !dgh_slice_after(line, "magnetization", &rest) ||
        !dgh_slice_double(&rest, &m[0]))
        return true;
    double total = m[0];
    if (dgh_slice_doubles(&rest, &m[1], 2))
        total = sqrt(m[0] * m[0] + m[1] * m[1] + m[2] * m[2]);
    r->step.magnetisation_mub = dgh_builder_real(&r->b, total, r->cursor.line);
    return true;
}

bool dgh_outcar_on_fermi(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    double value;
    if (!dgh_slice_after(line, ":", &rest) || !dgh_slice_double(&rest, &value))
        return true;
    dgh_outcar_step *s = current_step(r);
    if (s)
        s->data.fermi_ev = dgh_builder_real(&r->b, value, r->cursor.line);
    return s != NULL;
}

/* Where the atoms repeat within the cell (a clean slab of 2 x 2), the search for symmetry lists the
 * primitive cell first, under the same words indented by two blanks instead of six. */
static bool is_primitive_cell(const dgh_outcar *r, dgh_slice line)
{
    size_t blanks = 0;
    while (line.data - blanks > r->data && line.data[-(ptrdiff_t)blanks - 1] == ' ')
        blanks++;
    return blanks < 4;
}

/* The table holds lattice vectors and, beside them, reciprocal ones. In the header a second one may
 * be that of an old WAVECAR. */
bool dgh_outcar_on_lattice(dgh_outcar *r, dgh_slice line)
{
    double cell[3][3];
    if (is_primitive_cell(r, line))
        return true;
    for (int i = 0; i < 3; i++)
        if (!dgh_outcar_next(r, &line) || !dgh_slice_doubles(&line, cell[i], 3))
            return true;
    dgh_structure *s = &r->b.calculation->structure;
    if (!s->has_cell) {
        s->has_cell = true;
        memcpy(s->cell_ang, cell, sizeof cell);
    }
    if (!r->step.open)
        return true;
    dgh_outcar_step *step = current_step(r);
    if (!step)
        return false;
    step->data.has_cell = true;
    memcpy(step->data.cell_ang, cell, sizeof cell);
    return true;
}

/* XX YY ZZ XY YZ ZX, as VASP prints them: a third of the trace is the external pressure (which
 * VASP prints less PSTRESS). */
bool dgh_outcar_on_stress(dgh_outcar *r, dgh_slice line)
{
    double v[6];
    line = (dgh_slice){line.data + 5, line.size - 5};
    if (!dgh_slice_doubles(&line, v, 6))
        return true;
    dgh_outcar_step *s = current_step(r);
    if (!s)
        return false;
    dgh_ionic_step *step = &s->data;
    if (step->has_stress)
        return true; /* a second one is that of a force field */
    step->has_stress = true;
    for (int i = 0; i < 3; i++)
        step->stress_kbar[i][i] = v[i];
    step->stress_kbar[0][1] = step->stress_kbar[1][0] = v[3];
    step->stress_kbar[1][2] = step->stress_kbar[2][1] = v[4];
    step->stress_kbar[2][0] = step->stress_kbar[0][2] = v[5];
    return true;
}

bool dgh_outcar_on_temperature(dgh_outcar *r, dgh_slice line)
{
    dgh_slice rest;
    double value;
    if (r->step.open && dgh_slice_after(line, "(temperature", &rest) &&
        dgh_slice_double(&rest, &value))
        r->step.data.temperature_k = dgh_builder_real(&r->b, value, r->cursor.line);
    return true;
}

/* Rows of the force table from here to its rule; 0 where the file ends before it does. */
static size_t count_rows(const dgh_outcar *r)
{
    dgh_outcar ahead = {.cursor = r->cursor};
    dgh_slice line;
    size_t n = 0;
    while (dgh_outcar_next(&ahead, &line)) {
        double v[6];
        if (dgh_slice_starts(dgh_slice_trim(line), "--"))
            return n;
        if (!dgh_slice_doubles(&line, v, 6))
            return 0;
        n++;
    }
    return 0;
}

/* A file without its head: as many atoms as the table has rows, of unknown elements. */
static bool take_unknown_atoms(dgh_outcar *r)
{
    static const char *const UNKNOWN[] = {"?"};
    r->n_atoms = count_rows(r);
    if (!r->n_atoms)
        return true;
    return dgh_builder_set_species_counts(&r->b, UNKNOWN, &r->n_atoms, 1);
}

/* Positions and forces out of the rows of the table. False when memory is out. */
static bool keep_forces(dgh_outcar *r, dgh_ionic_step *step, dgh_source source)
{
    double *x = dgh_builder_vectors(&r->b, r->n_atoms), *f = dgh_builder_vectors(&r->b, r->n_atoms);
    if (!x || !f)
        return false;
    for (size_t i = 0; i < r->n_atoms; i++) {
        memcpy(&x[3 * i], &r->scratch[6 * i], 3 * sizeof *x);
        memcpy(&f[3 * i], &r->scratch[6 * i + 3], 3 * sizeof *f);
    }
    step->position_ang = x;
    step->force_ev_per_ang = f;
    step->force_source = source;
    return true;
}

bool dgh_outcar_on_forces(dgh_outcar *r, dgh_slice line)
{
    bool learned = dgh_slice_find(line, "(ML)") != NULL, whole;
    size_t row;
    if (!dgh_slice_find(line, "TOTAL-FORCE"))
        return true;
    dgh_outcar_step *s = &r->step;
    if (learned && s->data.force_ev_per_ang && !s->closed)
        return true; /* the model's own opinion on a step that DFT computed */
    if (s->open && (s->closed || s->data.force_ev_per_ang) && !dgh_outcar_flush_step(r))
        return false;
    s = open_step(r);
    dgh_source source = dgh_cursor_source(&r->cursor);
    if (!dgh_outcar_next(r, &line)) /* the rule below the heading */
        return true;
    if (!r->n_atoms && !take_unknown_atoms(r))
        return false;
    if (!dgh_outcar_table(r, 6, &whole, &row))
        return false;
    if (whole)
        return keep_forces(r, &s->data, source);
    return !row || dgh_builder_note(&r->b, DGH_WARNING, "forces-unreadable", r->cursor.line + 1,
                                    "the table of forces cannot be read at its row %zu", row);
}

/* ---- energies ---- */

static bool begin_energy_block(dgh_outcar *r, bool learned)
{
    dgh_outcar_step *s = &r->step;
    if (learned && has_dft_energy(s) && !s->closed) {
        r->in_energy_block = false;
        return true;
    }
    if (s->open && (s->closed || has_dft_energy(s)) && !dgh_outcar_flush_step(r))
        return false;
    s = open_step(r);
    s->loop_done = true;
    s->machine_learned_energy = learned;
    if (!learned)
        s->data.source = dgh_cursor_source(&r->cursor);
    r->in_energy_block = true;
    return true;
}

bool dgh_outcar_on_energy_block(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    return begin_energy_block(r, false);
}

bool dgh_outcar_on_ml_energy_block(dgh_outcar *r, dgh_slice line)
{
    (void)line;
    return begin_energy_block(r, true);
}

static void take_energy(dgh_outcar *r, dgh_slice line, const char *label, dgh_energy_kind kind)
{
    dgh_slice rest;
    double value;
    if (dgh_slice_after(line, label, &rest) && dgh_slice_after(rest, "=", &rest) &&
        dgh_slice_double(&rest, &value))
        r->step.data.energy_ev[kind] = dgh_builder_real(&r->b, value, r->cursor.line);
}

bool dgh_outcar_on_free_energy(dgh_outcar *r, dgh_slice line)
{
    if (r->in_energy_block && !r->step.machine_learned_energy)
        take_energy(r, line, "TOTEN", DGH_ENERGY_FREE);
    return true;
}

bool dgh_outcar_on_ml_free_energy(dgh_outcar *r, dgh_slice line)
{
    if (r->in_energy_block && r->step.machine_learned_energy)
        take_energy(r, line, "TOTEN", DGH_ENERGY_FREE);
    return true;
}

bool dgh_outcar_on_other_energies(dgh_outcar *r, dgh_slice line)
{
    if (!r->in_energy_block || (line.data[0] == 'M') != r->step.machine_learned_energy)
        return true;
    take_energy(r, line, "without entropy", DGH_ENERGY_WITHOUT_ENTROPY);
    take_energy(r, line, "energy(sigma->0)", DGH_ENERGY_SIGMA0);
    r->in_energy_block = false;
    return true;
}
