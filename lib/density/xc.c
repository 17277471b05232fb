/* Exchange-correlation energy, energy density and potential of a density on a grid. */
#include "dgh/xc.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/fft.h"
#include "base/constants.h"
#include "base/format.h"
#include "density/fields.h"
#include "density/waves.h"
#include "density/xc_points.h"
#include "record/grid.h"

/* e/Ang^4 to e/Bohr^4: gradients of a density */
static const double GRADIENT_AU = DGH_BOHR_ANG * DGH_BOHR_ANG * DGH_BOHR_ANG * DGH_BOHR_ANG;

enum { MOST_DIAGNOSTICS = 3, LONGEST_MESSAGE = 256 };

typedef struct owner {
    dgh_xc xc;
    dgh_grid *grids[3]; /* eps, v up, v down */
    dgh_diagnostic diagnostics[MOST_DIAGNOSTICS];
    char message[MOST_DIAGNOSTICS][LONGEST_MESSAGE];
} owner;

/* What the gradient and the divergence work in. */
typedef struct fourier {
    dgh_waves waves;
    bool spin;
    double complex *density[2]; /* spectra of the density and of the spin density */
    double complex *work;
    double *gradient[2]; /* one Cartesian component, atomic units; up and down with spin */
    double complex *divergence[2];
} fourier;

void dgh_xc_free(dgh_xc *xc)
{
    if (!xc)
        return;
    owner *o = xc->owner;
    for (int i = 0; i < 3; i++)
        dgh_grid_free(o->grids[i]);
    free((char *)o->xc.path);
    free(o);
}

/* ---- the input ------------------------------------------------------------------------------ */

static dgh_status check_field(const dgh_grid *grid, const char *what, dgh_field field,
                              dgh_field also, dgh_error *err)
{
    if (grid->field == field || grid->field == also || grid->field == DGH_FIELD_UNKNOWN)
        return DGH_OK;
    return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a %s in %s, found the field \"%s\"", what,
                         grid->path, dgh_field_name(grid->field));
}

static dgh_status check_input(const dgh_grid *density, const dgh_grid *spin,
                              const dgh_xc_functional *functional, const dgh_xc_options *options,
                              dgh_error *err)
{
    if (functional->n_parts == 0 || functional->n_parts > DGH_XC_MOST_PARTS)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "expected a functional of 1 to %d parts",
                             DGH_XC_MOST_PARTS);
    if (!(options->density_threshold_e_per_ang3 >= 0.0) ||
        !(options->flat_threshold_e_per_ang3 >= 0.0) ||
        !(options->gradient_threshold_e_per_ang4 >= 0.0) || !(options->cutoff_ev >= 0.0))
        return dgh_error_set(err, DGH_ERR_ARGUMENT,
                             "expected thresholds and a cutoff that are not negative");
    dgh_status status = check_field(density, "density", DGH_FIELD_DENSITY, DGH_FIELD_DENSITY, err);
    if (status == DGH_OK)
        status = dgh_density_check(density, err);
    if (status != DGH_OK || !spin)
        return status;
    status = check_field(spin, "spin density", DGH_FIELD_SPIN_DENSITY, DGH_FIELD_MAGNETISATION_Z,
                         err);
    if (status == DGH_OK)
        status = dgh_density_check_same(density, spin, err);
    return status == DGH_OK ? dgh_density_check(spin, err) : status;
}

/* ---- gradients ------------------------------------------------------------------------------ */

static void fourier_close(fourier *f)
{
    for (int c = 0; c < 2; c++) {
        free(f->density[c]);
        free(f->gradient[c]);
        free(f->divergence[c]);
    }
    free(f->work);
}

static dgh_status fourier_open(fourier *f, const dgh_grid *density, const dgh_grid *spin,
                               const dgh_xc_options *options, dgh_error *err)
{
    const dgh_grid *const grids[2] = {density, spin};
    *f = (fourier){.spin = spin != NULL};
    dgh_status status = dgh_waves_make(&f->waves, density, options->jobs, err);
    if (status != DGH_OK)
        return status;
    if (options->cutoff_ev > 0.0) /* hbar^2 / 2m = Rydberg Bohr^2 */
        f->waves.largest_g2 = options->cutoff_ev / (DGH_RYDBERG_EV * DGH_BOHR_ANG * DGH_BOHR_ANG) *
                              (1.0 + 1e-12);
    f->work = dgh_waves_spectrum(&f->waves);
    for (int c = 0; c < 1 + f->spin; c++) {
        f->density[c] = dgh_waves_spectrum(&f->waves);
        f->gradient[c] = malloc(dgh_grid_points(density->n) * sizeof(double));
        if (!f->work || !f->density[c] || !f->gradient[c])
            return dgh_error_nomem(err);
        status = dgh_fft_forward(f->density[c], grids[c]->value, density->n, f->waves.jobs, err);
        if (status != DGH_OK)
            return status;
    }
    return DGH_OK;
}

/* f->gradient along one axis; with spin of up and of down. */
static dgh_status take_gradient(fourier *f, int axis, size_t points, dgh_error *err)
{
    for (int c = 0; c < 1 + f->spin; c++) {
        dgh_waves_derive(f->work, f->density[c], &f->waves, axis, false);
        dgh_status status = dgh_fft_backward(f->gradient[c], f->work, f->waves.n, f->waves.jobs,
                                             err);
        if (status != DGH_OK)
            return status;
    }
    double *restrict a = f->gradient[0], *restrict b = f->gradient[1];
#pragma omp parallel for schedule(static) num_threads(f->waves.jobs)
    for (size_t i = 0; i < points; i++) {
        double total = GRADIENT_AU * a[i];
        if (f->spin) {
            double spin = GRADIENT_AU * b[i];
            a[i] = 0.5 * (total + spin);
            b[i] = 0.5 * (total - spin);
        } else {
            a[i] = total;
        }
    }
    return DGH_OK;
}

static dgh_status take_sigma(dgh_xc_points *p, fourier *f, dgh_error *err)
{
    for (int s = 0; s < (f->spin ? 3 : 1); s++) {
        p->sigma[s] = calloc(p->points, sizeof(double));
        if (!p->sigma[s])
            return dgh_error_nomem(err);
    }
    for (int axis = 0; axis < 3; axis++) {
        dgh_status status = take_gradient(f, axis, p->points, err);
        if (status != DGH_OK)
            return status;
        const double *u = f->gradient[0], *d = f->gradient[1];
#pragma omp parallel for schedule(static) num_threads(f->waves.jobs)
        for (size_t i = 0; i < p->points; i++) {
            p->sigma[0][i] += u[i] * u[i];
            if (f->spin) {
                p->sigma[1][i] += u[i] * d[i];
                p->sigma[2][i] += d[i] * d[i];
            }
        }
    }
    return DGH_OK;
}

/* Component `axis` of 2 de/dsigma grad rho, in place of the gradient; with spin
 * h_up = 2 e_uu grad up + e_ud grad down, and the other way round. */
static void make_flux(const dgh_xc_points *p, fourier *f)
{
    double *u = f->gradient[0], *d = f->gradient[1];
#pragma omp parallel for schedule(static) num_threads(f->waves.jobs)
    for (size_t i = 0; i < p->points; i++) {
        if (f->spin) {
            double up = u[i], down = d[i];
            u[i] = 2.0 * p->sigma[0][i] * up + p->sigma[1][i] * down;
            d[i] = 2.0 * p->sigma[2][i] * down + p->sigma[1][i] * up;
        } else {
            u[i] *= 2.0 * p->sigma[0][i];
        }
    }
}

/* potential -= div h; p->sigma holds the derivatives by sigma. */
static dgh_status subtract_divergence(dgh_xc_points *p, fourier *f, dgh_error *err)
{
    dgh_status status = DGH_OK;
    for (int c = 0; c < 1 + f->spin; c++) {
        f->divergence[c] = dgh_waves_spectrum(&f->waves);
        if (!f->divergence[c])
            return dgh_error_nomem(err);
    }
    for (int axis = 0; axis < 3; axis++) {
        status = take_gradient(f, axis, p->points, err);
        if (status != DGH_OK)
            return status;
        make_flux(p, f);
        for (int c = 0; c < 1 + f->spin; c++) {
            status = dgh_fft_forward(f->work, f->gradient[c], f->waves.n, f->waves.jobs, err);
            if (status != DGH_OK)
                return status;
            dgh_waves_derive(f->divergence[c], f->work, &f->waves, axis, true);
        }
    }
    for (int c = 0; c < 1 + f->spin && status == DGH_OK; c++) {
        status = dgh_fft_backward(f->gradient[c], f->divergence[c], f->waves.n, f->waves.jobs, err);
        /* h in atomic units, derived by Angstrom */
#pragma omp parallel for schedule(static) num_threads(f->waves.jobs)
        for (size_t i = 0; i < p->points; i++)
            p->potential[c][i] -= DGH_BOHR_ANG * f->gradient[c][i];
    }
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static dgh_status make_grids(owner *o, const dgh_grid *density, const dgh_xc_options *options,
                             dgh_error *err)
{
    dgh_status status = DGH_OK;
    const bool spin = o->xc.spin_polarised;
    if (options->keep_energy_density)
        status = dgh_density_like(&o->grids[0], density, DGH_FIELD_OTHER,
                                  "exchange-correlation energy per electron, eV", err);
    if (status == DGH_OK && options->keep_potential)
        status = dgh_density_like(&o->grids[1], density, DGH_FIELD_POTENTIAL,
                                  spin ? "exchange-correlation potential of spin up, eV"
                                       : "exchange-correlation potential, eV",
                                  err);
    if (status == DGH_OK && options->keep_potential && spin)
        status = dgh_density_like(&o->grids[2], density, DGH_FIELD_POTENTIAL,
                                  "exchange-correlation potential of spin down, eV", err);
    o->xc.energy_per_electron = o->grids[0];
    o->xc.potential[0] = o->grids[1];
    o->xc.potential[1] = o->grids[2];
    return status;
}

static void scale_grids(owner *o, int jobs)
{
    for (int g = 0; g < 3; g++) {
        double *value = o->grids[g] ? o->grids[g]->value : NULL;
#pragma omp parallel for schedule(static) num_threads(jobs)
        for (size_t i = 0; i < (value ? o->xc.n_points : 0); i++)
            value[i] *= DGH_HARTREE_EV;
    }
}

/* Integral of v_up up + v_down down = half of (v_up + v_down) rho + (v_up - v_down) spin. */
static dgh_status integrate_potential(owner *o, const dgh_xc_points *p, double *room,
                                      dgh_error *err)
{
    double *product = room ? room : malloc(p->points * sizeof *product);
    if (!product)
        return dgh_error_nomem(err);
    const double *u = o->grids[1]->value, *d = o->grids[2] ? o->grids[2]->value : u;
#pragma omp parallel for schedule(static) num_threads(p->jobs)
    for (size_t i = 0; i < p->points; i++)
        product[i] = 0.5 * (u[i] + d[i]) * p->rho[i] +
                     (p->spin ? 0.5 * (u[i] - d[i]) * p->spin[i] : 0.0);
    o->xc.potential_energy_ev = dgh_sum(product, p->points) * o->xc.volume_ang3 / (double)p->points;
    if (product != room)
        free(product);
    return DGH_OK;
}

static void take_sums(dgh_xc *xc, const dgh_xc_sums *sums)
{
    const double dv = xc->volume_ang3 / (double)xc->n_points;
    for (size_t p = 0; p < xc->functional.n_parts; p++) {
        xc->part_energy_ev[p] = sums->part[p] * dv * DGH_HARTREE_EV;
        xc->energy_ev += xc->part_energy_ev[p];
    }
    xc->negative_e = sums->negative * dv;
    xc->n_negative = sums->n_negative;
    xc->n_empty = sums->n_empty;
    xc->n_flat = sums->n_flat;
    xc->n_spin_clipped = sums->n_spin_clipped;
}

static void note(owner *o, dgh_severity severity, const char *code, const char *format, ...)
    DGH_PRINTF(4, 5);

static void note(owner *o, dgh_severity severity, const char *code, const char *format, ...)
{
    va_list arguments;
    char *message = o->message[o->xc.n_diagnostics];
    va_start(arguments, format);
    dgh_vformat(message, LONGEST_MESSAGE, format, arguments);
    va_end(arguments);
    o->diagnostics[o->xc.n_diagnostics++] = (dgh_diagnostic){
        severity, code, message, {o->xc.path, 0}};
    o->xc.diagnostics = o->diagnostics;
}

/* Pseudo-densities have small negative places; more than this is no density. */
static const double MUCH_NEGATIVE = 1e-3;

static void judge(owner *o)
{
    const dgh_xc *xc = &o->xc;
    if (xc->negative_e < -1e-9)
        note(o, -xc->negative_e > MUCH_NEGATIVE * fabs(xc->electrons) ? DGH_WARNING : DGH_NOTE,
             "negative-density",
             "%zu of %zu points have a negative density, %.3g electrons in all: there the "
             "functional "
             "is taken at |rho| and counts with the sign of rho",
             xc->n_negative, xc->n_points, xc->negative_e);
    if (xc->functional.nonlocal)
        note(o, DGH_WARNING, "nonlocal-left-out",
             "%s has a non-local correlation, which is left out: only %s is evaluated",
             xc->functional.label, xc->functional.libxc);
    if (xc->n_spin_clipped)
        note(o, DGH_NOTE, "spin-clipped",
             "%zu of %zu points have a spin density above the density, which is cut to it",
             xc->n_spin_clipped, xc->n_points);
}

static dgh_status compute(owner *o, dgh_xc_points *p, const dgh_grid *density, const dgh_grid *spin,
                          const dgh_xc_options *options, dgh_error *err)
{
    fourier f = {.spin = false};
    dgh_xc_sums sums;
    const bool gradient = o->xc.functional.gradient;
    dgh_status status = make_grids(o, density, options, err);
    if (status == DGH_OK) {
        p->energy = o->grids[0] ? o->grids[0]->value : NULL;
        for (int c = 0; c < 2; c++)
            p->potential[c] = o->grids[1 + c] ? o->grids[1 + c]->value : NULL;
        status = dgh_xc_points_open(p, err);
    }
    if (status == DGH_OK && gradient)
        status = fourier_open(&f, density, spin, options, err);
    if (status == DGH_OK && gradient)
        status = take_sigma(p, &f, err);
    if (status == DGH_OK)
        status = dgh_xc_points_evaluate(&sums, p, options, err);
    if (status == DGH_OK)
        take_sums(&o->xc, &sums);
    if (status == DGH_OK && gradient && options->keep_potential)
        status = subtract_divergence(p, &f, err);
    if (status == DGH_OK)
        scale_grids(o, p->jobs);
    if (status == DGH_OK && options->keep_potential)
        status = integrate_potential(o, p, f.gradient[0], err);
    fourier_close(&f);
    return status;
}

static owner *open_result(const dgh_grid *density, const dgh_grid *spin,
                          const dgh_xc_functional *functional, const dgh_xc_options *options)
{
    owner *o = calloc(1, sizeof *o);
    char *path = o ? strdup(density->path ? density->path : "") : NULL;
    if (!path) {
        free(o);
        return NULL;
    }
    o->xc = (dgh_xc){
        .owner = o,
        .path = path,
        .functional = *functional,
        .spin_polarised = spin != NULL,
        .electrons = dgh_grid_integral(density),
        .spin_e = spin ? dgh_grid_integral(spin) : 0.0,
        .volume_ang3 = dgh_cell_volume_ang3((const double(*)[3])density->cell_ang),
        .n_points = dgh_grid_points(density->n),
        .density_threshold_e_per_ang3 = options->density_threshold_e_per_ang3,
        .flat_threshold_e_per_ang3 = options->flat_threshold_e_per_ang3,
        .gradient_threshold_e_per_ang4 = options->gradient_threshold_e_per_ang4,
        .cutoff_ev = options->cutoff_ev,
    };
    memcpy(o->xc.n, density->n, sizeof o->xc.n);
    return o;
}

dgh_status dgh_density_xc(dgh_xc **out, const dgh_grid *density, const dgh_grid *spin,
                          const dgh_xc_functional *functional, const dgh_xc_options *options,
                          dgh_error *err)
{
    static const dgh_xc_options PLAIN = DGH_XC_OPTIONS_INIT;
    dgh_waves waves;
    *out = NULL;
    options = options ? options : &PLAIN;
    dgh_status status = check_input(density, spin, functional, options, err);
    if (status == DGH_OK)
        status = dgh_waves_make(&waves, density, options->jobs, err); /* a cell with a volume */
    if (status != DGH_OK)
        return status;
    owner *o = open_result(density, spin, functional, options);
    if (!o)
        return dgh_error_nomem(err);
    dgh_xc_points p = {.xc = &o->xc,
                       .points = o->xc.n_points,
                       .rho = density->value,
                       .spin = spin ? spin->value : NULL,
                       .jobs = waves.jobs};
    status = compute(o, &p, density, spin, options, err);
    dgh_xc_points_close(&p);
    for (int s = 0; s < 3; s++)
        free(p.sigma[s]);
    if (status != DGH_OK) {
        dgh_xc_free(&o->xc);
        return status;
    }
    judge(o);
    *out = &o->xc;
    return DGH_OK;
}
