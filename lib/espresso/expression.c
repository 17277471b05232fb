/* Recursive descent: sum := product {+- product}, product := power {* or / power}, power := unary
 * [^ power], unary := {+-} primary. As in pw.x's eval_infix a sign binds weaker than "^". */
#include "espresso/expression.h"

#include <math.h>

enum { DEEPEST = 32 };

typedef struct parser {
    dgh_slice rest;
    int depth;
} parser;

static bool sum(parser *p, double *value);

static bool take(parser *p, char c)
{
    if (p->rest.size == 0 || p->rest.data[0] != c)
        return false;
    p->rest.data++;
    p->rest.size--;
    return true;
}

static bool call(parser *p, double *value)
{
    static const struct {
        const char *name;
        double (*f)(double);
    } FUNCTIONS[] = {{"sqrt", sqrt}, {"sin", sin}, {"cos", cos}, {"tan", tan},
                     {"exp", exp},   {"log", log}, {"abs", fabs}};
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof FUNCTIONS[0]; i++) {
        if (!dgh_slice_starts_nocase(p->rest, FUNCTIONS[i].name))
            continue;
        size_t n = strlen(FUNCTIONS[i].name);
        p->rest.data += n;
        p->rest.size -= n;
        if (!take(p, '(') || !sum(p, value) || !take(p, ')'))
            return false;
        *value = FUNCTIONS[i].f(*value);
        return true;
    }
    return false;
}

static bool primary(parser *p, double *value)
{
    if (take(p, '('))
        return sum(p, value) && take(p, ')');
    if (p->rest.size && dgh_is_alpha(p->rest.data[0]))
        return call(p, value);
    if (p->rest.size == 0 || !(dgh_is_digit(p->rest.data[0]) || p->rest.data[0] == '.'))
        return false;
    return dgh_slice_double(&p->rest, value);
}

static bool power(parser *p, double *value)
{
    double exponent;
    if (take(p, '-')) {
        bool ok = ++p->depth < DEEPEST && power(p, value);
        p->depth--;
        *value = -*value;
        return ok;
    }
    take(p, '+');
    if (!primary(p, value))
        return false;
    if (!take(p, '^'))
        return true;
    bool ok = ++p->depth < DEEPEST && power(p, &exponent);
    p->depth--;
    if (ok)
        *value = pow(*value, exponent);
    return ok;
}

static bool product(parser *p, double *value)
{
    if (!power(p, value))
        return false;
    for (;;) {
        double factor;
        bool times = take(p, '*');
        if (!times && !take(p, '/'))
            return true;
        if (!power(p, &factor))
            return false;
        *value = times ? *value * factor : *value / factor;
    }
}

static bool sum(parser *p, double *value)
{
    if (++p->depth >= DEEPEST || !product(p, value))
        return false;
    for (;;) {
        double term;
        bool plus = take(p, '+');
        if (!plus && !take(p, '-')) {
            p->depth--;
            return true;
        }
        if (!product(p, &term))
            return false;
        *value = plus ? *value + term : *value - term;
    }
}

bool dgh_expression(dgh_slice text, double *value)
{
    parser p = {text, 0};
    double result = 0.0;
    if (!sum(&p, &result) || p.rest.size || !isfinite(result))
        return false;
    *value = result;
    return true;
}
