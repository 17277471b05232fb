#include "adapt/libxc.h"

#include <stdlib.h>
#include <string.h>
#include <xc.h>

int dgh_libxc_number(const char *name)
{
    int number = xc_functional_get_number(name);
    return number > 0 ? number : 0;
}

bool dgh_libxc_exists(const char *names)
{
    const char *part = names;
    for (;;) {
        char name[64];
        size_t length = strcspn(part, "+");
        if (length == 0 || length >= sizeof name)
            return false;
        memcpy(name, part, length);
        name[length] = '\0';
        if (!dgh_libxc_number(name))
            return false;
        if (part[length] == '\0')
            return true;
        part += length + 1;
    }
}

bool dgh_libxc_name(int number, char *name, size_t size)
{
    char *found = number > 0 ? xc_functional_get_name(number) : NULL;
    bool fits = found && strlen(found) < size;
    if (fits)
        strcpy(name, found);
    free(found);
    return fits;
}

const char *dgh_libxc_family(int number)
{
    switch (number > 0 ? xc_family_from_id(number, NULL, NULL) : XC_FAMILY_UNKNOWN) {
    case XC_FAMILY_LDA:
        return "lda";
    case XC_FAMILY_GGA:
        return "gga";
    case XC_FAMILY_MGGA:
        return "mgga";
    case XC_FAMILY_HYB_LDA:
        return "hybrid-lda";
    case XC_FAMILY_HYB_GGA:
        return "hybrid-gga";
    case XC_FAMILY_HYB_MGGA:
        return "hybrid-mgga";
    default:
        return NULL;
    }
}
