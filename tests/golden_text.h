/* Comparison of a text with tests/golden/NAME. With DGH_UPDATE_GOLDEN in the environment the file
 * is written instead; look at the difference before committing it. */
#ifndef DGH_TESTS_GOLDEN_TEXT_H
#define DGH_TESTS_GOLDEN_TEXT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void assert_golden(const char *text, const char *name)
{
    char path[1024], other[1100];
    snprintf(path, sizeof path, "%s/tests/golden/%s", DGH_SOURCE_DIR, name);
    if (getenv("DGH_UPDATE_GOLDEN")) {
        FILE *out = fopen(path, "wb");
        assert_non_null(out);
        assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
        assert_int_equal(fclose(out), 0);
        return;
    }
    FILE *in = fopen(path, "rb");
    if (!in)
        fail_msg("%s is missing", path);
    size_t capacity = strlen(text) + 4096, size;
    char *expected = malloc(capacity);
    assert_non_null(expected);
    size = fread(expected, 1, capacity - 1, in);
    expected[size] = '\0';
    fclose(in);
    if (strcmp(expected, text) != 0) {
        snprintf(other, sizeof other, "%s.found", name);
        FILE *out = fopen(other, "wb");
        if (out) {
            fputs(text, out);
            fclose(out);
        }
        fail_msg("differs from %s; what was found is in %s:\n%s", path, other, text);
    }
    free(expected);
}

#endif
