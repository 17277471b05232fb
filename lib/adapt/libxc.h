/* The names of libxc, the library of exchange-correlation functionals (S. Lehtola et al.,
 * SoftwareX 7, 1 (2018), 10.1016/j.softx.2017.11.002): what a setting "libxc" may hold. Nothing
 * here evaluates a functional. Thread-safe. */
#ifndef DGH_ADAPT_LIBXC_H
#define DGH_ADAPT_LIBXC_H

#include <stdbool.h>
#include <stddef.h>

/* Number of a functional by its name in any case, with or without "XC_"; 0 = libxc has none. */
int dgh_libxc_number(const char *name);

/* Whether every part of "gga_x_pbe+gga_c_pbe" is a functional of libxc. */
bool dgh_libxc_exists(const char *names);

/* Lower-case name of a functional by its number; false if libxc has none or it does not fit. */
bool dgh_libxc_name(int number, char *name, size_t size);

/* "lda", "gga", "mgga", "hybrid-gga"... of one functional, NULL if libxc has none. Static. */
const char *dgh_libxc_family(int number);

#endif
