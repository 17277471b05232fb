/* Input of pp.x, https://www.quantum-espresso.org/Doc/INPUT_PP.html: what it wrote into which file.
 */
#ifndef DGH_ESPRESSO_PP_INPUT_H
#define DGH_ESPRESSO_PP_INPUT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

typedef struct dgh_pp_input {
    bool has_plot_num; /* false: a filplot of an earlier run is converted, or several are summed */
    int64_t plot_num;
    dgh_slice filplot; /* size 0 = not named; borrowed from the text, as the next */
    dgh_slice fileout;
} dgh_pp_input;

bool dgh_qe_is_pp_input(const char *data, size_t size);

/* Errors: PARSE, NOMEM. */
dgh_status dgh_qe_read_pp_input(dgh_pp_input *out, const char *data, size_t size, const char *path,
                                dgh_arena *arena, dgh_error *err);

#endif
