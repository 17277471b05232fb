/* Speed of the pw.x output reader. bench_pw [FILE...]: without a file, a relaxation of the
 * Pt(111)-H tree. */
#include "espresso/readers.h"
#include "timing.h"

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        bench_report(argv[i], dgh_qe_read_pw_output, argv[i], 0.0);
    if (argc < 2)
        bench_report("pw.x output, relaxation of H on Pt", dgh_qe_read_pw_output,
                     DGH_SOURCE_DIR "/examples/pt111-h/H_fcc/relax/pth.relax.out", 0.0);
    return 0;
}
