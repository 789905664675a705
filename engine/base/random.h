/* random.h: random streams that any block of work can open by name.
 *
 * A stream is keyed by (seed, purpose, block), so results do not depend on which thread draws, nor on what else is
 * drawn. The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as
 * 1, 2, 3", SC '11), given to GSL as a generator of its own, so that GSL's distributions draw from it. */
#ifndef BEHOUD_BASE_RANDOM_H
#define BEHOUD_BASE_RANDOM_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

enum random_purpose { RANDOM_SYNTH = 1, RANDOM_PARAMETERS, RANDOM_CHANCE, RANDOM_COSTS, RANDOM_SCENARIO, RANDOM_FOLDS, RANDOM_CHANCE_ALONE, RANDOM_WHO, RANDOM_WHO_ALONE };

struct random_state {
    uint32_t key[2], counter[4], output[4];
    unsigned used;
};

/* Pass &stream.rng to GSL's distributions. Needs no freeing; must not be moved once opened. */
struct random_stream {
    gsl_rng rng;
    struct random_state state;
};

void random_open(struct random_stream *stream, uint64_t seed, enum random_purpose purpose, uint64_t block);

/* One Philox4x32-10 block, for the known-answer test. */
void random_philox(const uint32_t key[2], const uint32_t counter[4], uint32_t output[4]);

/* Uniform on (0, 1), 53 bits. */
double random_uniform(struct random_stream *stream);

#endif
