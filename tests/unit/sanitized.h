/* Whether a test runs under AddressSanitizer: what draws many random cases draws fewer then, as the
 * results are those of the other presets and only the accesses are new. */
#ifndef DGH_TESTS_SANITIZED_H
#define DGH_TESTS_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
enum { TESTS_SANITIZED = 1 };
#else
enum { TESTS_SANITIZED = 0 };
#endif

#endif
