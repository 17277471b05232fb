/* Twelve digits need 40 of the 64 bits of an extended double, so the scaled value is known to some
 * 2^-20 of its last digit; only closer to a tie than that is the C library asked. */
#include "base/digits.h"
#include "base/format.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { EXACT_POWER = 27, FAST_DIGITS = 13 };

#if LDBL_MANT_DIG >= 64
static const long double POWER_OF_TEN[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,
                                           1e7L,  1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L,
                                           1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L, 1e20L,
                                           1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};

/* The digits as a whole number and the exponent of 0.ddd * 10^exponent; false near a tie. */
static bool fast_digits(uint64_t *number, int *exponent, double magnitude, int digits)
{
    int binary;
    frexp(magnitude, &binary);
    int e = (int)floor((binary - 1) * 0.30102999566398120) + 1;
    for (int attempt = 0; attempt < 2; attempt++, e++) {
        int power = digits - e;
        if (power > EXACT_POWER || power < -EXACT_POWER)
            return false;
        long double scaled = power < 0 ? (long double)magnitude / POWER_OF_TEN[-power]
                                       : (long double)magnitude * POWER_OF_TEN[power];
        uint64_t whole = (uint64_t)scaled;
        long double rest = scaled - (long double)whole;
        if (rest > 0.499L && rest < 0.501L)
            return false;
        whole += rest > 0.5L;
        if (whole >= (uint64_t)POWER_OF_TEN[digits])
            continue;
        *number = whole;
        *exponent = e;
        return whole >= (uint64_t)POWER_OF_TEN[digits - 1];
    }
    return false;
}
#else
static bool fast_digits(uint64_t *number, int *exponent, double magnitude, int digits)
{
    (void)number, (void)exponent, (void)magnitude, (void)digits;
    return false;
}
#endif

static void slow_digits(uint64_t *number, int *exponent, double magnitude, int digits)
{
    char text[64];
    dgh_format(text, sizeof text, "%.*e", digits - 1, magnitude);
    const char *p = text;
    *number = 0;
    for (; *p && *p != 'e'; p++)
        if (*p >= '0' && *p <= '9') /* the decimal point may be any bytes of the locale */
            *number = *number * 10 + (uint64_t)(*p - '0');
    bool negative = p[0] && p[1] == '-';
    int e = 0;
    for (p += 2; *p >= '0' && *p <= '9'; p++)
        e = e * 10 + (*p - '0');
    *exponent = (negative ? -e : e) + 1;
}

size_t dgh_write_number(char *out, double value, int digits)
{
    uint64_t number = 0;
    int exponent = 0;
    double magnitude = fabs(value);
    if (magnitude > 0.0 &&
        (digits > FAST_DIGITS || !fast_digits(&number, &exponent, magnitude, digits)))
        slow_digits(&number, &exponent, magnitude, digits);
    char *p = out;
    *p++ = signbit(value) ? '-' : ' ';
    *p++ = '0';
    *p++ = '.';
    for (int i = digits - 1; i >= 0; i--) {
        p[i] = (char)('0' + number % 10);
        number /= 10;
    }
    p += digits;
    *p++ = 'E';
    *p++ = exponent < 0 ? '-' : '+';
    unsigned e = (unsigned)(exponent < 0 ? -exponent : exponent);
    if (e >= 100)
        *p++ = (char)('0' + e / 100);
    *p++ = (char)('0' + e / 10 % 10);
    *p++ = (char)('0' + e % 10);
    return (size_t)(p - out);
}
