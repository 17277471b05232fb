/* Option structs of callers that were compiled against another version of the header. */
#ifndef DGH_THERMO_OPTIONS_H
#define DGH_THERMO_OPTIONS_H

#include <string.h>

#include "base/error.h"

/* Copies the fields that the caller knows over `defaults`. `size` is the caller's sizeof, the first
 * field of every option struct. Errors: ARGUMENT (NULL, or a size that no _INIT macro gives). */
static inline dgh_status dgh_options_take(void *defaults, size_t own_size, size_t least_size,
                                          const void *options, const char *init_macro,
                                          dgh_error *err)
{
    size_t size = 0;
    if (options)
        memcpy(&size, options, sizeof size);
    if (size < least_size)
        return dgh_error_set(err, DGH_ERR_ARGUMENT, "options were not initialised with %s",
                             init_macro);
    memcpy(defaults, options, size < own_size ? size : own_size);
    return DGH_OK;
}

#endif
