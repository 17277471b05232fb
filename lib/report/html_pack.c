/* Numbers as text that a page unpacks. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/html_parts.h"

char *dgh_html_base64(const unsigned char *bytes, size_t n)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (n > SIZE_MAX / 2)
        return NULL;
    char *text = malloc(4 * ((n + 2) / 3) + 1), *to = text;
    if (!text)
        return NULL;
    for (size_t i = 0; i < n; i += 3) {
        const size_t left = n - i;
        const uint32_t three = (uint32_t)bytes[i] << 16 |
                               (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                               (left > 2 ? (uint32_t)bytes[i + 2] : 0);
        *to++ = DIGITS[three >> 18];
        *to++ = DIGITS[three >> 12 & 63];
        *to++ = left > 1 ? DIGITS[three >> 6 & 63] : '=';
        *to++ = left > 2 ? DIGITS[three & 63] : '=';
    }
    *to = '\0';
    return text;
}

void dgh_html_add_bytes(dgh_json_builder *builder, dgh_json *object, const char *key,
                        const unsigned char *values, size_t n)
{
    char *text = builder->failed ? NULL : dgh_html_base64(values, n);
    if (text)
        dgh_json_add_text(builder, object, key, text);
    else
        builder->failed = true;
    free(text);
}

void dgh_html_add_floats(dgh_json_builder *builder, dgh_json *object, const char *key,
                         const double *values, size_t n)
{
    unsigned char *bytes = builder->failed || n > SIZE_MAX / 8 ? NULL : malloc(4 * n + 1);
    if (!bytes) {
        builder->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const float value = (float)values[i];
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        for (int k = 0; k < 4; k++)
            bytes[4 * i + (size_t)k] = (unsigned char)(bits >> 8 * k);
    }
    dgh_html_add_bytes(builder, object, key, bytes, 4 * n);
    free(bytes);
}

void dgh_html_add_field(dgh_json_builder *builder, dgh_json *object, const double *values, size_t n)
{
    unsigned char *bytes = builder->failed ? NULL : malloc(n + 1);
    double scale = 0.0;
    if (!bytes) {
        builder->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        scale = fmax(scale, fabs(values[i]));
    for (size_t i = 0; i < n; i++) {
        const double part = scale > 0.0 ? values[i] / scale : 0.0;
        const int q = (int)lround(copysign(127.0 * sqrt(fabs(part)), part));
        bytes[i] = (unsigned char)(q < 0 ? q + 256 : q);
    }
    dgh_json_add_real(builder, object, "scale", scale);
    dgh_html_add_bytes(builder, object, "q8", bytes, n);
    free(bytes);
}
