#include "adapt/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

bool dgh_unpack_recognises(const char *data, size_t size)
{
    static const struct {
        const char *magic;
        size_t length;
    } KNOWN[] = {{"\x1f\x8b\x08", 3},
                 {"BZh", 3},
                 {"\xfd"
                  "7zXZ\0",
                  6},
                 {"\x28\xb5\x2f\xfd", 4}};
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++)
        if (size >= KNOWN[i].length && memcmp(data, KNOWN[i].magic, KNOWN[i].length) == 0)
            return true;
    return false;
}

/* The four filters, and not all that libarchive has: it looks for a filter inside of what it has
 * unpacked, and takes QE's charge-density.dat (12 0 0 0 1...) for the head of an .lzma file. */
static void support_filters(struct archive *a)
{
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_format_raw(a);
    archive_read_support_format_empty(a);
}

/* Whether the unpacked bytes are a tar archive ("ustar" at 257). */
static bool is_tar(const char *data, size_t size)
{
    return size >= 512 && memcmp(data + 257, "ustar", 5) == 0;
}

typedef struct growing {
    char *data;
    size_t size;
    size_t capacity;
} growing;

static bool append(growing *g, const char *data, size_t size)
{
    if (g->capacity - g->size < size) {
        size_t capacity = g->capacity ? g->capacity : 1 << 16;
        while (capacity - g->size < size) {
            if (capacity > SIZE_MAX / 2)
                return false;
            capacity *= 2;
        }
        char *moved = realloc(g->data, capacity);
        if (!moved)
            return false;
        g->data = moved;
        g->capacity = capacity;
    }
    memcpy(g->data + g->size, data, size);
    g->size += size;
    return true;
}

/* How an unpacking ends: at the end of the file, at damage, or at the limit. */
typedef struct ending {
    bool truncated;
    bool stop_at_limit; /* the caller wants no more than the limit: not an error */
    bool stopped;
} ending;

static dgh_status drain(struct archive *a, growing *g, ending *end, size_t limit, const char *path,
                        dgh_error *err)
{
    enum { CHUNK = 1 << 16 };
    char chunk[CHUNK];
    for (;;) {
        la_ssize_t n = archive_read_data(a, chunk, CHUNK);
        if (n == 0)
            return DGH_OK;
        if (n == ARCHIVE_RETRY)
            continue;
        if (n < 0) {
            end->truncated = true;
            return DGH_OK;
        }
        if ((size_t)n > limit - g->size && end->stop_at_limit) {
            end->stopped = true;
            return append(g, chunk, limit - g->size) ? DGH_OK : dgh_error_nomem(err);
        }
        if ((size_t)n > limit - g->size)
            return dgh_error_at(err, DGH_ERR_REFUSED, path, 0, 0,
                                "expected at most %zu bytes of unpacked content, found more (a "
                                "decompression bomb?)",
                                limit);
        if (!append(g, chunk, (size_t)n))
            return dgh_error_nomem(err);
    }
}

static dgh_status unpack(char **out, size_t *out_size, ending *end, const char *data, size_t size,
                         size_t limit, const char *path, dgh_error *err)
{
    *out = NULL;
    *out_size = 0;
    growing g = {0};
    struct archive_entry *entry;
    dgh_status status = DGH_OK;
    struct archive *a = archive_read_new();
    if (!a)
        return dgh_error_nomem(err);
    support_filters(a);
    int header = archive_read_open_memory(a, data, size);
    if (header == ARCHIVE_OK)
        header = archive_read_next_header(a, &entry);
    if (header < ARCHIVE_WARN) {
        const char *reason = archive_error_string(a);
        status = dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be unpacked: %s",
                              reason ? reason : "unknown reason");
        goto cleanup;
    }
    if (archive_filter_code(a, 0) == ARCHIVE_FILTER_NONE && header != ARCHIVE_EOF) {
        status = dgh_error_at(err, DGH_ERR_IO, path, 0, 0,
                              "cannot be unpacked: it begins like a compressed file and is none");
        goto cleanup;
    }
    if (header != ARCHIVE_EOF)
        status = drain(a, &g, end, limit, path, err);
    if (status != DGH_OK)
        goto cleanup;
    if (is_tar(g.data ? g.data : "", g.size)) {
        status = dgh_error_at(err, DGH_ERR_UNSUPPORTED, path, 0, 0,
                              "expected one compressed file, found a compressed tar archive: "
                              "unpack it first");
        goto cleanup;
    }
    *out = g.data;
    *out_size = g.size;
    g.data = NULL;
cleanup:
    free(g.data);
    archive_read_free(a);
    return status;
}

dgh_status dgh_unpack(char **out, size_t *out_size, bool *truncated, const char *data, size_t size,
                      size_t limit, const char *path, dgh_error *err)
{
    ending end = {0};
    dgh_status status = unpack(out, out_size, &end, data, size, limit, path, err);
    if (truncated)
        *truncated = end.truncated;
    return status;
}

dgh_status dgh_unpack_head(char **out, size_t *out_size, bool *complete, const char *data,
                           size_t size, size_t limit, const char *path, dgh_error *err)
{
    ending end = {.stop_at_limit = true};
    dgh_status status = unpack(out, out_size, &end, data, size, limit, path, err);
    *complete = !end.stopped && !end.truncated;
    return status;
}

struct dgh_unpacker {
    struct archive *archive;
};

dgh_status dgh_unpacker_open(dgh_unpacker **out, int fd, const char *path, dgh_error *err)
{
    enum { BLOCK = 1 << 18 };
    *out = NULL;
    dgh_unpacker *u = calloc(1, sizeof *u);
    struct archive *a = archive_read_new();
    if (!u || !a) {
        free(u);
        archive_read_free(a);
        return dgh_error_nomem(err);
    }
    support_filters(a);
    struct archive_entry *entry;
    int header = archive_read_open_fd(a, fd, BLOCK);
    if (header == ARCHIVE_OK)
        header = archive_read_next_header(a, &entry);
    if (header < ARCHIVE_WARN) {
        const char *reason = archive_error_string(a);
        dgh_error_at(err, DGH_ERR_IO, path, 0, 0, "cannot be unpacked: %s",
                     reason ? reason : "unknown reason");
        archive_read_free(a);
        free(u);
        return DGH_ERR_IO;
    }
    u->archive = a;
    *out = u;
    return DGH_OK;
}

size_t dgh_unpacker_read(dgh_unpacker *unpacker, char *data, size_t size, bool *truncated)
{
    la_ssize_t n;
    do {
        n = archive_read_data(unpacker->archive, data, size);
    } while (n == ARCHIVE_RETRY);
    if (n < 0)
        *truncated = true;
    return n > 0 ? (size_t)n : 0;
}

void dgh_unpacker_close(dgh_unpacker *unpacker)
{
    if (!unpacker)
        return;
    archive_read_free(unpacker->archive);
    free(unpacker);
}
