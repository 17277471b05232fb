#include "dgh/study.h"

const char *dgh_role_name(dgh_role role)
{
    static const char *const NAMES[] = {"unused",      "gas",       "host",   "adsorbed",
                                        "frequencies", "displaced", "energy", "restart"};
    return (int)role >= 0 && (size_t)role < sizeof NAMES / sizeof NAMES[0] ? NAMES[role] : "?";
}
