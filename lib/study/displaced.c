/* Finite differences: single points that have one atom moved off a geometry belong to it. */
#include <stdlib.h>
#include <string.h>

#include "study/inside.h"

static bool is_single_point(const dgh_inside *in, size_t i)
{
    dgh_task task = in->runs[i].calculation->task;
    return in->facts[i].is_main &&
           (task == DGH_TASK_SINGLE_POINT ||
            (task == DGH_TASK_UNKNOWN && in->runs[i].calculation->n_steps <= 1));
}

static bool is_displaced_from(const dgh_inside *in, size_t centre, size_t run, size_t *atom)
{
    const dgh_run_facts *c = &in->facts[centre], *f = &in->facts[run];
    int axis;
    double step_ang;
    return centre != run && c->has_geometry && f->has_geometry && c->lattice == f->lattice &&
           c->n_h == f->n_h &&
           dgh_is_one_displacement(&c->final, &f->final, atom, &axis, &step_ang);
}

/* Where every displacement has a directory of its own, the one above holds the set. */
const char *dgh_study_set_folder(dgh_inside *in, size_t run)
{
    const dgh_run_facts *f = &in->facts[run];
    return *f->name ? f->folder : dgh_path_folder(in->arena, f->folder);
}

static void claim(dgh_inside *in, size_t centre, size_t run, size_t atom)
{
    dgh_run *r = &in->runs[run];
    dgh_run_facts *f = &in->facts[run];
    f->is_main = false;
    f->displaced_atom = atom;
    f->set = dgh_study_set_folder(in, run);
    r->role = DGH_ROLE_DISPLACED;
    r->belongs_to = centre;
    r->reason = dgh_arena_printf(in->arena, "atom %zu moved off the geometry of %s", atom + 1,
                                 in->runs[centre].path);
    if (!f->set || !r->reason)
        in->findings.failed = true;
}

/* Each single point goes to the relaxation nearest by path; a relaxation with one alone has no
 * set, but a single point of a geometry that differs in one rounded number. */
static void claim_for_relaxations(dgh_inside *in, size_t *centre_of, size_t *atom_of,
                                  size_t *counts)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        centre_of[i] = DGH_NO_RUN;
        counts[i] = 0;
    }
    for (size_t i = 0; i < in->n_runs; i++) {
        size_t nearest = 0;
        if (!is_single_point(in, i))
            continue;
        DGH_EACH_ALIKE (in, k, i) {
            size_t atom;
            if (!in->facts[k].is_main || is_single_point(in, k) ||
                !is_displaced_from(in, k, i, &atom))
                continue;
            size_t distance = dgh_path_distance(in->runs[k].path, in->runs[i].path);
            if (centre_of[i] != DGH_NO_RUN && distance >= nearest)
                continue;
            centre_of[i] = k;
            atom_of[i] = atom;
            nearest = distance;
        }
        if (centre_of[i] != DGH_NO_RUN)
            counts[centre_of[i]]++;
    }
    for (size_t i = 0; i < in->n_runs; i++)
        if (centre_of[i] != DGH_NO_RUN && counts[centre_of[i]] > 1)
            claim(in, centre_of[i], i, atom_of[i]);
}

/* Without a relaxation the undisplaced single point is the one that most others are one
 * displacement away from: six at least for one atom, where a displaced one has two. */
static void claim_for_single_points(dgh_inside *in, size_t *partners)
{
    for (size_t i = 0; i < in->n_runs; i++) {
        size_t atom;
        partners[i] = 0;
        if (!is_single_point(in, i))
            continue;
        DGH_EACH_ALIKE (in, k, i)
            partners[i] += is_single_point(in, k) && is_displaced_from(in, i, k, &atom);
    }
    for (;;) {
        size_t centre = DGH_NO_RUN;
        for (size_t i = 0; i < in->n_runs; i++)
            if (is_single_point(in, i) && partners[i] > 2 &&
                (centre == DGH_NO_RUN || partners[i] > partners[centre]))
                centre = i;
        if (centre == DGH_NO_RUN)
            return;
        partners[centre] = 0;
        DGH_EACH_ALIKE (in, i, centre) {
            size_t atom;
            if (is_single_point(in, i) && is_displaced_from(in, centre, i, &atom))
                claim(in, centre, i, atom);
        }
    }
}

void dgh_study_resolve_displaced(dgh_inside *in)
{
    size_t *space = calloc(in->n_runs + 1, 3 * sizeof *space);
    if (!space) {
        in->findings.failed = true;
        return;
    }
    claim_for_relaxations(in, space, space + in->n_runs, space + 2 * in->n_runs);
    claim_for_single_points(in, space);
    free(space);
}
