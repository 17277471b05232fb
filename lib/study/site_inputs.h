/* What the makers of inputs share. */
#ifndef DGH_STUDY_SITE_INPUTS_H
#define DGH_STUDY_SITE_INPUTS_H

#include "dgh/slab_sites.h"
#include "study/inside.h"

typedef struct dgh_inputs_work {
    dgh_site_inputs result; /* first, so that its address is that of the whole */
    const dgh_slab_sites *slab;
    dgh_site_inputs_options options;
    dgh_arena *arena;
    dgh_findings findings;
    dgh_input_file *files;
    size_t n_files, capacity;
    size_t *sites;
    const char *source_folder; /* where the slab's files lie */
} dgh_inputs_work;

/* "LABEL/NAME" with the content, which lives in the arena. False without memory. */
bool dgh_inputs_add(dgh_inputs_work *work, size_t site, const char *name, const char *data,
                    size_t size);

/* The files of all sites. */
dgh_status dgh_inputs_make_vasp(dgh_inputs_work *work, dgh_error *err);
dgh_status dgh_inputs_make_pw(dgh_inputs_work *work, dgh_error *err);

/* FNV-1a, 64 bits, as 16 hexadecimal digits. */
void dgh_inputs_hash(char hash[17], const char *data, size_t size);

#endif
