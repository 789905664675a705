/* uncertain.h: a number with its uncertainty, as a distribution that can be drawn from by inversion.
 *
 * All four are monotone in u, so that one u drawn for several of them makes them rise and fall together. low = mode = high is a plain
 * number in any shape. Mean and quantile of the PERT distribution: Malcolm, Roseboom, Clark & Fazar 1959, Operations Research 7:646, as
 * the beta distribution with its usual weight of four on the mode. */
#ifndef BEHOUD_MODELS_UNCERTAIN_H
#define BEHOUD_MODELS_UNCERTAIN_H

#include <stdbool.h>

enum uncertain_shape {
    UNCERTAIN_TRIANGULAR, /* straight from low to mode and from mode to high                      */
    UNCERTAIN_PERT,       /* a beta distribution between low and high, nearer to mode             */
    UNCERTAIN_LOG_NORMAL, /* low and high are its P10 and P90, both above 0; mode is not used     */
    UNCERTAIN_UNIFORM     /* anything from low to high alike; mode is not used                    */
};

struct uncertain {
    double low, mode, high; /* low <= mode <= high */
    enum uncertain_shape shape;
};

static inline struct uncertain certain(double x) { return (struct uncertain){x, x, x, UNCERTAIN_TRIANGULAR}; }

static inline bool is_certain(struct uncertain x) { return !(x.high > x.low); }

double uncertain_mean(struct uncertain x);

/* The value that is not exceeded with chance u, 0 < u < 1. */
double uncertain_at(struct uncertain x, double u);

#endif
