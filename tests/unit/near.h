/* cmocka compares floats only as float: doubles within a stated tolerance. */
#ifndef DGH_TESTS_NEAR_H
#define DGH_TESTS_NEAR_H

#include <math.h>

#define assert_near(found, expected, tolerance)                                                    \
    do {                                                                                           \
        double found_ = (found), expected_ = (expected), tolerance_ = (tolerance);                 \
        if (!(fabs(found_ - expected_) <= tolerance_))                                             \
            fail_msg("%s is %.17g, expected %.17g within %g (off by %g)", #found, found_,          \
                     expected_, tolerance_, found_ - expected_);                                   \
    } while (0)

#endif
