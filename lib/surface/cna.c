/* Adaptive common neighbour analysis (Stukowski, Modell. Simul. Mater. Sci. Eng. 20, 045021 (2012),
 * 10.1088/0965-0393/20/4/045021). A bond of the central atom has a signature of three numbers: the
 * neighbours that both ends share, the bonds among those, and the longest chain of these bonds
 * (Honeycutt, Andersen 1987). The local cutoff comes from the distances of the atom's own nearest
 * neighbours, so that no length has to be given. */
#include "surface/cna.h"

#include <string.h>

enum { CLOSE_PACKED = 12, BODY_CENTRED = DGH_CNA_NEEDS };

typedef struct shell {
    const dgh_neighbour *near;
    int n;
    uint32_t bonded[BODY_CENTRED]; /* bit j of bonded[i]: neighbours i and j are bonded */
} shell;

static void find_bonds(shell *s, double cutoff)
{
    memset(s->bonded, 0, sizeof s->bonded);
    for (int i = 0; i < s->n; i++)
        for (int j = i + 1; j < s->n; j++) {
            double square = 0.0;
            for (int k = 0; k < 3; k++) {
                double d = s->near[i].vector_ang[k] - s->near[j].vector_ang[k];
                square += d * d;
            }
            if (square <= cutoff * cutoff) {
                s->bonded[i] |= 1u << j;
                s->bonded[j] |= 1u << i;
            }
        }
}

static int count_bits(uint32_t bits)
{
    int n = 0;
    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

/* Bonds in the connected part of the bonds among `atoms` that holds most of them. */
static int longest_chain(const shell *s, uint32_t atoms)
{
    int longest = 0;
    while (atoms) {
        uint32_t reached = atoms & (~atoms + 1), frontier = reached;
        while (frontier) {
            uint32_t next = 0;
            for (int i = 0; i < s->n; i++)
                if (frontier >> i & 1)
                    next |= s->bonded[i] & atoms;
            frontier = next & ~reached;
            reached |= next;
        }
        int twice = 0;
        for (int i = 0; i < s->n; i++)
            if (reached >> i & 1)
                twice += count_bits(s->bonded[i] & reached);
        longest = twice / 2 > longest ? twice / 2 : longest;
        atoms &= ~reached;
    }
    return longest;
}

/* Signature of the bond to neighbour i as one number: 421, 422, 444, 555, 666... */
static int signature(const shell *s, int i)
{
    const uint32_t shared = s->bonded[i];
    int twice = 0;
    for (int j = 0; j < s->n; j++)
        if (shared >> j & 1)
            twice += count_bits(s->bonded[j] & shared);
    return 100 * count_bits(shared) + 10 * (twice / 2) + longest_chain(s, shared);
}

/* 1.207 is halfway between the first and the second shell of fcc, and between the second and the
 * third of bcc, in units of the first shell's distance and of the cube's edge. */
static const double BETWEEN_SHELLS = 1.2071067811865475;

static dgh_lattice close_packed(const dgh_neighbour *near)
{
    shell s = {near, CLOSE_PACKED, {0}};
    double sum = 0.0;
    for (int i = 0; i < s.n; i++)
        sum += near[i].distance_ang;
    find_bonds(&s, BETWEEN_SHELLS * sum / s.n);
    int n421 = 0, n422 = 0, n555 = 0;
    for (int i = 0; i < s.n; i++) {
        int type = signature(&s, i);
        n421 += type == 421;
        n422 += type == 422;
        n555 += type == 555;
    }
    if (n421 == 12)
        return DGH_LATTICE_FCC;
    if (n421 == 6 && n422 == 6)
        return DGH_LATTICE_HCP;
    return n555 == 12 ? DGH_LATTICE_ICOSAHEDRAL : DGH_LATTICE_OTHER;
}

static dgh_lattice body_centred(const dgh_neighbour *near)
{
    shell s = {near, BODY_CENTRED, {0}};
    double sum = 0.0;
    for (int i = 0; i < 8; i++)
        sum += near[i].distance_ang / 0.86602540378443865;
    for (int i = 8; i < s.n; i++)
        sum += near[i].distance_ang;
    find_bonds(&s, BETWEEN_SHELLS * sum / s.n);
    int n444 = 0, n666 = 0;
    for (int i = 0; i < s.n; i++) {
        int type = signature(&s, i);
        n444 += type == 444;
        n666 += type == 666;
    }
    return n444 == 6 && n666 == 8 ? DGH_LATTICE_BCC : DGH_LATTICE_OTHER;
}

dgh_lattice dgh_cna_type(const dgh_neighbour *near, size_t n)
{
    dgh_lattice type = n >= CLOSE_PACKED ? close_packed(near) : DGH_LATTICE_OTHER;
    return type == DGH_LATTICE_OTHER && n >= BODY_CENTRED ? body_centred(near) : type;
}
