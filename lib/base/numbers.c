/* Eight digits at a time in one 64-bit word, and no branch for the layout that VASP writes
 * (1X,E17.11). A significand below 2^53 and a power of ten up to 10^22 give the correctly rounded
 * double by one operation (Clinger, 10.1145/93542.93557), nearly all others by
 * dgh_decimal_to_double; what remains goes to dgh_slice_double. */
#include "base/numbers.h"

#include <omp.h>

enum {
    EXACT_POWER = 22,
    PATTERN_BYTES = 18, /* " 0.12345678901E+03" */
    LOOK_AHEAD = 48,    /* no number of the fast forms is longer */
    MOST_DIGITS = 19,   /* in 64 bits */
    CHUNK_BYTES = 1 << 18,
    COUNTED_CHUNKS = 64,
    FEWEST_LINES = 32,  /* for which threads are worth while */
    FEW_NUMBERS = 4096, /* likewise, of lines that are not even */
    LONGEST_WORD = 32   /* a number and the blanks before it, as a rule */
};

/* value = significand * UP[power + 22] / DOWN[power + 22]; one of them is 1 */
static const double UP[] = {1,    1,    1,    1,    1,    1,    1,    1,    1,    1,    1,    1,
                            1,    1,    1,    1,    1,    1,    1,    1,    1,    1,    1e0,  1e1,
                            1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13,
                            1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
static const double DOWN[] = {
    1e22, 1e21, 1e20, 1e19, 1e18, 1e17, 1e16, 1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8,
    1e7,  1e6,  1e5,  1e4,  1e3,  1e2,  1e1,  1e0,  1,    1,    1,    1,    1,    1,   1,
    1,    1,    1,    1,    1,    1,    1,    1,    1,    1,    1,    1,    1,    1,   1};

static const uint64_t ZEROS = 0x3030303030303030u;
static const uint64_t HIGH_BITS = 0x8080808080808080u;

/* The eight bytes at p, the first of them in the lowest byte. */
static inline uint64_t load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* Of bytes that are digits without their '0' (first digit lowest): the number. */
static inline uint64_t eight_digits(uint64_t v)
{
    v = v * 10 + (v >> 8);
    return (((v & 0x000000ff000000ffu) * 0x000f424000000064u) +
            (((v >> 16) & 0x000000ff000000ffu) * 0x0000271000000001u)) >>
           32;
}

/* The high bit of each byte that is no digit, valid up to the first of them. */
static inline uint64_t not_digits(uint64_t without_zeros)
{
    return ((without_zeros + 0x7676767676767676u) | without_zeros) & HIGH_BITS;
}

static inline bool compose(double *out, uint64_t significand, int power, bool negative)
{
    double value;
    if ((unsigned)(power + EXACT_POWER) <= 2 * EXACT_POWER && significand <= UINT64_C(1) << 53)
        value = (double)significand * UP[power + EXACT_POWER] / DOWN[power + EXACT_POWER];
    else if (!dgh_decimal_to_double(significand, power, &value))
        return false;
    uint64_t bits; /* without a branch: signs of differences and potentials are hard to foresee */
    memcpy(&bits, &value, sizeof bits);
    bits |= (uint64_t)negative << 63;
    memcpy(out, &bits, sizeof bits);
    return true;
}

/* " 0.12345678901E+03" or " -.12345678901E+03" at p, of which 19 bytes are readable. */
static inline bool read_pattern(double *out, const char *p)
{
    uint64_t head = load8(p + 3) ^ ZEROS;
    /* three digits, E, a sign, two digits, and one byte that does not matter */
    uint64_t tail = (load8(p + 11) ^ UINT64_C(0x0030302b45303030)) & 0x00ffffffffffffffu;
    uint64_t sign = tail >> 32 & 0xff; /* 0 for '+', 6 for '-' */
    uint64_t bad = not_digits(head);
    bad |= ((tail + 0x007676007f767676u) | tail) & 0x0080800080808080u;
    bad |= sign & (sign ^ 6);
    bad |= (uint64_t)(p[0] ^ ' ') | (uint64_t)(p[2] ^ '.');
    bool negative = p[1] == '-';
    bad |= (uint64_t) !(negative | (p[1] == '0') | (p[1] == ' '));
    if (bad || (sign && sign != 6) || dgh_is_digit(p[PATTERN_BYTES]))
        return false;
    uint64_t significand = eight_digits(head) * 1000 + (tail & 0xff) * 100 +
                           (tail >> 8 & 0xff) * 10 + (tail >> 16 & 0xff);
    int exponent = (int)((tail >> 40 & 0xff) * 10 + (tail >> 48 & 0xff));
    return compose(out, significand, (sign ? -exponent : exponent) - 11, negative);
}

/* Digits at *p, of which LOOK_AHEAD bytes are readable, onto the significand; their number. */
static inline int read_digits(uint64_t *significand, const char **p)
{
    static const uint64_t POWER[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
    int n = 0;
    for (;;) {
        uint64_t v = load8(*p) ^ ZEROS;
        uint64_t stop = not_digits(v);
        if (!stop) {
            n += 8;
            *p += 8;
            if (n > 16)
                return n;
            *significand = *significand * 100000000 + eight_digits(v);
            continue;
        }
        int digits = __builtin_ctzll(stop) >> 3;
        if (digits) {
            *significand = *significand * POWER[digits] + eight_digits(v << (64 - 8 * digits));
            *p += digits;
        }
        return n + digits;
    }
}

/* A number at the non-blank byte *p, of which LOOK_AHEAD bytes are readable; false for forms that
 * dgh_slice_double must judge. */
static inline bool read_common(double *out, const char **at)
{
    const char *p = *at;
    bool negative = *p == '-';
    p += negative;
    uint64_t significand = 0;
    int whole = read_digits(&significand, &p), fraction = 0;
    if (whole <= 16 && *p == '.') {
        p++;
        fraction = read_digits(&significand, &p);
    }
    if (whole + fraction == 0 || whole > 16 || fraction > 16 || whole + fraction > MOST_DIGITS)
        return false;
    int power = -fraction;
    char letter = dgh_to_lower(*p);
    if (letter == 'e' || letter == 'd') {
        bool has_sign = p[1] == '-' || p[1] == '+';
        const char *digits = p + 1 + has_sign;
        if (!dgh_is_digit(digits[0]) || !dgh_is_digit(digits[1]) || dgh_is_digit(digits[2]))
            return false;
        int exponent = (digits[0] - '0') * 10 + digits[1] - '0';
        power += p[1] == '-' ? -exponent : exponent;
        p = digits + 2;
    }
    if (!dgh_is_space(*p) || !compose(out, significand, power, negative))
        return false;
    *at = p;
    return true;
}

static size_t read_serial(double *out, size_t count, const char **at, const char *end)
{
    const char *p = *at;
    size_t n = 0;
    while (n < count) {
        if (end - p >= LOOK_AHEAD) {
            if (read_pattern(out + n, p)) {
                p += PATTERN_BYTES;
                n++;
                continue;
            }
            if (dgh_is_space(*p)) {
                p++;
                continue;
            }
            if (read_common(out + n, &p)) {
                n++;
                continue;
            }
        }
        dgh_slice rest = {p, (size_t)(end - p)};
        if (!dgh_slice_double(&rest, out + n))
            break;
        p = rest.data;
        n++;
    }
    *at = p;
    return n;
}

static void divide(double *values, size_t n, double divisor)
{
    if (divisor == 1.0)
        return;
    for (size_t i = 0; i < n; i++)
        values[i] /= divisor;
}

size_t dgh_numbers_read(double *out, size_t count, double divisor, const char **at, const char *end)
{
    enum { CACHED = 4096 };
    size_t n = 0;
    while (n < count) {
        size_t want = count - n < CACHED ? count - n : CACHED;
        size_t got = read_serial(out + n, want, at, end);
        divide(out + n, got, divisor);
        n += got;
        if (got < want)
            break;
    }
    return n;
}

size_t dgh_count_lines(const char *data, const char *end)
{
    size_t n = 0;
    for (; data < end; data++)
        n += *data == '\n';
    return n;
}

static size_t count_words(const char *p, const char *end)
{
    size_t n = 0;
    bool was_blank = true;
    for (; p < end; p++) {
        bool blank = (unsigned char)*p <= ' ';
        n += was_blank & !blank;
        was_blank = blank;
    }
    return n;
}

static bool only_blanks(const char *p, const char *end)
{
    while (p < end && dgh_is_space(*p))
        p++;
    return p >= end;
}

/* One task of several threads: numbers that are expected in a range of bytes. */
typedef struct chunk {
    const char *begin, *end;
    size_t first, count;
} chunk;

/* The numbers of a chunk, and nothing else in it. */
static bool read_chunk(double *out, double divisor, const chunk *c, const char *end)
{
    const char *p = c->begin;
    return dgh_numbers_read(out + c->first, c->count, divisor, &p, end) == c->count &&
           p <= c->end && only_blanks(p, c->end) && c->end[-1] == '\n';
}

/* What lines of constant length give: the first of them is at *at. Stops before the chunk of the
 * first line that differs. */
static size_t read_even_lines(double *out, size_t count, double divisor, const char **at,
                              const char *end, int jobs)
{
    const char *start = *at, *newline = memchr(start, '\n', (size_t)(end - start));
    if (!newline)
        return 0;
    size_t length = (size_t)(newline - start) + 1, per_line = count_words(start, newline);
    size_t lines = per_line ? count / per_line : 0;
    if (lines > (size_t)(end - start) / length)
        lines = (size_t)(end - start) / length;
    if (lines < FEWEST_LINES)
        return 0;
    size_t step = length < CHUNK_BYTES ? CHUNK_BYTES / length : 1;
    size_t chunks = (lines + step - 1) / step, good = chunks;
#pragma omp parallel for num_threads(jobs) schedule(dynamic, 1) reduction(min : good)
    for (size_t i = 0; i < chunks; i++) {
        size_t from = i * step, to = from + step < lines ? from + step : lines;
        chunk c = {start + from * length, start + to * length, from * per_line,
                   (to - from) * per_line};
        if (i < good && !read_chunk(out, divisor, &c, end))
            good = i;
    }
    size_t read = good * step < lines ? good * step : lines;
    *at = start + read * length;
    return read * per_line;
}

/* Chunks of whole lines from *at, with the number of words in each. Returns how many chunks. */
static size_t count_chunks(chunk *chunks, const char *at, const char *end, int jobs)
{
    size_t n = 0;
    while (n < COUNTED_CHUNKS && at < end) {
        const char *stop = end - at > CHUNK_BYTES ? at + CHUNK_BYTES : end;
        const char *newline = memchr(stop - 1, '\n', (size_t)(end - stop + 1));
        if (!newline)
            break;
        chunks[n++] = (chunk){at, newline + 1, 0, 0};
        at = newline + 1;
    }
#pragma omp parallel for num_threads(jobs) schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++)
        chunks[i].count = count_words(chunks[i].begin, chunks[i].end);
    return n;
}

/* What lines of any length give, as long as each word is one number. */
static size_t read_counted(double *out, size_t count, double divisor, const char **at,
                           const char *end, int jobs)
{
    size_t total = 0;
    for (;;) {
        chunk chunks[COUNTED_CHUNKS];
        /* no more words than are wanted are looked for in the text behind them */
        size_t left = (size_t)(end - *at), wanted = count - total;
        const char *reach = wanted < left / LONGEST_WORD ? *at + wanted * LONGEST_WORD : end;
        size_t n = reach - *at > CHUNK_BYTES ? count_chunks(chunks, *at, reach, jobs) : 0;
        if (n == 0)
            return total;
        size_t first = total;
        for (size_t i = 0; i < n; i++) {
            chunks[i].first = first;
            first += chunks[i].count;
            if (first > count)
                n = i;
        }
        size_t good = n;
#pragma omp parallel for num_threads(jobs) schedule(dynamic, 1) reduction(min : good)
        for (size_t i = 0; i < n; i++)
            if (i < good && !read_chunk(out, divisor, &chunks[i], end))
                good = i;
        if (good == 0)
            return total;
        total = chunks[good - 1].first + chunks[good - 1].count;
        *at = chunks[good - 1].end;
        if (good < n)
            return total;
    }
}

/* Moves to the front of the next line, reading what is left of this one. */
static size_t finish_line(double *out, size_t count, double divisor, const char **at,
                          const char *end)
{
    const char *newline = memchr(*at, '\n', (size_t)(end - *at));
    if (!newline)
        return 0;
    size_t n = dgh_numbers_read(out, count, divisor, at, newline);
    if (n < count && only_blanks(*at, newline))
        *at = newline + 1;
    return n;
}

size_t dgh_numbers_read_parallel(double *out, size_t count, double divisor, const char **at,
                                 const char *end, int jobs)
{
    size_t n = 0;
    if (jobs <= 0)
        jobs = omp_get_num_procs();
    if (jobs > 1 && end > *at && (end - *at) > CHUNK_BYTES) {
        n = finish_line(out, count, divisor, at, end);
        size_t even = read_even_lines(out + n, count - n, divisor, at, end, jobs);
        n += even;
        if (count - n > FEW_NUMBERS && end - *at > CHUNK_BYTES)
            n += read_counted(out + n, count - n, divisor, at, end, jobs);
    }
    return n + dgh_numbers_read(out + n, count - n, divisor, at, end);
}

bool dgh_numbers_skip(size_t count, const char **at, const char *end)
{
    const char *start = *at, *newline = memchr(start, '\n', (size_t)(end - start));
    size_t per_line = newline ? count_words(start, newline) : 0;
    if (!per_line)
        return false;
    size_t length = (size_t)(newline - start) + 1, lines = count / per_line,
           rest = count % per_line;
    if (lines > (size_t)(end - start) / length)
        return false;
    const char *p = start + lines * length;
    for (size_t i = 1; i <= lines; i++)
        if (start[i * length - 1] != '\n')
            return false;
    if (dgh_count_lines(start, p) != lines)
        return false;
    if (rest) {
        newline = memchr(p, '\n', (size_t)(end - p));
        if (!newline || count_words(p, newline) != rest)
            return false;
        p = newline + 1;
    }
    *at = p;
    return true;
}
