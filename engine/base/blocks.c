#include "engine/base/blocks.h"

#ifdef _OPENMP
#include <omp.h>
#endif

size_t blocks_count(size_t n_rows, size_t rows_least) {
    size_t count = rows_least ? (n_rows + rows_least - 1) / rows_least : n_rows;
    return count < BLOCKS_MAX ? count : BLOCKS_MAX;
}

size_t blocks_first(size_t n_rows, size_t count, size_t block) {
    return n_rows / count * block + (block < n_rows % count ? block : n_rows % count);
}

void blocks_run(size_t n_rows, size_t count, void (*work)(size_t, size_t, size_t, void *), void *context) {
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t block = 0; block < count; block++) {
        work(block, blocks_first(n_rows, count, block), blocks_first(n_rows, count, block + 1), context);
    }
}

void blocks_each(size_t count, void (*work)(size_t, void *), void *context) {
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t item = 0; item < count; item++) work(item, context);
}

void blocks_threads(int threads) {
#ifdef _OPENMP
    omp_set_num_threads(threads > 0 ? threads : omp_get_num_procs());
#else
    (void)threads; /* built without threads: the same bytes, later */
#endif
}

void blocks_fold(double *slots, size_t count, size_t width) {
    for (size_t slot = 1; slot < count; slot++) {
        for (size_t i = 0; i < width; i++) slots[i] += slots[slot * width + i];
    }
}
