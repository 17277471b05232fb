/* Writing a directory of files whole or not at all. */
#ifndef DGH_IO_TREE_H
#define DGH_IO_TREE_H

#include "base/error.h"

typedef struct dgh_tree_file {
    const char *path; /* below the directory, with at most one '/' */
    const char *data;
    size_t size;
} dgh_tree_file;

/* Writes the files into a new directory beside `directory`, which takes its name at the end. What
 * has the name already must be an empty directory, or `old` names all the files in it, which are
 * removed. Errors: IO; nothing is left behind then. */
dgh_status dgh_tree_write(const char *directory, const dgh_tree_file *files, size_t n,
                          const char *const *old, size_t n_old, dgh_error *err);

#endif
