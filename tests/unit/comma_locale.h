/* A locale that writes 0,5: made by localedef in a directory of its own, as none may be installed.
 * False where there is no localedef or none of its character maps: the caller skips then. */
#ifndef DGH_TEST_COMMA_LOCALE_H
#define DGH_TEST_COMMA_LOCALE_H

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline bool comma_locale_on(void)
{
    char directory[] = "/tmp/dgh-locale-XXXXXX", path[64], command[512];
    if (!mkdtemp(directory))
        return false;
    snprintf(path, sizeof path, "%s/source", directory);
    FILE *source = fopen(path, "w");
    if (!source)
        return false;
    fputs(
        "LC_NUMERIC\ndecimal_point \"<U002C>\"\nthousands_sep \"\"\ngrouping -1\nEND LC_NUMERIC\n",
        source);
    fclose(source);
    snprintf(command, sizeof command, "localedef -c -i %s %s/xx_XX >/dev/null 2>&1", path,
             directory);
    if (system(command) == -1)
        return false;
    setenv("LOCPATH", directory, 1);
    bool on = setlocale(LC_NUMERIC, "xx_XX") && strcmp(localeconv()->decimal_point, ",") == 0;
    unsetenv("LOCPATH");
    snprintf(command, sizeof command, "rm -rf %s", directory);
    return system(command) == 0 && on;
}

static inline void comma_locale_off(void)
{
    setlocale(LC_NUMERIC, "C");
}

#endif
