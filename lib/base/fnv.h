/* FNV-1a of 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv): tells whether something is the same as
 * before, and keeps no secret. */
#ifndef DGH_BASE_FNV_H
#define DGH_BASE_FNV_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t dgh_fnv1a(const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash;
}

#endif
