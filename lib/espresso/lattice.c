#include "espresso/lattice.h"

#include <math.h>
#include <string.h>

#include "dgh/record.h"

typedef struct parameters {
    double a, b, c; /* b and c may be absent (0) where the lattice has none */
    double cos_bc, cos_ac, cos_ab;
} parameters;

static void set(double cell[3][3], const double (*rows)[3])
{
    memcpy(cell, rows, 9 * sizeof(double));
}

static bool cubic(double m[3][3], int ibrav, double a)
{
    double h = a / 2.0;
    switch (ibrav) {
    case 1:
        set(m, (const double[3][3]){{a, 0, 0}, {0, a, 0}, {0, 0, a}});
        return true;
    case 2:
        set(m, (const double[3][3]){{-h, 0, h}, {0, h, h}, {-h, h, 0}});
        return true;
    case 3:
        set(m, (const double[3][3]){{h, h, h}, {-h, h, h}, {-h, -h, h}});
        return true;
    case -3:
        set(m, (const double[3][3]){{-h, h, h}, {h, -h, h}, {h, h, -h}});
        return true;
    default:
        return false;
    }
}

/* The rhombohedral angle's cosine is celldm(4). */
static bool trigonal(double m[3][3], int ibrav, double a, double cosine)
{
    double tx = sqrt((1.0 - cosine) / 2.0), ty = sqrt((1.0 - cosine) / 6.0);
    double tz = sqrt((1.0 + 2.0 * cosine) / 3.0);
    if (ibrav == 5) {
        set(m, (const double[3][3]){{a * tx, -a * ty, a * tz},
                                    {0, 2.0 * a * ty, a * tz},
                                    {-a * tx, -a * ty, a * tz}});
        return true;
    }
    double s = a / sqrt(3.0), u = s * (tz - 2.0 * sqrt(2.0) * ty), v = s * (tz + sqrt(2.0) * ty);
    set(m, (const double[3][3]){{u, v, v}, {v, u, v}, {v, v, u}});
    return true;
}

static bool hexagonal_or_tetragonal(double m[3][3], int ibrav, double a, double c)
{
    double h = a / 2.0;
    switch (ibrav) {
    case 4:
        set(m, (const double[3][3]){{a, 0, 0}, {-h, h * sqrt(3.0), 0}, {0, 0, c}});
        return true;
    case 6:
        set(m, (const double[3][3]){{a, 0, 0}, {0, a, 0}, {0, 0, c}});
        return true;
    case 7:
        set(m, (const double[3][3]){{h, -h, c / 2.0}, {h, h, c / 2.0}, {-h, -h, c / 2.0}});
        return true;
    default:
        return false;
    }
}

static bool orthorhombic(double m[3][3], int ibrav, double a, double b, double c)
{
    double x = a / 2.0, y = b / 2.0, z = c / 2.0;
    switch (ibrav) {
    case 8:
        set(m, (const double[3][3]){{a, 0, 0}, {0, b, 0}, {0, 0, c}});
        return true;
    case 9:
        set(m, (const double[3][3]){{x, y, 0}, {-x, y, 0}, {0, 0, c}});
        return true;
    case -9:
        set(m, (const double[3][3]){{x, -y, 0}, {x, y, 0}, {0, 0, c}});
        return true;
    case 91:
        set(m, (const double[3][3]){{a, 0, 0}, {0, y, -z}, {0, y, z}});
        return true;
    case 10:
        set(m, (const double[3][3]){{x, 0, z}, {x, y, 0}, {0, y, z}});
        return true;
    case 11:
        set(m, (const double[3][3]){{x, y, z}, {-x, y, z}, {-x, -y, z}});
        return true;
    default:
        return false;
    }
}

static bool monoclinic(double m[3][3], int ibrav, const parameters *p)
{
    double x = p->a / 2.0, y = p->b / 2.0, z = p->c / 2.0;
    double bx = p->b * p->cos_bc, by = p->b * sqrt(1.0 - p->cos_bc * p->cos_bc);
    double cx = p->c * p->cos_ac, cz = p->c * sqrt(1.0 - p->cos_ac * p->cos_ac);
    switch (ibrav) { /* unique axis c has its cosine in celldm(4), unique axis b in celldm(5) */
    case 12:
        set(m, (const double[3][3]){{p->a, 0, 0}, {bx, by, 0}, {0, 0, p->c}});
        return true;
    case -12:
        set(m, (const double[3][3]){{p->a, 0, 0}, {0, p->b, 0}, {cx, 0, cz}});
        return true;
    case 13:
        set(m, (const double[3][3]){{x, 0, -z}, {bx, by, 0}, {x, 0, z}});
        return true;
    case -13:
        set(m, (const double[3][3]){{x, y, 0}, {-x, y, 0}, {cx, 0, cz}});
        return true;
    default:
        return false;
    }
}

static bool triclinic(double m[3][3], const parameters *p)
{
    double sin_ab = sqrt(1.0 - p->cos_ab * p->cos_ab);
    double square = 1.0 + 2.0 * p->cos_bc * p->cos_ac * p->cos_ab - p->cos_bc * p->cos_bc -
                    p->cos_ac * p->cos_ac - p->cos_ab * p->cos_ab;
    set(m,
        (const double[3][3]){{p->a, 0, 0},
                             {p->b * p->cos_ab, p->b * sin_ab, 0},
                             {p->c * p->cos_ac, p->c * (p->cos_bc - p->cos_ac * p->cos_ab) / sin_ab,
                              p->c * sqrt(square) / sin_ab}});
    return true;
}

bool dgh_qe_lattice(double cell[3][3], int ibrav, const double celldm[6])
{
    parameters p = {celldm[0], celldm[0] * celldm[1], celldm[0] * celldm[2], celldm[3], celldm[4],
                    celldm[5]};
    bool known = ibrav == 14 ? triclinic(cell, &p)
                 : ibrav == 5 || ibrav == -5
                     ? trigonal(cell, ibrav, p.a, celldm[3])
                     : cubic(cell, ibrav, p.a) || hexagonal_or_tetragonal(cell, ibrav, p.a, p.c) ||
                           orthorhombic(cell, ibrav, p.a, p.b, p.c) || monoclinic(cell, ibrav, &p);
    if (!known)
        return false;
    double volume = dgh_cell_volume_ang3((const double(*)[3])cell);
    return volume > 0.0 && isfinite(volume);
}
