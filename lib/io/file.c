#include "dgh/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapt/unpack.h"
#include "base/error.h"
#include "io/limit.h"

/* Small files are copied: cheaper than a mapping, and safe against a file that shrinks under us. */
enum { MAP_FROM_BYTES = 4 << 20 };

typedef struct owner {
    void *mapped;
    size_t mapped_size;
    char *copy;
} owner;

void dgh_bytes_free(dgh_bytes *bytes)
{
    if (!bytes || !bytes->owner)
        return;
    owner *o = bytes->owner;
    if (o->mapped)
        munmap(o->mapped, o->mapped_size);
    free(o->copy);
    free(o);
    *bytes = (dgh_bytes){0};
}

static dgh_status read_copy(dgh_bytes *out, owner *o, int fd, size_t size, const char *path,
                            dgh_error *err)
{
    o->copy = malloc(size ? size : 1);
    if (!o->copy)
        return dgh_error_nomem(err);
    size_t got = 0;
    while (got < size) {
        ssize_t n = read(fd, o->copy + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be read: %s", strerror(errno));
        if (n == 0)
            break;
        got += (size_t)n;
    }
    out->data = o->copy;
    out->size = got;
    return DGH_OK;
}

static dgh_status read_plain(dgh_bytes *out, owner *o, int fd, const char *path, dgh_error *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be read: %s", strerror(errno));
    if (!S_ISREG(st.st_mode))
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "expected a regular file, found %s",
                            S_ISDIR(st.st_mode) ? "a directory" : "a special file");
    size_t size = (size_t)st.st_size;
    if (size < MAP_FROM_BYTES)
        return read_copy(out, o, fd, size, path, err);
    void *mapped = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapped == MAP_FAILED)
        return read_copy(out, o, fd, size, path, err);
    madvise(mapped, size, MADV_SEQUENTIAL);
    o->mapped = mapped;
    o->mapped_size = size;
    out->data = mapped;
    out->size = size;
    return DGH_OK;
}

/* The unpacked content takes the place of the packed one. */
static void take_unpacked(dgh_bytes *out, owner *o, char *content, size_t size)
{
    if (o->mapped)
        munmap(o->mapped, o->mapped_size);
    free(o->copy);
    *o = (owner){.copy = content};
    out->data = content ? content : "";
    out->size = size;
    out->was_compressed = true;
}

static dgh_status unpack(dgh_bytes *out, owner *o, bool *truncated, const dgh_io_options *options,
                         const char *path, dgh_error *err)
{
    size_t limit = dgh_unpacked_limit(out->size, options);
    char *unpacked;
    size_t size;
    dgh_status status = dgh_unpack(&unpacked, &size, truncated, out->data, out->size, limit, path,
                                   err);
    if (status != DGH_OK)
        return status;
    take_unpacked(out, o, unpacked, size);
    return DGH_OK;
}

/* O_NONBLOCK: a FIFO in the tree must not block; it is refused after fstat. */
static dgh_status open_owner(dgh_bytes *out, int *fd, const char *path, dgh_error *err)
{
    *out = (dgh_bytes){0};
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0)
        return dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be opened: %s", strerror(errno));
    out->owner = calloc(1, sizeof(owner));
    if (out->owner)
        return DGH_OK;
    close(*fd);
    return dgh_error_nomem(err);
}

dgh_status dgh_io_read(dgh_bytes *out, bool *truncated, const char *path,
                       const dgh_io_options *options, dgh_error *err)
{
    static const dgh_io_options DEFAULTS = DGH_IO_OPTIONS_INIT;
    bool cut = false;
    int fd;
    if (!options)
        options = &DEFAULTS;
    dgh_status status = open_owner(out, &fd, path, err);
    if (status != DGH_OK)
        return status;
    owner *o = out->owner;
    status = read_plain(out, o, fd, path, err);
    close(fd);
    if (status == DGH_OK && dgh_unpack_recognises(out->data, out->size))
        status = unpack(out, o, &cut, options, path, err);
    if (status != DGH_OK) {
        dgh_bytes_free(out);
        return status;
    }
    if (truncated)
        *truncated = cut;
    return DGH_OK;
}

static dgh_status peek_packed(dgh_bytes *out, int fd, bool *complete, const char *path,
                              size_t max_bytes, dgh_error *err)
{
    owner *o = out->owner;
    free(o->copy);
    o->copy = NULL;
    dgh_status status = read_plain(out, o, fd, path, err);
    char *head = NULL;
    size_t size = 0;
    if (status == DGH_OK)
        status = dgh_unpack_head(&head, &size, complete, out->data, out->size, max_bytes, path,
                                 err);
    if (status != DGH_OK)
        return status;
    take_unpacked(out, o, head, size);
    return DGH_OK;
}

dgh_status dgh_io_peek(dgh_bytes *out, bool *complete, const char *path, size_t max_bytes,
                       dgh_error *err)
{
    int fd;
    bool all = false;
    dgh_status status = open_owner(out, &fd, path, err);
    if (status != DGH_OK)
        return status;
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (size_t)st.st_size <= max_bytes) {
        status = read_plain(out, out->owner, fd, path, err);
        all = true;
    } else {
        status = read_copy(out, out->owner, fd, max_bytes, path, err);
    }
    if (status == DGH_OK && dgh_unpack_recognises(out->data, out->size)) {
        if (lseek(fd, 0, SEEK_SET) < 0)
            status = dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be read: %s",
                                  strerror(errno));
        else
            status = peek_packed(out, fd, &all, path, max_bytes, err);
    }
    close(fd);
    if (status != DGH_OK)
        dgh_bytes_free(out);
    else if (complete)
        *complete = all;
    return status;
}
