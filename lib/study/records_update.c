/* Records in a file: what it holds is kept where it still holds; what is done is never lost. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/format.h"
#include "io/write.h"
#include "study/records_inside.h"

/* The file that is being made, and beside it PATH.part, to which each piece of work is added in one
 * write as soon as it is done: an interrupted call leaves whole lines there, and the last one in
 * part at worst. */
typedef struct updating {
    dgh_writer *writer;
    char *part_path;
    int part; /* descriptor, -1 = nothing was read yet */
    int error;
} updating;

static bool take_line(void *user, const char *text, size_t size)
{
    dgh_writer_bytes(((updating *)user)->writer, text, size);
    return true;
}

/* A line that was cut before is ended first. */
static int open_part(const char *path)
{
    char last = '\n';
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0666);
    off_t end = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
    if (end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n' && write(fd, "\n", 1) != 1) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool take_fresh(void *user, const char *text, size_t size)
{
    updating *u = user;
    if (u->part < 0)
        u->part = open_part(u->part_path);
    while (size && u->part >= 0) {
        ssize_t n = write(u->part, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        text += n;
        size -= (size_t)n;
    }
    if (size)
        u->error = errno;
    return size == 0;
}

static dgh_status map_into(updating *u, dgh_records_count *count, const char *path,
                           const char *const *trees, size_t n_trees,
                           const dgh_records_options *options, dgh_error *err)
{
    dgh_records_options own = DGH_RECORDS_OPTIONS_INIT;
    const char *known[] = {u->part_path, path};
    if (options)
        memcpy(&own, options, options->size < sizeof own ? options->size : sizeof own);
    own.size = sizeof own;
    own.known_paths = known;
    own.n_known = 2;
    own.folders = NULL;
    own.line = take_line;
    own.line_user = u;
    dgh_status status = dgh_records_map(count, trees, n_trees, &own, take_fresh, u, err);
    if (u->error)
        status = dgh_error_at(err, DGH_ERR_IO, u->part_path, 0, 0, "cannot be written: %s",
                              strerror(u->error));
    return status;
}

dgh_status dgh_records_update(dgh_records_count *count, const char *path, const char *const *trees,
                              size_t n_trees, const dgh_records_options *options, dgh_error *err)
{
    const size_t length = strlen(path) + 6;
    updating u = {.part_path = malloc(length), .part = -1};
    if (!u.part_path)
        return dgh_error_nomem(err);
    dgh_format(u.part_path, length, "%s.part", path);
    dgh_status status = dgh_writer_open(&u.writer, path, err);
    if (status == DGH_OK)
        status = map_into(&u, count, path, trees, n_trees, options, err);
    bool done = status == DGH_OK;
    dgh_status closed = dgh_writer_close(u.writer, done, done ? err : NULL);
    if (done)
        status = closed;
    if (u.part >= 0)
        close(u.part);
    if (status == DGH_OK)
        unlink(u.part_path); /* it may never have been there */
    free(u.part_path);
    return status;
}
