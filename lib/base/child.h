/* Work that may crash, tried in a process of its own first. */
#ifndef DGH_BASE_CHILD_H
#define DGH_BASE_CHILD_H

#include <stdbool.h>

/* Whether `work(argument)` comes back: it is done in a copy of this process, so nothing of it is
 * seen here, and it is stopped after `seconds` of processor time. What it writes to standard output
 * and error is lost. True also where the system gives no further process. The work may use no
 * OpenMP and no lock that another thread could hold. */
bool dgh_child_survives(void (*work)(void *argument), void *argument, unsigned seconds);

#endif
