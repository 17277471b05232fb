/* Which file it was: size, time and SHA-256 of the bytes as they lie on disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapt/digest.h"
#include "base/error.h"
#include "dgh/io.h"
#include "io/time.h"

enum { CHUNK_BYTES = 1 << 18 };

static dgh_status cannot_be_read(dgh_error *err, const char *path)
{
    return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be read: %s", strerror(errno));
}

static dgh_status take_stat(dgh_file_identity *out, const struct stat *st, const char *path,
                            dgh_error *err)
{
    if (!S_ISREG(st->st_mode))
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "expected a regular file, found %s",
                            S_ISDIR(st->st_mode) ? "a directory" : "a special file");
    out->size_bytes = (uint64_t)st->st_size;
    out->mtime_ns = dgh_nanoseconds(&st->st_mtim);
    return DGH_OK;
}

dgh_status dgh_io_stat(dgh_file_identity *out, const char *path, dgh_error *err)
{
    *out = (dgh_file_identity){0};
    struct stat st;
    if (stat(path, &st) != 0)
        return cannot_be_read(err, path);
    return take_stat(out, &st, path, err);
}

/* `size_bytes` becomes what was hashed: the file may grow meanwhile. */
static dgh_status hash(dgh_file_identity *out, dgh_digest *digest, char *chunk, int fd,
                       const char *path, dgh_error *err)
{
    out->size_bytes = 0;
    for (;;) {
        ssize_t n = read(fd, chunk, CHUNK_BYTES);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return cannot_be_read(err, path);
        if (n == 0)
            break;
        dgh_digest_add(digest, chunk, (size_t)n);
        out->size_bytes += (uint64_t)n;
    }
    dgh_digest_hex(digest, out->sha256);
    return DGH_OK;
}

/* O_NONBLOCK: a FIFO must not block; it is refused after fstat. The time is taken before the bytes
 * are read, so that a file that is written meanwhile looks changed the next time. */
dgh_status dgh_io_identify(dgh_file_identity *out, const char *path, dgh_error *err)
{
    *out = (dgh_file_identity){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be opened: %s", strerror(errno));
    dgh_digest *digest = dgh_digest_new();
    char *chunk = malloc(CHUNK_BYTES);
    struct stat st;
    dgh_status status = DGH_OK;
    if (!digest || !chunk)
        status = dgh_error_nomem(err);
    else if (fstat(fd, &st) != 0)
        status = cannot_be_read(err, path);
    if (status == DGH_OK)
        status = take_stat(out, &st, path, err);
    if (status == DGH_OK)
        status = hash(out, digest, chunk, fd, path, err);
    close(fd);
    free(chunk);
    dgh_digest_free(digest);
    if (status != DGH_OK)
        *out = (dgh_file_identity){0};
    return status;
}
