#include <nettle/sha2.h>
#include <stdlib.h>

#include "adapt/digest.h"

struct dgh_digest {
    struct sha256_ctx context;
};

dgh_digest *dgh_digest_new(void)
{
    dgh_digest *digest = malloc(sizeof *digest);
    if (digest)
        sha256_init(&digest->context);
    return digest;
}

void dgh_digest_add(dgh_digest *digest, const void *data, size_t size)
{
    sha256_update(&digest->context, size, data);
}

void dgh_digest_hex(dgh_digest *digest, char hex[65])
{
    static const char DIGITS[] = "0123456789abcdef";
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_digest(&digest->context, sizeof bytes, bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        hex[2 * i] = DIGITS[bytes[i] >> 4];
        hex[2 * i + 1] = DIGITS[bytes[i] & 15];
    }
    hex[64] = '\0';
}

void dgh_digest_free(dgh_digest *digest)
{
    free(digest);
}
