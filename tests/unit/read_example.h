/* What the tests of readers share that work on the calculations in examples/. */
#ifndef DGH_TEST_READ_EXAMPLE_H
#define DGH_TEST_READ_EXAMPLE_H

#include "dgh/io.h"
#include "read_text.h"

/* The text of a file, NUL-terminated; the caller frees it. */
static inline char *example_text(const char *path)
{
    char full[4096];
    snprintf(full, sizeof full, "%s/%s", DGH_SOURCE_DIR, path);
    dgh_bytes bytes;
    dgh_error err = {0};
    if (dgh_io_read(&bytes, NULL, full, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    char *text = malloc(bytes.size + 1);
    assert_non_null(text);
    memcpy(text, bytes.data, bytes.size);
    text[bytes.size] = '\0';
    dgh_bytes_free(&bytes);
    return text;
}

static inline dgh_calculation *read_example(text_reader *reader, const char *path)
{
    char *text = example_text(path);
    dgh_calculation *c = read_text(reader, text);
    free(text);
    return c;
}

/* Every prefix in steps of 97 bytes, each in memory of its exact size: no crash, and no record
 * that is called complete or holds modes. */
static inline void cut_example_is_flagged(text_reader *reader, const char *path, size_t step)
{
    char *text = example_text(path);
    size_t size = strlen(text), last_line = size;
    while (last_line > 0 && strchr(" \n*-=", text[last_line - 1]))
        last_line--;
    for (size_t n = 0; n < last_line; n += step) {
        char *exact = malloc(n ? n : 1);
        assert_non_null(exact);
        memcpy(exact, text, n);
        dgh_calculation *c = NULL;
        dgh_error err = {0};
        dgh_status status = reader(&c, exact, n, "f", &err);
        assert_true((status == DGH_OK) == (c != NULL));
        if (!c)
            assert_true(strlen(err.message) > 0);
        else if (c->status == DGH_RUN_COMPLETE)
            fail_msg("%s, cut at byte %zu, is called complete", path, n);
        dgh_calculation_free(c);
        free(exact);
    }
    free(text);
}

/* `text` with the first `from` replaced by `to`; the caller frees it. */
static inline char *replaced(const char *text, const char *from, const char *to)
{
    const char *hit = strstr(text, from);
    assert_non_null(hit);
    size_t size = strlen(text) + strlen(to) + 1;
    char *result = malloc(size);
    assert_non_null(result);
    snprintf(result, size, "%.*s%s%s", (int)(hit - text), text, to, hit + strlen(from));
    return result;
}

#endif
