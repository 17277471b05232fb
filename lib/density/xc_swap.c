/* Another functional on fixed densities: differences of what lib/density/xc.c gives. */
#include "dgh/xc.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

const char *const *dgh_xc_caveats(size_t *n)
{
    static const char *const CAVEATS[] = {
        "E_xc is that of the density in the file. Of a pseudopotential run this is the density of "
        "its valence electrons: core electrons, a partial core correction and what PAW and "
        "ultrasoft augmentation add near the nuclei are left out, and E_xc is not a sum of what is "
        "left out and what is not. Only with norm-conserving pseudopotentials without core "
        "correction is it the E_xc of the run.",
        "Densities with cores (AECCAR0 + AECCAR2, pp.x plot_num 21) vary near the nuclei faster "
        "than the grid can follow: their electrons and E_xc change with the grid, and only what "
        "does not change with it may be trusted.",
        "A difference between two functionals is of first order: the density, the geometry and the "
        "pseudopotentials remain those of the first one, and in a difference between runs the "
        "parts "
        "of the cores cancel as far as the cores are the same.",
    };
    *n = sizeof CAVEATS / sizeof CAVEATS[0];
    return CAVEATS;
}

static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (1.0 + fabs(a));
}

dgh_status dgh_xc_swap_make(dgh_xc_swap *out, const dgh_xc *from, const dgh_xc *to, dgh_error *err)
{
    *out = (dgh_xc_swap){.delta_ev = 0.0};
    if (strcmp(from->path, to->path) != 0 || memcmp(from->n, to->n, sizeof from->n) != 0 ||
        !same(from->electrons, to->electrons) || from->spin_polarised != to->spin_polarised)
        return dgh_error_set(
            err, DGH_ERR_ARGUMENT,
            "expected two functionals on one density, found %s with %.6f electrons "
            "and %s with %.6f",
            from->path, from->electrons, to->path, to->electrons);
    *out = (dgh_xc_swap){from, to, to->energy_ev - from->energy_ev};
    return DGH_OK;
}

static dgh_status check_functionals(const dgh_xc_swap *a, const dgh_xc_swap *b, dgh_error *err)
{
    const dgh_xc *const x[2] = {a->from, a->to}, *const y[2] = {b->from, b->to};
    for (int i = 0; i < 2; i++) {
        if (strcmp(x[i]->functional.libxc, y[i]->functional.libxc) != 0)
            return dgh_error_set(
                err, DGH_ERR_ARGUMENT, "expected the same functional on %s and %s, found %s and %s",
                x[i]->path, y[i]->path, x[i]->functional.libxc, y[i]->functional.libxc);
        if (x[i]->density_threshold_e_per_ang3 != y[i]->density_threshold_e_per_ang3 ||
            x[i]->flat_threshold_e_per_ang3 != y[i]->flat_threshold_e_per_ang3 ||
            x[i]->gradient_threshold_e_per_ang4 != y[i]->gradient_threshold_e_per_ang4 ||
            x[i]->cutoff_ev != y[i]->cutoff_ev)
            return dgh_error_set(err, DGH_ERR_ARGUMENT,
                                 "expected the same thresholds and cutoff on %s and %s", x[i]->path,
                                 y[i]->path);
    }
    return DGH_OK;
}

static dgh_status check_electrons(const dgh_xc_triple *t, double n, dgh_error *err)
{
    static const double WHOLE = 0.05, VOLUME = 1e-3;
    const dgh_xc *a = t->with_h.from, *b = t->host.from, *c = t->h2.from;
    if (fabs(n - (double)t->n_hydrogen) > WHOLE)
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "expected %zu electrons more in %s than in %s, found %.4f - %.4f = "
                             "%.4f",
                             t->n_hydrogen, a->path, b->path, a->electrons, b->electrons, n);
    if (fabs(c->electrons - 2.0) > WHOLE)
        return dgh_error_set(err, DGH_ERR_REFUSED, "expected 2 electrons of H2 in %s, found %.4f",
                             c->path, c->electrons);
    if (fabs(a->volume_ang3 - b->volume_ang3) > VOLUME * b->volume_ang3)
        return dgh_error_set(err, DGH_ERR_REFUSED,
                             "expected the same cell in %s and %s, found volumes of %.4f and %.4f "
                             "Ang^3",
                             a->path, b->path, a->volume_ang3, b->volume_ang3);
    return DGH_OK;
}

dgh_status dgh_xc_triple_make(dgh_xc_triple *out, const dgh_xc_swap *with_h,
                              const dgh_xc_swap *host, const dgh_xc_swap *h2, size_t n_hydrogen,
                              bool force, dgh_error *err)
{
    *out = (dgh_xc_triple){.n_hydrogen = 0};
    dgh_status status = check_functionals(with_h, host, err);
    if (status == DGH_OK)
        status = check_functionals(with_h, h2, err);
    if (status != DGH_OK)
        return status;
    const double n = with_h->from->electrons - host->from->electrons;
    dgh_xc_triple t = {.with_h = *with_h, .host = *host, .h2 = *h2, .n_hydrogen = n_hydrogen};
    if (n_hydrogen == 0)
        t.n_hydrogen = n > 0.5 && n < 1e6 ? (size_t)(n + 0.5) : 0;
    if (t.n_hydrogen == 0)
        return dgh_error_set(
            err, DGH_ERR_REFUSED, "expected more electrons in %s than in %s, found %.4f and %.4f",
            with_h->from->path, host->from->path, with_h->from->electrons, host->from->electrons);
    status = force ? DGH_OK : check_electrons(&t, n, err);
    if (status != DGH_OK)
        return status;
    t.delta_ev = with_h->delta_ev - host->delta_ev - 0.5 * (double)t.n_hydrogen * h2->delta_ev;
    t.delta_per_h_ev = t.delta_ev / (double)t.n_hydrogen;
    *out = t;
    return DGH_OK;
}
