/* Random numbers of the tests: the same on every machine. */
#ifndef DGH_TESTS_RANDOM_H
#define DGH_TESTS_RANDOM_H

#include <stdint.h>
#include <string.h>

/* splitmix64 (Steele, Lea, Flood, 2014, 10.1145/2714064.2660195); any seed. */
static inline uint64_t random_next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline double random_between(uint64_t *seed, double low, double high)
{
    return low + (high - low) * (double)(random_next(seed) >> 11) * 0x1p-53;
}

/* Any bits: NaN, infinities, denormals, everything between. */
static inline double random_double(uint64_t *seed)
{
    uint64_t bits = random_next(seed);
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static inline unsigned random_below(uint64_t *seed, unsigned limit)
{
    return (unsigned)(random_next(seed) % limit);
}

#endif
