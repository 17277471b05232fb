/* One Hessian, three isotopes: modes and zero-point energies of H*, D* and T*.
 *
 * The Hessian is that of H in the fcc hollow of Pt(111) (finite differences, Quantum ESPRESSO 6.7,
 * Ry/Bohr^2, the frozen slab); a program of one's own would take it from a dgh_calculation.
 * Build against an installed dgh: cc isotopes.c $(pkg-config --cflags --libs dgh) */
#include <stdio.h>

#include <dgh/record.h>
#include <dgh/thermo.h>

static const double EV_ANG2_OF_RY_BOHR2 = 13.605693122994 / (0.529177210903 * 0.529177210903);

int main(void)
{
    static const double DIAGONAL_RY_BOHR2[3] = {0.0276588581, 0.0276590345, 0.0996851682};
    static const struct {
        const char *name;
        double mass_u;
    } ISOTOPES[] = {{"H", 1.00782503}, {"D", 2.01410178}, {"T", 3.01604928}};

    double hessian[9] = {0};
    dgh_dof dofs[3];
    for (int i = 0; i < 3; i++) {
        hessian[4 * i] = DIAGONAL_RY_BOHR2[i] * EV_ANG2_OF_RY_BOHR2;
        dofs[i] = (dgh_dof){.atom = 0, .axis = (uint8_t)i, .mass_u = ISOTOPES[0].mass_u};
    }
    dgh_vibrations vibrations = {.n_dofs = 3, .dofs = dofs, .hessian_ev_per_ang2 = hessian};

    puts("        modes / cm-1                  ZPE / eV  U_th / eV  TS / eV   (298.15 K)");
    for (size_t k = 0; k < sizeof ISOTOPES / sizeof ISOTOPES[0]; k++) {
        double mass_u[3] = {ISOTOPES[k].mass_u, ISOTOPES[k].mass_u, ISOTOPES[k].mass_u};
        dgh_modes_options options = DGH_MODES_OPTIONS_INIT;
        options.mass_u = mass_u;
        dgh_modes *modes = NULL;
        dgh_harmonic sums;
        dgh_error err = {0};
        dgh_status status = dgh_thermo_normal_modes(&modes, &vibrations, &options, &err);
        if (!status)
            status = dgh_thermo_harmonic(&sums, modes->modes, modes->n_modes, NULL, &err);
        if (status) {
            fprintf(stderr, "isotopes: %s\n", err.message);
            dgh_modes_free(modes);
            return 3;
        }
        printf("%s*  %9.2f %9.2f %9.2f   %8.5f  %8.5f  %8.5f\n", ISOTOPES[k].name,
               modes->modes[0].freq_cm1, modes->modes[1].freq_cm1, modes->modes[2].freq_cm1,
               sums.zpe_ev, sums.u_thermal_ev, 298.15 * sums.s_ev_per_k);
        dgh_modes_free(modes);
    }
    return 0;
}
