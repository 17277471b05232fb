/* Free-atom densities of UPF pseudopotentials. */
#ifndef DGH_ESPRESSO_UPF_H
#define DGH_ESPRESSO_UPF_H

#include "base/error.h"
#include "dgh/free_atom.h"

bool dgh_qe_is_upf(const char *data, size_t size);

/* Errors: PARSE, MISSING (no PP_RHOATOM, or one that is zero everywhere), UNSUPPORTED (the schema
 * with lower-case names), NOMEM. */
dgh_status dgh_qe_read_upf(dgh_free_atom **out, const char *data, size_t size, const char *path,
                           dgh_error *err);

#endif
