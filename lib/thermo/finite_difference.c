/* A Hessian from a set of runs in each of which one atom is moved along one axis. */
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/format.h"
#include "dgh/thermo.h"
#include "record/build.h"

/* OUTCAR prints positions with five decimals; displacements are some 0.01 Angstrom. */
static const double NOT_MOVED_ANG = 2e-4;
static const double STEPS_AGREE_ANG = 1e-3;
static const char AXES[] = "xyz";

typedef struct search {
    size_t n_atoms;
    const double (*cell_ang)[3];
    const double *equilibrium; /* [n_atoms][3] */
    const dgh_displaced_run *runs;
    size_t n_runs;
    size_t *run_of;    /* [3 n_atoms][2]: index + 1 of the run displaced by +, -; 0 = none */
    double *moved_ang; /* [n_runs], signed */
} search;

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Each coordinate is displaced in two runs of many, once up and once down: the median over all
 * runs is where it is at rest, also where some displacement is missing. */
static dgh_status median_positions(double *out, const search *s, dgh_error *err)
{
    double *values = calloc(s->n_runs, 3 * sizeof *values);
    if (!values)
        return dgh_error_nomem(err);
    for (size_t a = 0; a < s->n_atoms; a++) {
        const double *origin = s->runs[0].position_ang + 3 * a;
        for (size_t r = 0; r < s->n_runs; r++) {
            double d[3];
            for (size_t k = 0; k < 3; k++)
                d[k] = s->runs[r].position_ang[3 * a + k] - origin[k];
            if (s->cell_ang)
                dgh_cell_reduce(s->cell_ang, d);
            for (size_t k = 0; k < 3; k++)
                values[k * s->n_runs + r] = d[k];
        }
        for (size_t k = 0; k < 3; k++) {
            double *v = values + k * s->n_runs;
            qsort(v, s->n_runs, sizeof *v, compare_doubles);
            double median = (v[(s->n_runs - 1) / 2] + v[s->n_runs / 2]) / 2.0;
            out[3 * a + k] = origin[k] + median;
        }
    }
    free(values);
    return DGH_OK;
}

static const char *run_name(const dgh_displaced_run *run)
{
    return run->name ? run->name : "a run without a name";
}

/* Finds the one coordinate that a run displaces; *coordinate is SIZE_MAX for none. */
static dgh_status find_displacement(size_t *coordinate, search *s, size_t r, dgh_error *err)
{
    const dgh_displaced_run *run = &s->runs[r];
    *coordinate = SIZE_MAX;
    for (size_t a = 0; a < s->n_atoms; a++) {
        double d[3];
        for (size_t k = 0; k < 3; k++)
            d[k] = run->position_ang[3 * a + k] - s->equilibrium[3 * a + k];
        if (s->cell_ang)
            dgh_cell_reduce(s->cell_ang, d);
        for (size_t k = 0; k < 3; k++) {
            if (!(fabs(d[k]) > NOT_MOVED_ANG))
                continue;
            size_t other = *coordinate;
            if (other != SIZE_MAX && other / 3 == a)
                return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                     "%s: atom %zu is displaced along %c and %c at once",
                                     run_name(run), a + 1, AXES[other % 3], AXES[k]);
            if (other != SIZE_MAX)
                return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                     "%s: atoms %zu and %zu are displaced at once", run_name(run),
                                     other / 3 + 1, a + 1);
            *coordinate = 3 * a + k;
            s->moved_ang[r] = d[k];
        }
    }
    return DGH_OK;
}

static dgh_status sort_runs(search *s, dgh_error *err)
{
    for (size_t r = 0; r < s->n_runs; r++) {
        size_t coordinate;
        dgh_status status = find_displacement(&coordinate, s, r, err);
        if (status != DGH_OK)
            return status;
        if (coordinate == SIZE_MAX)
            continue; /* the equilibrium itself */
        size_t *slot = &s->run_of[2 * coordinate + (s->moved_ang[r] < 0.0)];
        if (*slot)
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "atom %zu is displaced by %c%c twice: %s, %s", coordinate / 3 + 1,
                                 s->moved_ang[r] < 0.0 ? '-' : '+', AXES[coordinate % 3],
                                 run_name(&s->runs[*slot - 1]), run_name(&s->runs[r]));
        *slot = r + 1;
    }
    return DGH_OK;
}

static bool is_displaced(const search *s, size_t atom)
{
    for (size_t i = 6 * atom; i < 6 * atom + 6; i++)
        if (s->run_of[i])
            return true;
    return false;
}

/* Names every displacement that is not there. */
static dgh_status check_complete(const search *s, size_t *n_dofs, dgh_error *err)
{
    char list[1024] = "";
    size_t used = 0, missing = 0;
    *n_dofs = 0;
    for (size_t a = 0; a < s->n_atoms; a++) {
        if (!is_displaced(s, a))
            continue;
        *n_dofs += 3;
        for (size_t i = 6 * a; i < 6 * a + 6; i++) {
            if (s->run_of[i])
                continue;
            missing++;
            if (used + 48 < sizeof list)
                used += (size_t)dgh_format(list + used, sizeof list - used, "%satom %zu %c%c",
                                           used ? ", " : "", a + 1, i % 2 ? '-' : '+',
                                           AXES[i / 2 % 3]);
        }
    }
    if (*n_dofs == 0)
        return dgh_error_set(err, DGH_ERR_MISSING, "no run has a displaced atom");
    if (missing)
        return dgh_error_set(err, DGH_ERR_MISSING, "%zu displacement%s missing: %s", missing,
                             missing == 1 ? "" : "s", list);
    return DGH_OK;
}

static dgh_status check_steps(const search *s, double *step_ang, dgh_error *err)
{
    size_t n = 0, smallest = 0, largest = 0;
    double sum = 0.0;
    for (size_t i = 0; i < 6 * s->n_atoms; i++) {
        if (!s->run_of[i])
            continue;
        size_t r = s->run_of[i] - 1;
        if (n++ == 0)
            smallest = largest = r;
        if (fabs(s->moved_ang[r]) < fabs(s->moved_ang[smallest]))
            smallest = r;
        if (fabs(s->moved_ang[r]) > fabs(s->moved_ang[largest]))
            largest = r;
        sum += fabs(s->moved_ang[r]);
    }
    *step_ang = sum / (double)n;
    if (fabs(s->moved_ang[largest]) - *step_ang > STEPS_AGREE_ANG ||
        *step_ang - fabs(s->moved_ang[smallest]) > STEPS_AGREE_ANG)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "displacements differ: %.4f Angstrom in %s, %.4f in %s",
                             fabs(s->moved_ang[smallest]), run_name(&s->runs[smallest]),
                             fabs(s->moved_ang[largest]), run_name(&s->runs[largest]));
    return DGH_OK;
}

static dgh_fd_hessian *allocate(size_t n)
{
    dgh_fd_hessian *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->n_dofs = n;
    h->dofs = calloc(n, sizeof *h->dofs);
    h->hessian_ev_per_ang2 = n <= SIZE_MAX / sizeof(double) / n ? calloc(n * n, sizeof(double))
                                                                : NULL;
    if (!h->dofs || !h->hessian_ev_per_ang2) {
        dgh_fd_hessian_free(h);
        return NULL;
    }
    return h;
}

static void differentiate(dgh_fd_hessian *h, const search *s, const double *mass_u)
{
    size_t n = h->n_dofs, k = 0;
    for (size_t a = 0; a < s->n_atoms; a++)
        for (uint8_t axis = 0; is_displaced(s, a) && axis < 3; axis++)
            h->dofs[k++] = (dgh_dof){(uint32_t)a, axis, mass_u[a]};
    for (size_t i = 0; i < n; i++) {
        const size_t *pair = &s->run_of[2 * (3 * h->dofs[i].atom + h->dofs[i].axis)];
        const double *plus = s->runs[pair[0] - 1].force_ev_per_ang;
        const double *minus = s->runs[pair[1] - 1].force_ev_per_ang;
        double width = s->moved_ang[pair[0] - 1] - s->moved_ang[pair[1] - 1];
        for (size_t j = 0; j < n; j++) {
            size_t c = 3 * h->dofs[j].atom + h->dofs[j].axis;
            h->hessian_ev_per_ang2[i * n + j] = -(plus[c] - minus[c]) / width;
        }
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double difference = fabs(h->hessian_ev_per_ang2[i * n + j] -
                                     h->hessian_ev_per_ang2[j * n + i]);
            h->largest_asymmetry_ev_per_ang2 = fmax(h->largest_asymmetry_ev_per_ang2, difference);
        }
    h->central = true;
}

static dgh_status build(dgh_fd_hessian **out, search *s, const double *mass_u, dgh_error *err)
{
    size_t n_dofs;
    double step_ang;
    dgh_status status = sort_runs(s, err);
    if (status == DGH_OK)
        status = check_complete(s, &n_dofs, err);
    if (status == DGH_OK)
        status = check_steps(s, &step_ang, err);
    if (status != DGH_OK)
        return status;
    dgh_fd_hessian *h = allocate(n_dofs);
    if (!h)
        return dgh_error_nomem(err);
    h->step_ang = step_ang;
    differentiate(h, s, mass_u);
    *out = h;
    return DGH_OK;
}

static dgh_status check_arguments(size_t n_atoms, const double *mass_u,
                                  const dgh_displaced_run *runs, size_t n_runs, dgh_error *err)
{
    if (n_atoms == 0 || n_atoms > UINT32_MAX / 6 || !mass_u || (n_runs && !runs))
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "a Hessian needs atoms, their masses and runs");
    if (n_runs == 0)
        return dgh_error_set(err, DGH_ERR_MISSING, "no run has a displaced atom");
    for (size_t r = 0; r < n_runs; r++)
        if (!runs[r].position_ang || !runs[r].force_ev_per_ang)
            return dgh_error_set(err, DGH_ERR_MISSING, "%s has no %s", run_name(&runs[r]),
                                 runs[r].position_ang ? "forces" : "positions");
    return DGH_OK;
}

dgh_status dgh_thermo_hessian_from_forces(dgh_fd_hessian **out, size_t n_atoms,
                                          const double (*cell_ang)[3],
                                          const double *equilibrium_position_ang,
                                          const double *mass_u, const dgh_displaced_run *runs,
                                          size_t n_runs, dgh_error *err)
{
    *out = NULL;
    dgh_status status = check_arguments(n_atoms, mass_u, runs, n_runs, err);
    if (status != DGH_OK)
        return status;
    search s = {n_atoms, cell_ang, equilibrium_position_ang, runs, n_runs, NULL, NULL};
    double *median = NULL;
    s.run_of = calloc(n_atoms, 6 * sizeof *s.run_of);
    s.moved_ang = calloc(n_runs, sizeof *s.moved_ang);
    if (!s.run_of || !s.moved_ang)
        status = dgh_error_nomem(err);
    if (status == DGH_OK && !equilibrium_position_ang) {
        median = calloc(n_atoms, 3 * sizeof *median);
        status = median ? median_positions(median, &s, err) : dgh_error_nomem(err);
        s.equilibrium = median;
    }
    if (status == DGH_OK)
        status = build(out, &s, mass_u, err);
    free(median);
    free(s.run_of);
    free(s.moved_ang);
    return status;
}

void dgh_fd_hessian_free(dgh_fd_hessian *hessian)
{
    if (!hessian)
        return;
    free(hessian->dofs);
    free(hessian->hessian_ev_per_ang2);
    free(hessian);
}
