#include "base/text.h"

#include "base/format.h"

dgh_slice dgh_slice_trim(dgh_slice s)
{
    while (s.size && dgh_is_space(s.data[0])) {
        s.data++;
        s.size--;
    }
    while (s.size && dgh_is_space(s.data[s.size - 1]))
        s.size--;
    return s;
}

bool dgh_slice_equals(dgh_slice s, const char *text)
{
    return strlen(text) == s.size && memcmp(s.data, text, s.size) == 0;
}

bool dgh_slice_starts(dgh_slice s, const char *prefix)
{
    size_t n = strlen(prefix);
    return n <= s.size && memcmp(s.data, prefix, n) == 0;
}

bool dgh_slice_starts_nocase(dgh_slice s, const char *prefix)
{
    for (size_t i = 0; prefix[i]; i++)
        if (i == s.size || dgh_to_lower(s.data[i]) != dgh_to_lower(prefix[i]))
            return false;
    return true;
}

bool dgh_slice_equals_nocase(dgh_slice s, const char *text)
{
    /* tables of names are searched with it: most differ in their first letter */
    return dgh_slice_starts_nocase(s, text) && strlen(text) == s.size;
}

const char *dgh_slice_find(dgh_slice s, const char *needle)
{
    size_t n = strlen(needle);
    if (n == 0)
        return s.data;
    const char *p = s.data;
    size_t left = s.size;
    while (left >= n) {
        const char *hit = memchr(p, needle[0], left - n + 1);
        if (!hit)
            return NULL;
        if (memcmp(hit, needle, n) == 0)
            return hit;
        left -= (size_t)(hit - p) + 1;
        p = hit + 1;
    }
    return NULL;
}

bool dgh_slice_after(dgh_slice s, const char *needle, dgh_slice *rest)
{
    const char *hit = dgh_slice_find(s, needle);
    if (!hit)
        return false;
    const char *from = hit + strlen(needle);
    *rest = (dgh_slice){from, (size_t)(s.data + s.size - from)};
    return true;
}

bool dgh_slice_word(dgh_slice *s, dgh_slice *word)
{
    if (s->size == 0) { /* data may be NULL */
        *word = *s;
        return false;
    }
    const char *p = s->data, *end = s->data + s->size;
    while (p < end && dgh_is_space(*p))
        p++;
    const char *start = p;
    while (p < end && !dgh_is_space(*p))
        p++;
    *word = (dgh_slice){start, (size_t)(p - start)};
    *s = (dgh_slice){p, (size_t)(end - p)};
    return word->size > 0;
}

bool dgh_slice_doubles(dgh_slice *s, double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!dgh_slice_double(s, &values[i]))
            return false;
    return true;
}

const char *dgh_slice_excerpt(dgh_slice s, char *buffer, size_t size)
{
    const size_t longest = 40;
    s = dgh_slice_trim(s);
    if (s.size == 0) {
        dgh_format(buffer, size, "end of line");
        return buffer;
    }
    size_t used = 0;
    buffer[used++] = '"';
    size_t i = 0;
    for (; i < s.size && used < longest && used + 8 < size; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c >= 0x20 && c < 0x7f)
            buffer[used++] = (char)c;
        else
            used += (size_t)dgh_format(buffer + used, size - used, "\\x%02x", c);
    }
    dgh_format(buffer + used, size - used, i < s.size ? "...\"" : "\"");
    return buffer;
}
