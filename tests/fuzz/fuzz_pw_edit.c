/* Adding an atom to an input of pw.x: what comes out is an input with one atom more. */
#include <stdlib.h>

#include "dgh/record.h"
#include "espresso/pw_edit.h"
#include "espresso/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const double H[3] = {0.1, 0.2, 0.3};
    const dgh_pw_edit edit = {
        .added_ang = H, .added_element = 1, .pseudo = "H.UPF", .pseudo_dir = "../p"};
    dgh_arena *arena = dgh_arena_create();
    char *out;
    size_t out_size;
    if (arena && dgh_pw_edit_text(&out, &out_size, (const char *)data, size, "fuzz", &edit, arena,
                                  NULL) == DGH_OK) {
        dgh_calculation *c = NULL;
        if (dgh_qe_read_pw_input(&c, out, out_size, "fuzz", NULL) != DGH_OK)
            abort();
        dgh_calculation_free(c);
    }
    dgh_arena_free(arena);
    return 0;
}
