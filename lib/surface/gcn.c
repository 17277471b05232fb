#include "surface/gcn.h"

#include <string.h>

static const double CN_MAX[4] = {12.0, 18.0, 22.0, 26.0};
static const double FCC_COORDINATION = 12.0;
static const double SAME_PLACE_ANG2 = 0.01;

enum { MOST_AROUND = 512 };

static bool is_among(const double at[3], const double (*list)[3], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double square = 0.0;
        for (int k = 0; k < 3; k++)
            square += (at[k] - list[i][k]) * (at[k] - list[i][k]);
        if (square < SAME_PLACE_ANG2)
            return true;
    }
    return false;
}

double dgh_gcn(const dgh_neighbours *list, const size_t *atoms, const double (*to)[3], size_t n,
               double bulk_coordination)
{
    double around[MOST_AROUND][3], sum = 0.0;
    size_t n_around = 0;
    if (n == 0 || !(bulk_coordination > 0.0))
        return 0.0;
    for (size_t a = 0; a < n; a++)
        for (size_t e = list->first[atoms[a]]; e < list->first[atoms[a] + 1]; e++) {
            const dgh_neighbour *q = &list->neighbour[e];
            const double at[3] = {to[a][0] + q->vector_ang[0], to[a][1] + q->vector_ang[1],
                                  to[a][2] + q->vector_ang[2]};
            if (n_around == MOST_AROUND || is_among(at, to, n) ||
                is_among(at, (const double(*)[3])around, n_around))
                continue;
            memcpy(around[n_around++], at, sizeof at);
            sum += (double)(list->first[q->atom + 1] - list->first[q->atom]);
        }
    return sum / (CN_MAX[n > 4 ? 3 : n - 1] * bulk_coordination / FCC_COORDINATION);
}
