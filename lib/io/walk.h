/* The regular files of directory trees, in an order that depends on their names alone. */
#ifndef DGH_IO_WALK_H
#define DGH_IO_WALK_H

#include "base/arena.h"
#include "base/error.h"

typedef struct dgh_walk_file {
    const char *path;
    uint64_t size; /* bytes on disk */
    int64_t mtime_ns;
    bool taken; /* somebody has found a use for it */
} dgh_walk_file;

typedef struct dgh_walk_folder {
    uint64_t device, inode;
    bool used;
    bool open; /* on the way from the root to where the walk is */
} dgh_walk_folder;

/* Zero-initialise and give it an arena, which owns all strings. */
typedef struct dgh_walk {
    dgh_arena *arena;
    bool shallow; /* of the directories below the root only those named X.save */
    bool flat;    /* none of them */
    size_t n_files;
    dgh_walk_file *files; /* in the order in which they were met */
    size_t files_capacity;
    size_t n_problems;
    dgh_diagnostic *problems;
    size_t problems_capacity;
    size_t n_folders; /* hash table of the directories that were entered */
    dgh_walk_folder *folders;
    size_t folders_capacity;
} dgh_walk;

/* Adds the regular files under `root` (or `root` itself, a file), names in byte order, hidden ones
 * left out. Symbolic links are followed; a directory is entered once, however many ways lead to it.
 * Special files are never opened. What cannot be read becomes a warning among the problems, and
 * the walk goes on. Errors: IO (`root` does not exist), NOMEM. */
dgh_status dgh_walk_tree(dgh_walk *walk, const char *root, dgh_error *err);

/* Adds one file that was met elsewhere; the path is copied. Errors: NOMEM. */
dgh_status dgh_walk_add(dgh_walk *walk, const char *path, uint64_t size, dgh_error *err);

#endif
