#include "espresso/pp_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dgh_arena *arena = dgh_arena_create();
    dgh_pp_input pp;
    dgh_error err;
    dgh_qe_is_pp_input((const char *)data, size);
    if (arena)
        dgh_qe_read_pp_input(&pp, (const char *)data, size, "fuzz", arena, &err);
    dgh_arena_free(arena);
    return 0;
}
