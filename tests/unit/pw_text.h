/* Pieces of pw.x output that the tests of its reader put together. */
#ifndef DGH_TEST_PW_TEXT_H
#define DGH_TEST_PW_TEXT_H

#include "read_text.h"

#include "base/constants.h"
#include "espresso/readers.h"
#include "near.h"

#define PW_PROGRAM "     Program PWSCF v.6.7MaX starts on 22Nov2026 at 13:30:46\n"

#define PW_SIZES                                                                                   \
    "     lattice parameter (alat)  =       4.0000  a.u.\n"                                        \
    "     number of atoms/cell      =            2\n"                                              \
    "     number of atomic types    =            2\n"

#define PW_CELL                                                                                    \
    "     celldm(1)=   4.000000  celldm(2)=   0.000000  celldm(3)=   0.000000\n"                   \
    "     crystal axes: (cart. coord. in units of alat)\n"                                         \
    "               a(1) = (   1.000000   0.000000   0.000000 )\n"                                 \
    "               a(2) = (   0.000000   1.000000   0.000000 )\n"                                 \
    "               a(3) = (   0.000000   0.000000   2.000000 )\n"

#define PW_SPECIES                                                                                 \
    "     atomic species   valence    mass     pseudopotential\n"                                  \
    "        Pt            10.00   195.08400     Pt( 1.00)\n"                                      \
    "        H              1.00     1.00784     H ( 1.00)\n"                                      \
    "\n"

#define PW_SITES                                                                                   \
    "     site n.     atom                  positions (alat units)\n"                              \
    "         1           Pt  tau(   1) = (   0.0000000   0.0000000   0.0000000  )\n"              \
    "         2           H   tau(   2) = (   0.5000000   0.2500000   1.0000000  )\n"              \
    "\n"

#define PW_FIXED_OCCUPATIONS "     number of k points=     4\n"
#define PW_COLD_SMEARING                                                                           \
    "     number of k points=    10  Marzari-Vanderbilt smearing, width (Ry)=  0.0200\n"

#define PW_THRESHOLD "     convergence threshold     =      1.0E-06\n"

#define PW_GEOMETRY PW_SIZES PW_CELL PW_SPECIES PW_SITES
#define PW_HEADER   PW_PROGRAM PW_GEOMETRY PW_THRESHOLD

#define PW_SCF                                                                                     \
    "     Self-consistent Calculation\n"                                                           \
    "     iteration #  1     ecut=    40.00 Ry     beta= 0.40\n"                                   \
    "     total energy              =     -12.00000000 Ry\n"                                       \
    "     estimated scf accuracy    <       0.28977191 Ry\n"                                       \
    "     iteration #  2     ecut=    40.00 Ry     beta= 0.40\n"                                   \
    "     End of self-consistent calculation\n"

#define PW_ENERGY(value)                                                                           \
    "!    total energy              =     " value " Ry\n"                                          \
    "     estimated scf accuracy    <          1.9E-10 Ry\n"                                       \
    "     convergence has been achieved in   2 iterations\n"

#define PW_FORCES                                                                                  \
    "     Forces acting on atoms (cartesian axes, Ry/au):\n"                                       \
    "\n"                                                                                           \
    "     atom    1 type  1   force =     0.00000000   -0.00000000   -0.00100000\n"                \
    "     atom    2 type  2   force =     0.00000000    0.00000000    0.00200000\n"                \
    "\n"                                                                                           \
    "     Total force =     0.002236     Total SCF correction =     0.000039\n"

#define PW_DONE "   JOB DONE.\n"

static inline dgh_calculation *read_pw(const char *text)
{
    return read_text(dgh_qe_read_pw_output, text);
}

static inline double energy_ry(const dgh_calculation *c, dgh_energy_kind kind)
{
    dgh_real e = dgh_calculation_energy(c, kind);
    assert_true(e.has);
    return e.value / DGH_RYDBERG_EV;
}

static inline void assert_status(const dgh_calculation *c, dgh_run_status status,
                                 const char *reason, size_t line)
{
    assert_string_equal(dgh_run_status_name(c->status), dgh_run_status_name(status));
    assert_string_equal(c->status_reason.value, reason);
    assert_int_equal(c->status_reason.source.line, line);
}

#endif
