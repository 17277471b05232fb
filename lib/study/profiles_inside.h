/* What the files of profiles share: the result while it is being made. */
#ifndef DGH_STUDY_PROFILES_INSIDE_H
#define DGH_STUDY_PROFILES_INSIDE_H

#include "base/arena.h"
#include "base/error.h"
#include "dgh/profile.h"

typedef struct dgh_profiles_work {
    const dgh_profiles_options *options;
    dgh_profiles *out;
    dgh_profile_of_file *files; /* out->files */
    dgh_arena *arena;
    size_t index; /* of the file that is read */
} dgh_profiles_work;

/* Paths with directories replaced by what the runs in them left. Strings live in the arena. */
dgh_status dgh_profiles_expand(const char ***out, size_t *n_out, dgh_arena *arena,
                               const char *const *paths, size_t n_paths,
                               const dgh_profiles_options *options, dgh_error *err);

/* One file, from its run to its values on lines and planes. */
dgh_status dgh_profiles_read(dgh_profiles_work *work, const char *path, dgh_error *err);

/* Vacuum levels and work functions of all potentials. */
dgh_status dgh_profiles_find_vacuum(dgh_profiles_work *work, dgh_error *err);

#endif
