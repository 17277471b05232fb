/* SHA-256 of a stream of bytes (FIPS 180-4), by nettle. */
#ifndef DGH_ADAPT_DIGEST_H
#define DGH_ADAPT_DIGEST_H

#include "base/error.h"

typedef struct dgh_digest dgh_digest;

/* NULL = no memory. */
dgh_digest *dgh_digest_new(void);
void dgh_digest_add(dgh_digest *digest, const void *data, size_t size);
/* 64 lower-case hexadecimal digits of all that was added, and NUL; begins anew. */
void dgh_digest_hex(dgh_digest *digest, char hex[65]);
void dgh_digest_free(dgh_digest *digest);

#endif
