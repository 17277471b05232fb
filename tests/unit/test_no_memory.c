/* Every allocation of a reader fails once: the reader says so and leaks nothing (the leak is seen
 * under AddressSanitizer). malloc, calloc and realloc of the library are wrapped by the linker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/io.h"
#include "dgh/read.h"
#include "record/record_json.h"
#include "one_of_each_format.h"

static size_t countdown; /* 0 = allocations succeed */

static bool fails(void)
{
    return countdown && --countdown == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

static void read_with_failing_memory(const char *path)
{
    dgh_error err = {0};
    dgh_bytes bytes;
    countdown = 0;
    if (dgh_io_read(&bytes, NULL, path, NULL, &err) != DGH_OK)
        fail_msg("%s", err.message);
    const char *format = dgh_read_recognise(bytes.data, bytes.size, path);
    assert_non_null(format);
    size_t n = 0;
    for (;;) {
        n++;
        dgh_calculation *calculation = NULL;
        countdown = n;
        dgh_status status = dgh_read_buffer(&calculation, bytes.data, bytes.size, path, format,
                                            &err);
        bool reached = countdown == 0;
        countdown = 0;
        if (!reached) {
            assert_int_equal(status, DGH_OK);
            dgh_calculation_free(calculation);
            break;
        }
        if (status != DGH_ERR_NOMEM)
            fail_msg("%s: allocation %zu failed, status %s", path, n, dgh_status_name(status));
        assert_null(calculation);
    }
    assert_true(n > 2);
    print_message("%s: %zu allocations failed in turn\n", path, n - 1);
    dgh_bytes_free(&bytes);
}

static void every_reader(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_FORMATS; i++)
        read_with_failing_memory(ONE_OF_EACH_FORMAT[i]);
}

/* The record of a run from its JSON, which a library of its own has parsed. */
static void every_record(void **state)
{
    (void)state;
    static const char *const FILES[] = {
        DGH_SOURCE_DIR "/tests/fuzz/corpus/record/least",
        DGH_SOURCE_DIR "/tests/fuzz/corpus/record/qe-pw-output-relax",
        DGH_SOURCE_DIR "/tests/fuzz/corpus/record/qe-dyn-frequencies-vibrations",
    };
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        dgh_bytes bytes;
        dgh_json *root;
        bool reached = true;
        countdown = 0;
        assert_int_equal(dgh_io_read(&bytes, NULL, FILES[i], NULL, NULL), DGH_OK);
        assert_int_equal(dgh_json_parse(&root, bytes.data, bytes.size, FILES[i], NULL), DGH_OK);
        const dgh_json *record = dgh_json_get(root, "calculation");
        for (size_t n = 1; reached; n++) {
            dgh_calculation *c = NULL;
            countdown = n;
            dgh_status status = dgh_calculation_from_json(&c, record ? record : root, FILES[i], 1,
                                                          NULL);
            reached = countdown == 0;
            countdown = 0;
            assert_int_equal(status, reached ? DGH_ERR_NOMEM : DGH_OK);
            assert_int_equal(c != NULL, !reached);
            dgh_calculation_free(c);
        }
        dgh_json_free(root);
        dgh_bytes_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_reader),
                                       cmocka_unit_test(every_record)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
