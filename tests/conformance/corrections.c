/* Where the manifest and the file disagree the file is right: such rows, each with its reason. */
#include <string.h>

#include "conformance.h"

static const correction CORRECTIONS[] = {
    {NULL, NULL, NULL, NULL},
};

const correction *find_correction(const char *path, const char *name)
{
    for (const correction *c = CORRECTIONS; c->path; c++)
        if (strcmp(c->path, path) == 0 && strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
