/* Lists of modes as ph.x, phcg.x, dynmat.x and matdyn.x print them (Quantum ESPRESSO,
 * PHonon/PH/rigid.f90 writemodes, dyndia.f90, io_dyn_mat_old.f90):
 *
 *      Diagonalizing the dynamical matrix
 *      q = (    0.000000000   0.000000000   0.000000000 )
 *  ****...
 *      freq (    1) =      -2.154173 [THz] =     -71.855466 [cm-1]
 *  ( -0.037966   0.000000    -0.044988   0.000000    -0.071726   0.000000   )
 *  ****...
 *
 * Old versions write "omega( 1) =", and phcg.x no q. Only q = 0 gives vibrations of the cell's own
 * atoms: lists at other q are counted and left out. */
#ifndef DGH_ESPRESSO_MODES_H
#define DGH_ESPRESSO_MODES_H

#include "record/build.h"

/* Zero-initialise; feed every line. */
typedef struct dgh_qe_modes {
    bool in_list;           /* behind "diagonalizing the dynamical matrix" */
    bool in_modes;          /* between its two rows of stars */
    bool gamma;             /* the q of this list is 0 */
    bool gamma_complete;    /* a list at q = 0 was closed by its second row of stars */
    size_t n_lists;         /* lists begun... */
    size_t n_lists_closed;  /* ...and closed, at any q */
    size_t n_lists_gamma;   /* begun at q = 0 */
    size_t eigenvector_row; /* atoms read of the present mode's eigenvector */
    double *eigenvector;
} dgh_qe_modes;

/* Takes what belongs to a list of modes from a line; the modes at q = 0 go into the builder, a
 * later list at q = 0 in place of an earlier one. False = out of memory. */
bool dgh_qe_modes_feed(dgh_qe_modes *modes, dgh_builder *builder, dgh_slice line, size_t line_no);

/* "q = ( 0.5 0.0 0.0 )" or "q = 0.5 0.0 0.0" anywhere in the line. */
bool dgh_qe_q_line(dgh_slice line, double q[3]);
bool dgh_qe_q_is_gamma(const double q[3]);

/* What every program of Quantum ESPRESSO prints around its work. */
typedef struct dgh_qe_frame {
    size_t program_line; /* 0 = no "Program ... starts on" */
    bool job_done;
    bool out_of_time; /* "Maximum CPU time exceeded" */
    size_t error_line;
    char error[160]; /* "Error in routine  cdiaghg (25): problems computing cholesky" */
} dgh_qe_frame;

/* Version, start, times, JOB DONE, errors. `program` is "PHONON", "DYNMAT"...: the name in the
 * closing line of times. False = out of memory. */
bool dgh_qe_frame_feed(dgh_qe_frame *frame, dgh_builder *builder, dgh_slice line, size_t line_no);

/* "Program PHONON v.6.7MaX starts on" within the first lines. */
bool dgh_qe_is_program(const char *data, size_t size, const char *program);

#endif
