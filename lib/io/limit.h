/* How much may come out of a compressed file. */
#ifndef DGH_IO_LIMIT_H
#define DGH_IO_LIMIT_H

#include "dgh/io.h"

/* max_ratio times what went in, though 64 MiB are always allowed; max_unpacked_bytes at most. */
static inline size_t dgh_unpacked_limit(size_t packed, const dgh_io_options *options)
{
    const size_t free_bytes = (size_t)64 << 20, most = options->max_unpacked_bytes;
    if (!options->max_ratio || packed >= most / options->max_ratio)
        return most;
    size_t by_ratio = packed * options->max_ratio;
    if (by_ratio < free_bytes)
        by_ratio = free_bytes;
    return by_ratio < most ? by_ratio : most;
}

#endif
