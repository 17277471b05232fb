/* The part of a polygon within a disc about the origin is a sum of signed triangles and sectors
 * with the origin as their tip, one triangle and up to two sectors for each edge. Solid angle of a
 * triangle: Van Oosterom, Strackee 1983, 10.1109/TBME.1983.325207. */
#include "surface/disc.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

static double cross(const double a[2], const double b[2])
{
    return a[0] * b[1] - a[1] * b[0];
}

static double dot(const double a[2], const double b[2])
{
    return a[0] * b[0] + a[1] * b[1];
}

/* The stretch of the edge p + t (q - p), 0 <= t <= 1, within the disc. */
static bool clip(double part[2], const double p[2], const double q[2], double radius)
{
    const double d[2] = {q[0] - p[0], q[1] - p[1]};
    const double a = dot(d, d), b = dot(p, d), c = dot(p, p) - radius * radius;
    const double root = b * b - a * c;
    if (!(root > 0.0) || a == 0.0)
        return false;
    part[0] = fmax(0.0, (-b - sqrt(root)) / a);
    part[1] = fmin(1.0, (-b + sqrt(root)) / a);
    return part[0] < part[1];
}

static double angle(const double a[2], const double b[2])
{
    return atan2(cross(a, b), dot(a, b));
}

static double triangle_angle(const double a[2], const double b[2], double h)
{
    const double la = sqrt(dot(a, a) + h * h), lb = sqrt(dot(b, b) + h * h);
    return 2.0 * atan2(h * cross(a, b), h * la * lb + h * h * (la + lb) + (dot(a, b) + h * h) * h);
}

void dgh_disc_cut(double *area, double *solid_angle, const double (*corner)[2], size_t n,
                  double radius, double h)
{
    const double sector = 1.0 - h / sqrt(radius * radius + h * h);
    double sum = 0.0, angle_sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double *p = corner[i], *q = corner[(i + 1) % n];
        double part[2], outside;
        if (clip(part, p, q, radius)) {
            double a[2], b[2];
            for (int k = 0; k < 2; k++) {
                a[k] = p[k] + part[0] * (q[k] - p[k]);
                b[k] = p[k] + part[1] * (q[k] - p[k]);
            }
            outside = (part[0] > 0.0 ? angle(p, a) : 0.0) + (part[1] < 1.0 ? angle(b, q) : 0.0);
            sum += cross(a, b);
            angle_sum += triangle_angle(a, b, h);
        } else {
            outside = angle(p, q);
        }
        sum += outside * radius * radius;
        angle_sum += outside * sector;
    }
    *area = 0.5 * fabs(sum);
    *solid_angle = fabs(angle_sum);
}

static bool inside(const double x[2], const double (*corner)[2], size_t n)
{
    bool left = false, right = false;
    for (size_t i = 0; i < n; i++) {
        const double *p = corner[i], *q = corner[(i + 1) % n];
        double side = (q[0] - p[0]) * (x[1] - p[1]) - (q[1] - p[1]) * (x[0] - p[0]);
        left = left || side > 0.0;
        right = right || side < 0.0;
    }
    return !(left && right);
}

double dgh_disc_distance(const double x[2], const double (*corner)[2], size_t n, double radius)
{
    const double from_origin = sqrt(dot(x, x));
    double least = DBL_MAX;
    if (from_origin <= radius && inside(x, corner, n))
        return 0.0;
    if (from_origin > radius) {
        const double rim[2] = {x[0] * radius / from_origin, x[1] * radius / from_origin};
        if (inside(rim, corner, n))
            return from_origin - radius;
    }
    for (size_t i = 0; i < n; i++) {
        const double *p = corner[i], *q = corner[(i + 1) % n];
        const double d[2] = {q[0] - p[0], q[1] - p[1]}, to[2] = {x[0] - p[0], x[1] - p[1]};
        double part[2];
        if (!clip(part, p, q, radius))
            continue;
        double t = fmin(fmax(dot(to, d) / dot(d, d), part[0]), part[1]);
        const double away[2] = {to[0] - t * d[0], to[1] - t * d[1]};
        least = fmin(least, dot(away, away));
    }
    return least < DBL_MAX ? sqrt(least) : fabs(from_origin - radius);
}
