/* Times of files. */
#ifndef DGH_IO_TIME_H
#define DGH_IO_TIME_H

#include <stdint.h>
#include <time.h>

/* Since 1970-01-01 00:00 UTC. Clocks that are broken give years beyond 2262, where 64 bits of
 * nanoseconds end. */
static inline int64_t dgh_nanoseconds(const struct timespec *time)
{
    const int64_t most_s = INT64_MAX / 1000000000 - 1;
    int64_t s = (int64_t)time->tv_sec;
    s = s > most_s ? most_s : s < -most_s ? -most_s : s;
    return s * 1000000000 + (int64_t)time->tv_nsec;
}

#endif
