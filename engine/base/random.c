#include "engine/base/random.h"

#include <string.h>

void random_philox(const uint32_t key[2], const uint32_t counter[4], uint32_t output[4]) {
    uint32_t c[4], k0 = key[0], k1 = key[1];
    memcpy(c, counter, sizeof c);
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53u * c[0], b = (uint64_t)0xCD9E8D57u * c[2];
        uint32_t next[4] = {(uint32_t)(b >> 32) ^ c[1] ^ k0, (uint32_t)b, (uint32_t)(a >> 32) ^ c[3] ^ k1, (uint32_t)a};
        memcpy(c, next, sizeof c);
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    memcpy(output, c, sizeof c);
}

static unsigned long next_word(void *memory) {
    struct random_state *state = memory;
    if (state->used == 4) {
        random_philox(state->key, state->counter, state->output);
        if (++state->counter[0] == 0) state->counter[1]++;
        state->used = 0;
    }
    return state->output[state->used++];
}

static double next_double(void *memory) {
    uint64_t high = next_word(memory) >> 5, low = next_word(memory) >> 6;
    return (double)((high << 26) | low) * 0x1p-53;
}

static void seed_state(void *memory, unsigned long seed) {
    *(struct random_state *)memory = (struct random_state){.key = {(uint32_t)seed, (uint32_t)(seed >> 32)}, .used = 4};
}

static const gsl_rng_type PHILOX = {
    .name = "philox4x32-10",
    .max = 0xffffffffUL,
    .min = 0,
    .size = sizeof(struct random_state),
    .set = seed_state,
    .get = next_word,
    .get_double = next_double,
};

void random_open(struct random_stream *stream, uint64_t seed, enum random_purpose purpose, uint64_t block) {
    stream->state = (struct random_state){.key = {(uint32_t)seed, (uint32_t)(seed >> 32) ^ (uint32_t)purpose << 24},
                                          .counter = {0, 0, (uint32_t)block, (uint32_t)(block >> 32)},
                                          .used = 4};
    stream->rng.type = &PHILOX;
    stream->rng.state = &stream->state;
}

double random_uniform(struct random_stream *stream) {
    double u;
    do u = next_double(&stream->state);
    while (u == 0.0);
    return u;
}
