/* From libxc's names to a functional that can be evaluated on a density. */
#ifndef DGH_DENSITY_XC_FUNCTIONAL_H
#define DGH_DENSITY_XC_FUNCTIONAL_H

#include "dgh/xc.h"

/* `libxc` = "gga_x_pbe+gga_c_pbe", names that libxc knows. Errors: ARGUMENT (unknown name, too many
 * parts), UNSUPPORTED (more than a density is needed, or no energy). */
dgh_status dgh_xc_functional_make(dgh_xc_functional *out, const char *label, const char *libxc,
                                  bool nonlocal, dgh_error *err);

#endif
