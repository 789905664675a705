#include "engine/app/curve_steps.h"

#include <stdbool.h>

struct curve_steps curve_steps(const int32_t *time, const double *events, size_t n, const double *stated, size_t n_stated, double least, struct arena *arena) {
    struct curve_steps steps = {ARENA_ARRAY(arena, size_t, n + 1), 0};
    double since = 0;
    size_t stays = 0, next = 0; /* steps that stay in their place: up to the last stated time */
    for (size_t row = 0; row < n; row++) {
        bool last = row + 1 == n, wanted = last;
        for (; next < n_stated && (last || stated[next] < time[row + 1]); next++) wanted = wanted || stated[next] >= time[row];
        since += events[row];
        bool enough = least <= 1 || since >= least, instead = wanted && since > 0 && steps.n > stays;
        if (!enough && !instead && !last) continue;
        if (!enough && steps.n && (instead || (last && since > 0))) steps.n--;
        steps.rows[steps.n++] = row;
        since = 0;
        if (wanted) stays = steps.n;
    }
    return steps;
}

size_t curve_steps_first(const struct curve_steps *steps, size_t k) { return k ? steps->rows[k - 1] + 1 : 0; }

double curve_steps_sum(const struct curve_steps *steps, size_t k, const double *numbers) {
    double sum = 0;
    for (size_t row = curve_steps_first(steps, k); row <= steps->rows[k]; row++) sum += numbers[row];
    return sum;
}
