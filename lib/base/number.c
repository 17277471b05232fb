/* Text to number without locale. The common case is exact in double arithmetic: a significand
 * below 2^53 and a power of ten up to 10^22 are both exact, so one multiplication or division
 * rounds once (W. D. Clinger, How to read floating point numbers accurately, PLDI 1990,
 * 10.1145/93542.93557). All others go to strtod in the C locale. */
#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

static const double POWER_OF_TEN[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

enum { EXACT_POWER = 22, MAX_DIGITS_U64 = 19, LONGEST_NUMBER = 1100 };

static void skip_blanks(dgh_slice *s)
{
    while (s->size && dgh_is_space(s->data[0])) {
        s->data++;
        s->size--;
    }
}

/* Reads the exponent at p: a letter with digits, or three digits behind a bare sign that are not
 * the head of a touching column. Returns the first byte behind it, or p if there is none. */
static const char *read_exponent(const char *p, const char *end, long *exponent)
{
    const char *q = p;
    *exponent = 0;
    if (q == end)
        return p;
    char letter = dgh_to_lower(*q);
    bool has_letter = letter == 'e' || letter == 'd' || letter == 'q';
    if (has_letter)
        q++;
    bool negative = false;
    bool has_sign = q < end && (*q == '+' || *q == '-');
    if (has_sign)
        negative = *q++ == '-';
    if (!has_letter && !has_sign)
        return p;
    const char *digits = q;
    long value = 0;
    while (q < end && dgh_is_digit(*q)) {
        if (value < 100000)
            value = value * 10 + (*q - '0');
        q++;
    }
    if (q == digits)
        return p;
    if (!has_letter && (q - digits != 3 || (q < end && *q == '.')))
        return p;
    *exponent = negative ? -value : value;
    return q;
}

/* `text` up to its exponent is copied with an `e` exponent that strtod knows. */
static double slow_double(const char *text, const char *mantissa_end, long exponent)
{
    char buffer[LONGEST_NUMBER + 16];
    size_t n = (size_t)(mantissa_end - text);
    if (n > LONGEST_NUMBER)
        return INFINITY; /* no program writes such a number */
    memcpy(buffer, text, n);
    if (exponent > 99999)
        exponent = 99999;
    if (exponent < -99999)
        exponent = -99999;
    char *p = buffer + n;
    *p++ = 'e';
    if (exponent < 0) {
        *p++ = '-';
        exponent = -exponent;
    }
    for (long unit = 10000; unit; unit /= 10)
        *p++ = (char)('0' + exponent / unit % 10);
    *p = '\0';
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double value = c ? strtod_l(buffer, NULL, c) : strtod(buffer, NULL);
    if (c)
        freelocale(c);
    return value;
}

bool dgh_slice_double(dgh_slice *s, double *value)
{
    skip_blanks(s);
    if (s->size == 0) /* data may be NULL */
        return false;
    const char *p = s->data, *end = p + s->size, *start = p;
    bool negative = false;
    if (p < end && (*p == '-' || *p == '+'))
        negative = *p++ == '-';

    uint64_t significand = 0;
    int significant = 0;
    long scale = 0;
    const char *digits = p;
    for (; p < end && dgh_is_digit(*p); p++) {
        if (significant < MAX_DIGITS_U64) {
            significand = significand * 10 + (uint64_t)(*p - '0');
            significant += significand != 0;
        } else {
            significant++;
            scale++;
        }
    }
    size_t n_digits = (size_t)(p - digits);
    if (p < end && *p == '.') {
        const char *fraction = ++p;
        for (; p < end && dgh_is_digit(*p); p++) {
            if (significant < MAX_DIGITS_U64) {
                significand = significand * 10 + (uint64_t)(*p - '0');
                significant += significand != 0;
                scale--;
            } else {
                significant++;
            }
        }
        n_digits += (size_t)(p - fraction);
    }
    if (n_digits == 0)
        return false;
    const char *mantissa_end = p;
    long exponent;
    p = read_exponent(p, end, &exponent);

    long power = exponent + scale;
    if (significand == 0) {
        *value = negative ? -0.0 : 0.0;
    } else if (significant <= MAX_DIGITS_U64 && significand <= (UINT64_C(1) << 53) &&
               power >= -EXACT_POWER && power <= EXACT_POWER) {
        double d = (double)significand;
        d = power < 0 ? d / POWER_OF_TEN[-power] : d * POWER_OF_TEN[power];
        *value = negative ? -d : d;
    } else {
        double d = slow_double(start, mantissa_end, exponent);
        if (!isfinite(d))
            return false;
        *value = d;
    }
    *s = (dgh_slice){p, (size_t)(end - p)};
    return true;
}

bool dgh_slice_int64(dgh_slice *s, int64_t *value)
{
    skip_blanks(s);
    if (s->size == 0) /* data may be NULL */
        return false;
    const char *p = s->data, *end = p + s->size;
    bool negative = false;
    if (p < end && (*p == '-' || *p == '+'))
        negative = *p++ == '-';
    const char *digits = p;
    uint64_t magnitude = 0;
    const uint64_t limit = (uint64_t)INT64_MAX;
    for (; p < end && dgh_is_digit(*p); p++) {
        uint64_t digit = (uint64_t)(*p - '0');
        if (magnitude > (limit - digit) / 10)
            return false;
        magnitude = magnitude * 10 + digit;
    }
    if (p == digits)
        return false;
    *value = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    *s = (dgh_slice){p, (size_t)(end - p)};
    return true;
}

bool dgh_slice_size(dgh_slice *s, size_t limit, size_t *value)
{
    dgh_slice copy = *s;
    int64_t number;
    if (!dgh_slice_int64(&copy, &number) || number < 0 || (uint64_t)number > limit)
        return false;
    *value = (size_t)number;
    *s = copy;
    return true;
}
