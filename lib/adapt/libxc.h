/* libxc, the library of exchange-correlation functionals (S. Lehtola et al., SoftwareX 7, 1 (2018),
 * 10.1016/j.softx.2017.11.002): names, what a functional is and needs, and its values on points.
 *
 * libxc prints and calls exit(1) when it is asked for a derivative that a functional lacks: nothing
 * here asks without having looked at the functional's flags. Thread-safe; an open functional may be
 * evaluated from several threads. */
#ifndef DGH_ADAPT_LIBXC_H
#define DGH_ADAPT_LIBXC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Number of a functional by its name in any case, with or without "XC_"; 0 = libxc has none. */
int dgh_libxc_number(const char *name);

/* Whether every part of "gga_x_pbe+gga_c_pbe" is a functional of libxc. */
bool dgh_libxc_exists(const char *names);

/* Lower-case name of a functional by its number; false if libxc has none or it does not fit. */
bool dgh_libxc_name(int number, char *name, size_t size);

/* "lda", "gga", "mgga", "hybrid-gga"... of one functional, NULL if libxc has none. Static. */
const char *dgh_libxc_family(int number);

/* The numbers of all functionals, malloc'ed; NULL when memory is out. */
int *dgh_libxc_numbers(size_t *n);

typedef enum dgh_libxc_kind {
    DGH_LIBXC_EXCHANGE,
    DGH_LIBXC_CORRELATION,
    DGH_LIBXC_BOTH,
    DGH_LIBXC_KINETIC
} dgh_libxc_kind;

typedef struct dgh_libxc_facts {
    dgh_libxc_kind kind;
    bool gradient;         /* takes |grad rho|^2 */
    bool energy;           /* libxc has its energy ... */
    bool potential;        /* ... and its first derivative */
    bool three_dimensions; /* not for electrons in one or two */
    bool nonlocal;         /* lacks a non-local correlation (VV10) that belongs to it */
} dgh_libxc_facts;

/* False if libxc has no such functional, or no memory. */
bool dgh_libxc_describe(dgh_libxc_facts *facts, int number);

typedef struct dgh_libxc dgh_libxc;

/* Opens an LDA or a GGA that has an energy. Errors: UNSUPPORTED, NOMEM. */
dgh_status dgh_libxc_open(dgh_libxc **out, int number, bool polarised, dgh_error *err);
void dgh_libxc_close(dgh_libxc *functional);

/* Values on n points in atomic units, written to energy[n] (per electron), by_density[n] and
 * by_sigma[n]. `sigma` = |grad rho|^2. Polarised: rho[n][2] up, down; sigma[n][3] up.up, up.down,
 * down.down; the derivatives as their variables. For an LDA `sigma` and `by_sigma` are not looked
 * at. `by_density` NULL = energy alone; else the functional must have a potential. */
void dgh_libxc_evaluate(const dgh_libxc *functional, size_t n, const double *rho,
                        const double *sigma, double *energy, double *by_density, double *by_sigma);

#endif
