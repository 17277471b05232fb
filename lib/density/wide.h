/* Loops over rows are also compiled for AVX2 and chosen when the library is loaded; contraction is
 * off everywhere, so that the results are the same bits. */
#ifndef DGH_DENSITY_WIDE_H
#define DGH_DENSITY_WIDE_H

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__gnu_linux__) &&   \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/* Asks for what will be read soon. */
#if defined(__GNUC__)
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define PREFETCH(address) ((void)(address))
#endif

#endif
