/* Arithmetic in pw.x's cards. */
#ifndef DGH_ESPRESSO_EXPRESSION_H
#define DGH_ESPRESSO_EXPRESSION_H

#include "base/text.h"

/* Value of a number or an expression of + - * / ^, parentheses, sqrt, sin, cos, tan, exp, log and
 * abs, without blanks ("1/3", "-0.5*sqrt(3)"). False for anything else and for no finite value. */
bool dgh_expression(dgh_slice text, double *value);

#endif
