#include "io/tree.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/format.h"
#include "io/write.h"

enum { MOST_NAMES = 1000 };

static dgh_status failed(const char *path, dgh_error *err)
{
    return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be written: %s", strerror(errno));
}

static bool join(char path[PATH_MAX], const char *directory, const char *name)
{
    const int n = dgh_format(path, PATH_MAX, "%s/%s", directory, name);
    if (n > 0 && n < PATH_MAX)
        return true;
    errno = ENAMETOOLONG;
    return false;
}

/* "directory.WHAT-PID-N", which is not there yet. */
static bool free_name(char name[PATH_MAX], const char *directory, const char *what)
{
    for (int i = 0; i < MOST_NAMES; i++) {
        struct stat st;
        const int n = dgh_format(name, PATH_MAX, "%s.%s-%ld-%d", directory, what, (long)getpid(),
                                 i);
        if (n < 0 || n >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return false;
        }
        if (lstat(name, &st) != 0)
            return errno == ENOENT;
    }
    errno = EEXIST;
    return false;
}

/* The directory in which a file stands, "" for the root of the tree. */
static void folder_of(char folder[PATH_MAX], const char *path)
{
    const char *slash = strchr(path, '/');
    dgh_format(folder, PATH_MAX, "%.*s", slash ? (int)(slash - path) : 0, path);
}

/* Removes these files, then the directories that this empties; what else is there stays. */
static void remove_files(const char *root, const char *(*name)(const void *, size_t),
                         const void *names, size_t n)
{
    char path[PATH_MAX], folder[PATH_MAX];
    for (size_t i = 0; i < n; i++)
        if (join(path, root, name(names, i)))
            unlink(path);
    for (size_t i = 0; i < n; i++) {
        folder_of(folder, name(names, i));
        if (*folder && join(path, root, folder))
            rmdir(path);
    }
    rmdir(root);
}

static const char *name_of_file(const void *files, size_t i)
{
    return ((const dgh_tree_file *)files)[i].path;
}

static const char *name_of_old(const void *old, size_t i)
{
    return ((const char *const *)old)[i];
}

static dgh_status write_file(const char *root, const dgh_tree_file *file, dgh_error *err)
{
    char path[PATH_MAX], folder[PATH_MAX];
    dgh_writer *writer;
    folder_of(folder, file->path);
    if (*folder && (!join(path, root, folder) || (mkdir(path, 0777) != 0 && errno != EEXIST)))
        return failed(path, err);
    if (!join(path, root, file->path))
        return failed(file->path, err);
    dgh_status status = dgh_writer_open(&writer, path, err);
    if (status != DGH_OK)
        return status;
    dgh_writer_bytes(writer, file->data, file->size);
    return dgh_writer_close(writer, true, err);
}

/* An empty directory gives way to rename(); one with files is put aside first. */
static dgh_status take_name(const char *made, const char *directory, const char *const *old,
                            size_t n_old, dgh_error *err)
{
    char aside[PATH_MAX];
    if (n_old == 0)
        return rename(made, directory) == 0 ? DGH_OK : failed(directory, err);
    if (!free_name(aside, directory, "old") || rename(directory, aside) != 0)
        return failed(directory, err);
    if (rename(made, directory) != 0) {
        const int reason = errno;
        rename(aside, directory);
        errno = reason;
        return failed(directory, err);
    }
    remove_files(aside, name_of_old, old, n_old);
    return DGH_OK;
}

dgh_status dgh_tree_write(const char *directory, const dgh_tree_file *files, size_t n,
                          const char *const *old, size_t n_old, dgh_error *err)
{
    char made[PATH_MAX];
    if (!free_name(made, directory, "part") || mkdir(made, 0777) != 0)
        return failed(directory, err);
    dgh_status status = DGH_OK;
    for (size_t i = 0; i < n && status == DGH_OK; i++)
        status = write_file(made, &files[i], err);
    if (status == DGH_OK)
        status = take_name(made, directory, old, n_old, err);
    if (status != DGH_OK)
        remove_files(made, name_of_file, files, n);
    return status;
}
