/* dgh/io.h - files as bytes: plain, or unpacked on the fly from gz, bz2, xz, zst; their SHA-256. */
#ifndef DGH_IO_H
#define DGH_IO_H

#include "dgh/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The content of a file. `data` may be mapped: it is read-only and not NUL-terminated. */
typedef struct dgh_bytes {
    const char *data;
    size_t size;
    bool was_compressed;
    void *owner; /* private */
} dgh_bytes;

typedef struct dgh_io_options {
    size_t size;               /* sizeof(dgh_io_options), set by DGH_IO_OPTIONS_INIT */
    size_t max_unpacked_bytes; /* largest content of a compressed file */
    size_t max_ratio;          /* largest unpacked / packed above 64 MiB of content */
} dgh_io_options;

#define DGH_IO_OPTIONS_INIT                                                                        \
    {                                                                                              \
        sizeof(dgh_io_options), (size_t)8 << 30, 200                                               \
    }

/* Reads a whole file; a compressed one, recognised by its content, is unpacked in memory. A file
 * that unpacks beyond the limits of `options` (NULL = defaults) is refused after at most that much
 * memory. A compressed file that is cut short gives what could be unpacked and sets `*truncated`
 * (may be NULL). Errors: IO (not there, a directory, unreadable), UNSUPPORTED (an archive of
 * several files such as .tar.gz), REFUSED (limits). The caller frees with dgh_bytes_free. */
DGH_API dgh_status dgh_io_read(dgh_bytes *out, bool *truncated, const char *path,
                               const dgh_io_options *options, dgh_error *err);

/* The first `max_bytes` of a file's content, unpacked if it is compressed; `*complete` (may be
 * NULL) tells whether that is all of it. No more than that is held in memory, and no more of the
 * file is read than that takes. Errors as for dgh_io_read, without REFUSED. Free with
 * dgh_bytes_free. */
DGH_API dgh_status dgh_io_peek(dgh_bytes *out, bool *complete, const char *path, size_t max_bytes,
                               dgh_error *err);

/* Frees what dgh_io_read or dgh_io_peek gave and zeroes it. NULL and a zeroed struct are legal. */
DGH_API void dgh_bytes_free(dgh_bytes *bytes);

/* Which file it was. */
typedef struct dgh_file_identity {
    uint64_t size_bytes;
    int64_t mtime_ns; /* last modification, ns since 1970-01-01 00:00 UTC */
    char sha256[65];  /* lower-case hexadecimal, as sha256sum prints it; "" = not computed */
} dgh_file_identity;

/* Size and time alone: nothing is read. Errors: IO (not there, no regular file). */
DGH_API dgh_status dgh_io_stat(dgh_file_identity *out, const char *path, dgh_error *err);

/* Size, time and SHA-256 (FIPS 180-4) of the bytes as they lie on disk: of a packed file those of
 * the packed one. Streamed in little memory. Errors: IO, NOMEM. */
DGH_API dgh_status dgh_io_identify(dgh_file_identity *out, const char *path, dgh_error *err);

#ifdef __cplusplus
}
#endif
#endif
