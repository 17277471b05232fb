/* The files of a walk in pieces that can be read one without the other. */
#ifndef DGH_STUDY_UNITS_H
#define DGH_STUDY_UNITS_H

#include "io/walk.h"
#include "study/inside.h"

/* A directory, with the X.save/ in it, and that of an outdir of pw.x in it which holds no output of
 * its own (see lift_schemas in assemble.c): no run of a study takes files of two units. */
typedef struct dgh_unit {
    const char *path;
    const char *tree;
    size_t n_files;
    const dgh_walk_file **files; /* that a study may look at, in the order of the walk */
} dgh_unit;

typedef struct dgh_units {
    dgh_arena *arena;
    dgh_unit *items; /* in the order of the walk */
    size_t n;
} dgh_units;

/* `tree_of[i]` is the tree that file i of the walk was found in. Looks into files only to tell
 * whether the directory of an X.save/ holds an output of pw.x. Errors: NOMEM. */
dgh_status dgh_units_make(dgh_units *out, const dgh_walk *walk, const char *const *tree_of,
                          dgh_error *err);

/* Shard (from 0) of a directory of a tree. */
size_t dgh_unit_shard(const char *path, const char *tree, size_t n_shards);

/* Whether a study looks at a file of this name at all. */
bool dgh_study_looks_at(dgh_arena *arena, const char *path);

#endif
