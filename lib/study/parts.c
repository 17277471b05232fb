/* Which runs are parts of another one: restarts of a relaxation, single points on its geometry,
 * repeats, frequency runs. What is left stands for a species of the study. */
#include <math.h>
#include <string.h>

#include "study/inside.h"

/* Files print positions with five digits or more; CONTCAR, XML and text agree within this. */
static const double SAME_GEOMETRY_ANG = 0.01;
/* A restart without CONTCAR begins a step or so away from the last step that was written. */
static const double NEARBY_ANG = 0.3;
/* A frequency run further away than this from every run is of another structure. */
static const double SAME_MINIMUM_ANG = 0.5;
static const double SAME_ENERGY_EV = 1e-3;

static bool same_family(const dgh_inside *in, size_t a, size_t b)
{
    const dgh_run_facts *x = &in->facts[a], *y = &in->facts[b];
    return x->has_geometry && y->has_geometry && x->lattice == y->lattice && x->n_h == y->n_h;
}

static bool is_relaxation(const dgh_calculation *c)
{
    return c->task == DGH_TASK_RELAX || c->task == DGH_TASK_CELL_RELAX ||
           (c->task == DGH_TASK_UNKNOWN && c->n_steps > 1);
}

static bool settings_agree(const dgh_inside *in, size_t a, size_t b, bool to_the_letter)
{
    dgh_differences d = dgh_study_compare_settings(NULL, &in->runs[a], &in->runs[b],
                                                   DGH_BETWEEN_SLABS);
    return d.errors == 0 && (!to_the_letter || d.warnings == 0);
}

static void set_aside(dgh_inside *in, size_t run, dgh_role role, size_t of, const char *reason)
{
    in->runs[run].role = role;
    in->runs[run].belongs_to = of;
    in->runs[run].reason = reason;
    in->facts[run].is_main = false;
    if (!reason)
        in->findings.failed = true;
}

static void judge_alone(dgh_inside *in, size_t i)
{
    dgh_run *run = &in->runs[i];
    dgh_run_facts *f = &in->facts[i];
    run->role = DGH_ROLE_UNUSED;
    run->belongs_to = run->host = run->frequencies = run->energy = DGH_NO_RUN;
    if (run->calculation->task == DGH_TASK_INPUT)
        run->reason = "input files alone: nothing was run here, or its output is gone";
    else if (!f->has_geometry && f->is_vibrational)
        run->reason = "vibrations of an unknown structure";
    else if (!f->has_geometry)
        run->reason = "its files do not say which atoms it is made of, or where they are";
    else if (f->n_heavy == 0 && !f->is_gas)
        run->reason = "hydrogen atoms alone, but not two of them: no reference";
    else if (!f->is_vibrational)
        f->is_main = true;
}

/* Energies that mean nothing stand aside wherever a sound run of the same atoms is there. */
static void set_poor_ones_aside(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        if (!in->facts[i].is_main || !in->facts[i].is_poor)
            continue;
        DGH_EACH_ALIKE (in, k, i)
            if (in->facts[k].is_main && !in->facts[k].is_poor && same_family(in, i, k)) {
                set_aside(in, i, DGH_ROLE_UNUSED, DGH_NO_RUN,
                          dgh_arena_printf(in->arena, "its energy means nothing here: %s",
                                           in->runs[i].calculation->task == DGH_TASK_OTHER
                                               ? "neither a relaxation nor a single point"
                                               : dgh_task_name(in->runs[i].calculation->task)));
                break;
            }
    }
}

/* Whether relaxation `b` goes on where `a` stopped. */
static bool goes_on(const dgh_inside *in, size_t a, size_t b)
{
    const dgh_run_facts *x = &in->facts[a], *y = &in->facts[b];
    double gap = dgh_largest_move_ang(&x->last, &y->first);
    if (gap < 0.0)
        return false;
    bool sequence = dgh_names_are_a_sequence(x, y);
    if (gap <= SAME_GEOMETRY_ANG)
        return sequence || settings_agree(in, a, b, false);
    return sequence && gap <= NEARBY_ANG && gap <= dgh_largest_move_ang(&x->first, &y->first);
}

/* OUTCAR.1 comes before OUTCAR, which the last run wrote. */
static bool comes_before(const dgh_run_facts *a, const dgh_run_facts *b, size_t i, size_t k)
{
    if (strcmp(a->folder, b->folder) == 0 && (*a->name == '\0') != (*b->name == '\0'))
        return *b->name == '\0';
    return i < k;
}

static void chain_restarts(dgh_inside *in)
{
    for (size_t a = 0; a < in->n_runs; a++) {
        if (!in->facts[a].is_main || !is_relaxation(in->runs[a].calculation))
            continue;
        DGH_EACH_ALIKE (in, b, a) {
            if (a == b || !in->facts[b].is_main || !is_relaxation(in->runs[b].calculation) ||
                !same_family(in, a, b) || !goes_on(in, a, b))
                continue;
            bool both_ways = goes_on(in, b, a);
            if (both_ways && !comes_before(&in->facts[a], &in->facts[b], a, b))
                continue;
            bool repeats = both_ways && !dgh_names_are_a_sequence(&in->facts[a], &in->facts[b]);
            if (repeats) /* both stand still at one geometry: repeats, see below */
                continue;
            set_aside(in, a, DGH_ROLE_RESTART, b,
                      dgh_arena_printf(in->arena, "%s goes on where it stopped", in->runs[b].path));
            break;
        }
    }
    for (size_t i = 0; i < in->n_runs; i++) { /* of three parts the first belongs to the third */
        size_t last = in->runs[i].belongs_to;
        for (size_t n = 0; in->runs[i].role == DGH_ROLE_RESTART && n < in->n_runs &&
                           in->runs[last].role == DGH_ROLE_RESTART;
             n++)
            last = in->runs[last].belongs_to;
        in->runs[i].belongs_to = last;
    }
}

static bool is_sound(const dgh_inside *in, size_t run)
{
    return in->runs[run].calculation->status == DGH_RUN_COMPLETE;
}

static bool same_energy(const dgh_inside *in, size_t a, size_t b)
{
    dgh_real x = dgh_run_energy(in, a), y = dgh_run_energy(in, b);
    return x.has && y.has && fabs(x.value - y.value) <= SAME_ENERGY_EV;
}

/* The same calculation twice is one site. */
static void find_repeats(dgh_inside *in, bool relaxations)
{
    for (size_t b = 0; b < in->n_runs; b++) {
        if (!in->facts[b].is_main || is_relaxation(in->runs[b].calculation) != relaxations)
            continue;
        DGH_EACH_ALIKE (in, a, b) {
            if (a >= b || !in->facts[b].is_main)
                break;
            if (!in->facts[a].is_main || !same_family(in, a, b) ||
                is_relaxation(in->runs[a].calculation) != relaxations || !same_energy(in, a, b))
                continue;
            double move = dgh_largest_move_ang(&in->facts[a].final, &in->facts[b].final);
            if (move < 0.0 || move > SAME_GEOMETRY_ANG || !settings_agree(in, a, b, true))
                continue;
            size_t kept = is_sound(in, b) && !is_sound(in, a) ? b : a, other = a + b - kept;
            set_aside(in, other, DGH_ROLE_UNUSED, kept,
                      dgh_arena_printf(in->arena, "repeats %s: the same geometry and energy",
                                       in->runs[kept].path));
        }
    }
}

/* The relaxation whose final geometry run `i` has; the nearest by path. */
static size_t relaxation_at(const dgh_inside *in, size_t i)
{
    size_t best = DGH_NO_RUN, nearest = 0;
    DGH_EACH_ALIKE (in, k, i) {
        if (k == i || !in->facts[k].is_main || !is_relaxation(in->runs[k].calculation) ||
            !same_family(in, i, k))
            continue;
        double move = dgh_largest_move_any_order_ang(&in->facts[k].final, &in->facts[i].final);
        size_t distance = dgh_path_distance(in->runs[i].path, in->runs[k].path);
        if (move < 0.0 || move > SAME_GEOMETRY_ANG || (best != DGH_NO_RUN && distance >= nearest))
            continue;
        best = k;
        nearest = distance;
    }
    return best;
}

static bool is_of_a_set(const dgh_inside *in, size_t run, size_t of)
{
    DGH_EACH_ALIKE (in, i, of)
        if (in->runs[i].role == DGH_ROLE_DISPLACED && in->runs[i].belongs_to == of &&
            dgh_path_distance(in->runs[i].path, in->runs[run].path) <= 2)
            return true;
    return false;
}

static void find_single_points(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        if (!in->facts[i].is_main || is_relaxation(in->runs[i].calculation) || in->facts[i].is_poor)
            continue;
        size_t of = relaxation_at(in, i);
        if (of == DGH_NO_RUN)
            continue;
        const char *path = in->runs[of].path;
        if (!settings_agree(in, i, of, true)) {
            set_aside(in, i, DGH_ROLE_ENERGY, of,
                      dgh_arena_printf(in->arena,
                                       "a single point with other settings on the geometry of %s",
                                       path));
            continue;
        }
        const char *what = is_of_a_set(in, i, of) ? "the undisplaced run of the set of"
                                                  : "repeats the geometry and settings of";
        set_aside(in, i, DGH_ROLE_UNUSED, of, dgh_arena_printf(in->arena, "%s %s", what, path));
        if (!same_energy(in, i, of) && dgh_run_energy(in, i).has && is_sound(in, i))
            dgh_findings_add(
                &in->findings, DGH_WARNING, "single-point-disagrees", dgh_run_source(&in->runs[i]),
                "%s: the same geometry and settings as %s, but its energy differs by "
                "%.1f meV",
                in->runs[i].path, path,
                1e3 * fabs(dgh_run_energy(in, i).value - dgh_run_energy(in, of).value));
    }
}

/* The run that a frequency run is of: the one of the same atoms whose geometry is nearest, and of
 * several at the same place the nearest by path. */
static size_t owner_of_frequencies(const dgh_inside *in, size_t i)
{
    size_t best = DGH_NO_RUN, nearest = 0;
    double best_move = 0.0;
    DGH_EACH_ALIKE (in, k, i) {
        if (!in->facts[k].is_main || in->facts[k].is_vibrational || !same_family(in, i, k))
            continue;
        double move = dgh_largest_move_any_order_ang(&in->facts[k].final, &in->facts[i].final);
        size_t distance = dgh_path_distance(in->runs[i].path, in->runs[k].path);
        if (move < 0.0 || move > SAME_MINIMUM_ANG)
            continue;
        bool better = best == DGH_NO_RUN || move < best_move - SAME_GEOMETRY_ANG ||
                      (move < best_move + SAME_GEOMETRY_ANG && distance < nearest);
        if (better) {
            best = k;
            best_move = move;
            nearest = distance;
        }
    }
    return best;
}

/* dynmat.x prints modes and no atoms: they are of the nearest run with a third as many atoms. */
static size_t owner_by_path(const dgh_inside *in, size_t i)
{
    size_t best = DGH_NO_RUN, nearest = 4;
    const dgh_calculation *c = in->runs[i].calculation;
    for (size_t k = 0; k < in->n_runs; k++) {
        if (!in->facts[k].is_main || in->runs[k].calculation->code != c->code ||
            3 * in->facts[k].final.n_atoms != c->vibrations.n_modes)
            continue;
        size_t distance = dgh_path_distance(in->runs[i].path, in->runs[k].path);
        if (distance < nearest) {
            best = k;
            nearest = distance;
        }
    }
    return best;
}

static void find_frequency_runs(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        dgh_run *run = &in->runs[i];
        if (!in->facts[i].is_vibrational || run->reason)
            continue;
        size_t of = owner_of_frequencies(in, i);
        if (of != DGH_NO_RUN) {
            set_aside(
                in, i, DGH_ROLE_FREQUENCIES, of,
                dgh_arena_printf(in->arena, "vibrations at the geometry of %s", in->runs[of].path));
        } else if (dgh_calculation_energy_step(run->calculation)) {
            in->facts[i].is_main = true; /* its first ionic step is the undisplaced one */
            run->frequencies = i;
        } else {
            run->reason = "vibrations of a structure of which the trees hold no other run";
        }
    }
    for (size_t i = 0; i < in->n_runs; i++) {
        if (!in->facts[i].is_vibrational || in->facts[i].has_geometry)
            continue;
        size_t of = owner_by_path(in, i);
        if (of != DGH_NO_RUN)
            set_aside(in, i, DGH_ROLE_FREQUENCIES, of,
                      dgh_arena_printf(
                          in->arena, "modes without atoms; taken to be of %s, the nearest by path",
                          in->runs[of].path));
    }
}

/* What belongs to a run that was set aside as a repeat belongs to what it repeats. */
static void hand_on(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        size_t of = in->runs[i].belongs_to;
        for (size_t n = 0; of != DGH_NO_RUN && in->runs[of].role == DGH_ROLE_UNUSED &&
                           in->runs[of].belongs_to != DGH_NO_RUN && n < in->n_runs;
             n++)
            of = in->runs[of].belongs_to;
        in->runs[i].belongs_to = of;
    }
}

/* A calculation that gave nothing at all is said to have been left out: it may have been meant to
 * be a site. */
static void tell_lost_runs(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        const dgh_run *run = &in->runs[i];
        const dgh_calculation *c = run->calculation;
        bool ended_badly = c->status == DGH_RUN_INTERRUPTED || c->status == DGH_RUN_FAILED;
        if (run->role != DGH_ROLE_UNUSED || in->facts[i].has_geometry || !ended_badly)
            continue;
        dgh_findings_add(&in->findings, DGH_WARNING, "run-not-used", dgh_run_source(run),
                         "%s: not used: %s, and its files do not say which atoms it is made of, or "
                         "where they are",
                         run->path,
                         c->status_reason.value ? c->status_reason.value
                                                : dgh_run_status_name(c->status));
    }
}

void dgh_study_resolve_parts(dgh_inside *in)
{
    for (size_t i = 0; i < in->n_runs; i++)
        judge_alone(in, i);
    set_poor_ones_aside(in);
    chain_restarts(in);
    dgh_study_resolve_displaced(in);
    find_repeats(in, true);
    find_single_points(in);
    find_repeats(in, false);
    find_frequency_runs(in);
    hand_on(in);
    dgh_study_chain_parts(in);
    tell_lost_runs(in);
}
