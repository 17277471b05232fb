#include "base/format.h"

#include <locale.h>
#include <stdio.h>

int dgh_vformat(char *buffer, size_t size, const char *format, va_list arguments)
{
    /* In glibc and musl the "C" locale is static: nothing is allocated here. */
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = c ? uselocale(c) : (locale_t)0;
    int length = vsnprintf(buffer, size, format, arguments);
    if (c) {
        uselocale(before);
        freelocale(c);
    }
    if (length < 0 && size)
        buffer[0] = '\0';
    return length;
}

int dgh_format(char *buffer, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = dgh_vformat(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}
