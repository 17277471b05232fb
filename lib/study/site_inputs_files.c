/* The files that inputs are made of. */
#include "base/fnv.h"
#include "base/format.h"
#include "study/site_inputs.h"

void dgh_inputs_hash(char hash[17], const char *data, size_t size)
{
    dgh_format(hash, 17, "%016llx", (unsigned long long)dgh_fnv1a(data, size));
}

bool dgh_inputs_add(dgh_inputs_work *w, size_t site, const char *name, const char *data,
                    size_t size)
{
    w->files = dgh_arena_grow(w->arena, w->files, &w->capacity, w->n_files, w->n_files + 1,
                              sizeof *w->files);
    const char *path = dgh_arena_printf(w->arena, "%s/%s", w->slab->about[site].label, name);
    if (!w->files || !path)
        return false;
    dgh_input_file *f = &w->files[w->n_files++];
    *f = (dgh_input_file){.path = path, .data = data, .size = size};
    dgh_inputs_hash(f->hash, data, size);
    return true;
}
