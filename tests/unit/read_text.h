/* What the tests of readers share: reading a text, an exact error, a diagnostic by its code. */
#ifndef DGH_TEST_READ_TEXT_H
#define DGH_TEST_READ_TEXT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dgh/record.h"

typedef dgh_status text_reader(dgh_calculation **out, const char *data, size_t size,
                               const char *path, dgh_error *err);

static inline dgh_calculation *read_text(text_reader *reader, const char *text)
{
    dgh_calculation *c = NULL;
    dgh_error err = {0};
    if (reader(&c, text, strlen(text), "f", &err) != DGH_OK)
        fail_msg("%s", err.message);
    assert_non_null(c);
    return c;
}

static inline void assert_refused(text_reader *reader, const char *text, const char *message)
{
    dgh_calculation *c = (dgh_calculation *)1;
    dgh_error err = {0};
    dgh_status status = reader(&c, text, strlen(text), "f", &err);
    assert_string_equal(err.message, message);
    assert_int_equal(status, err.status);
    assert_int_not_equal(status, DGH_OK);
    assert_null(c);
}

static inline const dgh_diagnostic *find_diagnostic(const dgh_calculation *c, const char *code)
{
    for (size_t i = 0; i < c->n_diagnostics; i++)
        if (strcmp(c->diagnostics[i].code, code) == 0)
            return &c->diagnostics[i];
    return NULL;
}

static inline void assert_vector(const double *got, double x, double y, double z)
{
    const double expected[3] = {x, y, z};
    for (int k = 0; k < 3; k++)
        if (!(got[k] - expected[k] < 1e-12 && expected[k] - got[k] < 1e-12))
            fail_msg("component %d is %.17g, not %.17g", k, got[k], expected[k]);
}

/* Every prefix, byte by byte: read or refused, and freed. */
static inline void read_all_prefixes(text_reader *reader, const char *text)
{
    for (size_t n = 0; n <= strlen(text); n++) {
        char *exact = malloc(n ? n : 1);
        assert_non_null(exact);
        memcpy(exact, text, n);
        dgh_calculation *c = NULL;
        dgh_error err = {0};
        dgh_status status = reader(&c, exact, n, "f", &err);
        assert_true((status == DGH_OK) == (c != NULL));
        if (status != DGH_OK)
            assert_true(strlen(err.message) > 0);
        if (c)
            assert_null(dgh_calculation_energy_step(c));
        dgh_calculation_free(c);
        free(exact);
    }
}

#endif
