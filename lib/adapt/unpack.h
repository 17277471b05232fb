/* Unpacking by libarchive: gz, bz2, xz, zst (and its other filters) as a stream of bytes. */
#ifndef DGH_ADAPT_UNPACK_H
#define DGH_ADAPT_UNPACK_H

#include "base/error.h"

/* Whether the bytes begin like a compressed file that dgh_unpack reads. */
bool dgh_unpack_recognises(const char *data, size_t size);

/* Unpacks into malloc'ed memory that the caller frees. `limit` bytes at most, else REFUSED.
 * Damaged or cut input gives what came before and sets *truncated. */
dgh_status dgh_unpack(char **out, size_t *out_size, bool *truncated, const char *data, size_t size,
                      size_t limit, const char *path, dgh_error *err);

/* The first `limit` bytes at most; `*complete` tells whether there is no more. */
dgh_status dgh_unpack_head(char **out, size_t *out_size, bool *complete, const char *data,
                           size_t size, size_t limit, const char *path, dgh_error *err);

/* Unpacking piece by piece from an open file, whose descriptor stays the caller's. */
typedef struct dgh_unpacker dgh_unpacker;

dgh_status dgh_unpacker_open(dgh_unpacker **out, int fd, const char *path, dgh_error *err);
/* Up to `size` bytes; 0 at the end. Damaged or cut input ends there and sets *truncated. */
size_t dgh_unpacker_read(dgh_unpacker *unpacker, char *data, size_t size, bool *truncated);
void dgh_unpacker_close(dgh_unpacker *unpacker);

#endif
