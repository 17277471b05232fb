#include "report/document.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/format.h"

dgh_document dgh_document_make(const dgh_report_options *options)
{
    dgh_document document = {0};
    if (options) {
        document.colour = options->colour;
        document.width = options->width;
    }
    return document;
}

void dgh_document_free(dgh_document *document)
{
    free(document->data);
    *document = (dgh_document){0};
}

static void append(dgh_document *d, const char *bytes, size_t size)
{
    if (d->failed)
        return;
    if (size >= d->capacity - d->size) {
        size_t want = d->capacity < 512 ? 1024 : d->capacity;
        while (want - d->size <= size) {
            if (want > (size_t)-1 / 2) {
                d->failed = true;
                return;
            }
            want *= 2;
        }
        char *larger = realloc(d->data, want);
        if (!larger) {
            d->failed = true;
            return;
        }
        d->data = larger;
        d->capacity = want;
    }
    memcpy(d->data + d->size, bytes, size);
    d->size += size;
    d->data[d->size] = '\0';
}

void dgh_document_raw(dgh_document *document, const char *bytes, size_t size)
{
    append(document, bytes, size);
}

dgh_status dgh_document_finish(char **out, dgh_document *document, dgh_error *err)
{
    *out = NULL;
    append(document, "", 0);
    if (document->failed) {
        dgh_document_free(document);
        return dgh_error_nomem(err);
    }
    *out = document->data;
    *document = (dgh_document){0};
    return DGH_OK;
}

size_t dgh_document_sequence(const char *text, size_t size, uint32_t *codepoint)
{
    static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)text;
    if (size == 0)
        return 0;
    size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC0 ? 2 : 0;
    if (length == 0 || length > size || s[0] > 0xF4)
        return 0;
    uint32_t c = length == 1 ? s[0] : s[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    if (length > 1 && (c < LEAST[length] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)))
        return 0;
    if (c < 0x20 || (c >= 0x7F && c < 0xA0))
        return 0;
    *codepoint = c;
    return length;
}

static void append_safe(dgh_document *d, const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        uint32_t codepoint;
        size_t begin = at, length;
        while ((length = dgh_document_sequence(text + at, size - at, &codepoint)) > 0)
            at += length;
        append(d, text + begin, at - begin);
        if (at >= size)
            break;
        unsigned char byte = (unsigned char)text[at++];
        if (byte == '\n')
            append(d, "\n", 1);
        else if (byte < 0x20 || byte == 0x7F)
            append(d, "?", 1);
        else
            append(d, "\xEF\xBF\xBD", 3); /* U+FFFD, the replacement character */
    }
}

void dgh_document_vprint(dgh_document *document, const char *format, va_list arguments)
{
    char small[512];
    va_list again;
    va_copy(again, arguments);
    int size = dgh_vformat(small, sizeof small, format, arguments);
    if (size < 0) {
        document->failed = true;
    } else if ((size_t)size < sizeof small) {
        append_safe(document, small, (size_t)size);
    } else {
        char *large = malloc((size_t)size + 1);
        if (large) {
            dgh_vformat(large, (size_t)size + 1, format, again);
            append_safe(document, large, (size_t)size);
        } else {
            document->failed = true;
        }
        free(large);
    }
    va_end(again);
}

void dgh_document_print(dgh_document *document, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    dgh_document_vprint(document, format, arguments);
    va_end(arguments);
}

void dgh_document_styled(dgh_document *document, dgh_style style, const char *format, ...)
{
    static const char *const BEGIN[] = {
        [DGH_STYLE_PLAIN] = "",           [DGH_STYLE_BOLD] = "\033[1m",
        [DGH_STYLE_DIM] = "\033[2m",      [DGH_STYLE_GOOD] = "\033[1;32m",
        [DGH_STYLE_CAUTION] = "\033[33m", [DGH_STYLE_BAD] = "\033[31m",
    };
    bool dressed = document->colour && style != DGH_STYLE_PLAIN;
    if (dressed)
        append(document, BEGIN[style], strlen(BEGIN[style]));
    va_list arguments;
    va_start(arguments, format);
    dgh_document_vprint(document, format, arguments);
    va_end(arguments);
    if (dressed)
        append(document, "\033[0m", 4);
}

void dgh_document_pad(dgh_document *document, size_t blanks)
{
    for (size_t i = 0; i < blanks; i++)
        append(document, " ", 1);
}

void dgh_document_wrap(dgh_document *document, size_t at, size_t indent, const char *text)
{
    const char *word = text;
    bool first = true;
    for (;;) {
        word += strspn(word, " ");
        size_t size = strcspn(word, " ");
        if (size == 0)
            break;
        char head[256];
        dgh_format(head, sizeof head, "%.*s", size < 255 ? (int)size : 255, word);
        size_t columns = size < 255 ? dgh_document_width(head) : size;
        bool fits = !document->width || at + !first + columns <= document->width;
        if (!first && fits) {
            append(document, " ", 1);
            at++;
        } else if (!first) {
            append(document, "\n", 1);
            dgh_document_pad(document, indent);
            at = indent;
        }
        append_safe(document, word, size);
        at += columns;
        word += size;
        first = false;
    }
    append(document, "\n", 1);
}

/* Unicode 15 (UAX #11 and the general category Mn), the blocks that labels and paths use. */
static size_t columns_of(uint32_t c)
{
    static const uint32_t NONE[][2] = {{0x300, 0x36F},   {0x483, 0x489},   {0x200B, 0x200F},
                                       {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
    static const uint32_t TWO[][2] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0x33FF},
                                      {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},  {0xA000, 0xA4CF},
                                      {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE4F},
                                      {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                                      {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++)
        if (c >= NONE[i][0] && c <= NONE[i][1])
            return 0;
    for (size_t i = 0; i < sizeof TWO / sizeof TWO[0]; i++)
        if (c >= TWO[i][0] && c <= TWO[i][1])
            return 2;
    return 1;
}

size_t dgh_document_width(const char *utf8)
{
    size_t columns = 0, size = strlen(utf8);
    for (size_t at = 0; at < size;) {
        uint32_t codepoint;
        size_t length = dgh_document_sequence(utf8 + at, size - at, &codepoint);
        columns += length ? columns_of(codepoint) : 1;
        at += length ? length : 1;
    }
    return columns;
}
