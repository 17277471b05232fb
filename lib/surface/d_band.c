/* Moments of the d band and its upper edge. */
#include "dgh/d_band.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static const double EMPTY_STATES = 1e-6; /* a window with fewer has no centre */
static const double EDGE_EV = 1e-9;      /* rounding of energy - E_F at the ends of a window */

const char *dgh_d_window_name(dgh_d_window window)
{
    static const char *const NAMES[] = {"all", "occupied", "range"};
    return (int)window >= 0 && (size_t)window < sizeof NAMES / sizeof NAMES[0] ? NAMES[window]
                                                                               : "?";
}

bool dgh_d_band_element(int z)
{
    return (z >= 21 && z <= 30) || (z >= 39 && z <= 48) || (z >= 57 && z <= 80) ||
           (z >= 89 && z <= 112);
}

/* Energies relative to E_F and d states at them. */
typedef struct curve {
    size_t n;
    double *energy;  /* [n] */
    double *states;  /* [n], of both spins */
    double *spin[2]; /* [n] */
} curve;

/* ---- moments --------------------------------------------------------------------------------- */

static double between(const curve *c, const double *states, size_t i, size_t next, double centre,
                      int power)
{
    double a = c->energy[i] - centre, b = c->energy[next] - centre;
    double low = power == 0 ? 1.0 : power == 1 ? a : a * a;
    double high = power == 0 ? 1.0 : power == 1 ? b : b * b;
    return 0.5 * (c->energy[next] - c->energy[i]) * (low * states[i] + high * states[next]);
}

/* Sum over the points first, first + stride... up to `last`. */
static double integrate(const curve *c, const double *states, size_t first, size_t last,
                        size_t stride, double centre, int power)
{
    double sum = 0.0;
    for (size_t i = first; i + stride <= last; i += stride)
        sum += between(c, states, i, i + stride, centre, power);
    return sum;
}

/* The points that are not above `top`: index behind the last. */
static size_t points_up_to(const curve *c, double top)
{
    size_t n = 0;
    while (n < c->n && c->energy[n] <= top + EDGE_EV)
        n++;
    return n;
}

static dgh_d_moments moments(const curve *c, const double *states, size_t first, size_t last)
{
    dgh_d_moments m = {0};
    size_t occupied = points_up_to(c, 0.0);
    m.n_states = integrate(c, states, first, last, 1, 0.0, 0);
    if (occupied > first + 1)
        m.n_electrons = integrate(c, states, first, occupied - 1 < last ? occupied - 1 : last, 1,
                                  0.0, 0);
    if (!(m.n_states > EMPTY_STATES))
        return m;
    m.centre_ev = integrate(c, states, first, last, 1, 0.0, 1) / m.n_states;
    double second = integrate(c, states, first, last, 1, m.centre_ev, 2) / m.n_states;
    m.width_ev = second > 0.0 ? sqrt(second) : 0.0; /* smearing can make densities negative */
    return m;
}

static double coarse_shift(const curve *c, size_t first, size_t last, double centre)
{
    double n = integrate(c, c->states, first, last, 2, 0.0, 0);
    return n > EMPTY_STATES ? integrate(c, c->states, first, last, 2, 0.0, 1) / n - centre : 0.0;
}

/* ---- upper edge ------------------------------------------------------------------------------ */

/* Principal value of ∫ ρ(E') / (E - E') dE' by the points at odd distances, where the trapezoid
 * rule has no pole; the factor of the transform is left out. */
static double transform(const curve *c, size_t i)
{
    double sum = 0.0;
    for (size_t j = (i + 1) % 2; j < c->n; j += 2)
        sum += c->states[j] / (double)((ptrdiff_t)i - (ptrdiff_t)j);
    return sum;
}

static bool is_uniform(const curve *c)
{
    /* energies are printed with three decimals or more */
    const double step = (c->energy[c->n - 1] - c->energy[0]) / (double)(c->n - 1);
    for (size_t i = 1; i < c->n; i++)
        if (fabs(c->energy[i] - c->energy[i - 1] - step) > 1.1e-3)
            return false;
    return true;
}

static dgh_real upper_edge(const curve *c)
{
    enum { MOST_TRIES = 2000 };
    dgh_real edge = {0};
    size_t stride = c->n / MOST_TRIES + 1, best = 0;
    double highest = -INFINITY;
    if (c->n < 5 || !is_uniform(c))
        return edge;
    for (size_t round = 0; round < 2; round++) {
        size_t from = round && best > stride ? best - stride : 0;
        size_t to = round && best + stride < c->n ? best + stride : c->n - 1;
        for (size_t i = from; i <= to; i += round ? 1 : stride) {
            double value = transform(c, i);
            if (value > highest) {
                highest = value;
                best = i;
            }
        }
    }
    edge = (dgh_real){.has = true, .value = c->energy[best]};
    if (best == 0 || best + 1 == c->n)
        return edge;
    /* the top of the parabola through the three points */
    double left = transform(c, best - 1), right = transform(c, best + 1);
    double bend = left - 2.0 * highest + right;
    if (bend < 0.0)
        edge.value += 0.5 * (left - right) / bend * 0.5 *
                      (c->energy[best + 1] - c->energy[best - 1]);
    return edge;
}

/* ---- the d states ---------------------------------------------------------------------------- */

static dgh_status make_curve(curve *c, const dgh_dos *dos, double fermi_ev, dgh_error *err)
{
    double *values = calloc(dos->n_energies, 4 * sizeof *values);
    if (!values)
        return dgh_error_nomem(err);
    *c = (curve){dos->n_energies,
                 values,
                 values + dos->n_energies,
                 {values + 2 * dos->n_energies, values + 3 * dos->n_energies}};
    for (size_t i = 0; i < c->n; i++)
        c->energy[i] = dos->energy_ev[i] - fermi_ev;
    return DGH_OK;
}

static bool add_atom(curve *c, const dgh_dos *dos, size_t atom)
{
    bool any = false;
    for (size_t k = 0; k < dos->n_shells; k++) {
        const dgh_dos_shell *shell = &dos->shells[k];
        if (shell->atom != atom || shell->l != 2)
            continue;
        any = true;
        for (unsigned s = 0; s < dos->n_spins; s++)
            for (size_t i = 0; i < c->n; i++)
                c->spin[s][i] += shell->states_per_ev[s][i];
    }
    return any;
}

static dgh_status gather(curve *c, const dgh_dos *dos, const size_t *atoms, size_t n,
                         dgh_error *err)
{
    for (size_t k = 0; k < n; k++) {
        if (atoms[k] >= dos->n_atoms)
            return dgh_error_set(err, DGH_ERR_ARGUMENT, "%s has %zu atoms, no atom %zu", dos->path,
                                 dos->n_atoms, atoms[k] + 1);
        if (!add_atom(c, dos, atoms[k]))
            return dgh_error_set(err, DGH_ERR_MISSING, "%s: no d projection of atom %zu", dos->path,
                                 atoms[k] + 1);
    }
    for (size_t i = 0; i < c->n; i++)
        c->states[i] = c->spin[0][i] + c->spin[1][i];
    return DGH_OK;
}

/* ---- window ---------------------------------------------------------------------------------- */

static dgh_status find_window(size_t *first, size_t *last, const curve *c, const dgh_dos *dos,
                              const dgh_d_band_options *o, dgh_error *err)
{
    double from = c->energy[0], to = c->energy[c->n - 1];
    if (o->window == DGH_D_WINDOW_OCCUPIED)
        to = 0.0;
    if (o->window == DGH_D_WINDOW_RANGE) {
        if (!(o->to_ev > o->from_ev))
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected a window from a lower to a higher energy, not from %g "
                                 "to %g eV",
                                 o->from_ev, o->to_ev);
        if (o->from_ev < from - dos->step_ev || o->to_ev > to + dos->step_ev)
            return dgh_error_set(err, DGH_ERR_MISSING,
                                 "%s: expected energies from %g to %g eV relative to E_F, found "
                                 "%.3f to %.3f",
                                 dos->path, o->from_ev, o->to_ev, from, to);
        from = o->from_ev;
        to = o->to_ev;
    }
    size_t behind = points_up_to(c, to);
    *first = 0;
    while (*first < c->n && c->energy[*first] < from - EDGE_EV)
        ++*first;
    if (behind < *first + 2)
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "%s: fewer than two energies between %.3f and %.3f eV relative to E_F",
                             dos->path, from, to);
    *last = behind - 1;
    return DGH_OK;
}

static void fill(dgh_d_band *out, const curve *c, const dgh_dos *dos, size_t first, size_t last)
{
    double largest = 0.0;
    dgh_d_moments all = moments(c, c->states, 0, c->n - 1);
    for (size_t i = 0; i < c->n; i++)
        largest = fmax(largest, c->states[i]);
    out->from_ev = c->energy[first];
    out->to_ev = c->energy[last];
    out->total = moments(c, c->states, first, last);
    out->n_spins = dos->n_spins;
    for (unsigned s = 0; s < 2 && dos->n_spins == 2; s++)
        out->spin[s] = moments(c, c->spin[s], first, last);
    out->filling = all.n_states > EMPTY_STATES ? all.n_electrons / all.n_states : 0.0;
    out->upper_edge_ev = upper_edge(c);
    out->step_ev = dos->step_ev;
    out->coarse_shift_ev = coarse_shift(c, first, last, out->total.centre_ev);
    if (largest > 0.0) {
        out->cut_below = fabs(c->states[0]) / largest;
        out->cut_above = fabs(c->states[c->n - 1]) / largest;
    }
}

dgh_status dgh_d_band_of(dgh_d_band *out, const dgh_dos *dos, const size_t *atoms, size_t n,
                         const dgh_d_band_options *options, dgh_error *err)
{
    dgh_d_band_options o = DGH_D_BAND_OPTIONS_INIT;
    curve c = {0};
    size_t first, last;
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    *out = (dgh_d_band){.window = o.window};
    if (n == 0 || (int)o.window < 0 || o.window > DGH_D_WINDOW_RANGE)
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             n ? "no window of the d band has the number %d" : "no atoms",
                             (int)o.window);
    out->fermi_ev = o.fermi_ev.has ? o.fermi_ev : dos->fermi_ev;
    if (!out->fermi_ev.has)
        return dgh_error_set(err, DGH_ERR_MISSING,
                             "%s: the Fermi energy is not known: neither this file nor a run "
                             "beside it states it",
                             dos->path);
    dgh_status status = make_curve(&c, dos, out->fermi_ev.value, err);
    if (status == DGH_OK)
        status = gather(&c, dos, atoms, n, err);
    if (status == DGH_OK)
        status = find_window(&first, &last, &c, dos, &o, err);
    if (status == DGH_OK) {
        fill(out, &c, dos, first, last);
        if (!(out->total.n_states > EMPTY_STATES))
            status = dgh_error_set(err, DGH_ERR_MISSING,
                                   "%s: no d states of atom %zu between %.3f and %.3f eV relative "
                                   "to E_F",
                                   dos->path, atoms[0] + 1, out->from_ev, out->to_ev);
    }
    free(c.energy);
    return status;
}
