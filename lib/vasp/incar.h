/* The tags of an INCAR as written, in the order of the file; for what the record does not keep. */
#ifndef DGH_VASP_INCAR_H
#define DGH_VASP_INCAR_H

#include "base/arena.h"
#include "base/text.h"

typedef struct dgh_incar_tag {
    const char *name;  /* in capitals, "ENCUT"; of a group in braces "GROUP/TAG" */
    const char *value; /* without quotes and comments, continued lines joined by a blank */
    size_t line, column;
} dgh_incar_tag;

typedef struct dgh_incar_tags {
    dgh_incar_tag *tags;
    size_t n_tags;
    size_t capacity;
    size_t n_other_lines; /* lines that are neither blank, a comment, nor part of a tag */
} dgh_incar_tags;

/* Everything lives in `arena`. False when memory is out. */
bool dgh_incar_parse(dgh_incar_tags *out, dgh_arena *arena, const char *data, size_t size);

/* The tag that VASP takes: the first of that name (in capitals). NULL if there is none. */
const dgh_incar_tag *dgh_incar_find(const dgh_incar_tags *tags, const char *name);

#endif
