/* blocks.h: the only door to threads.
 *
 * Rows are cut into blocks by their number alone, never by the thread count; each block writes its own slot, and the
 * caller folds the slots in order. So any number of threads gives the same bytes. */
#ifndef BEHOUD_BASE_BLOCKS_H
#define BEHOUD_BASE_BLOCKS_H

#include <stddef.h>

enum { BLOCKS_MAX = 64 };

/* At most BLOCKS_MAX blocks, of at least `rows_least` rows but for a shorter whole. 0 rows give 0 blocks. */
size_t blocks_count(size_t n_rows, size_t rows_least);

/* The first row of `block` of `count`; the next block's first row is its end. */
size_t blocks_first(size_t n_rows, size_t count, size_t block);

/* Calls work(block, first, last, context) for each of `count` blocks of n_rows rows [first, last), side by side. */
void blocks_run(size_t n_rows, size_t count, void (*work)(size_t block, size_t first, size_t last, void *context),
                void *context);

/* Calls work(item, context) for 0 <= item < count, side by side, one at a time a thread. */
void blocks_each(size_t count, void (*work)(size_t item, void *context), void *context);

/* How many threads to use; 0 = as many as the machine has. Set once, by main. */
void blocks_threads(int threads);

/* slots[0] += slots[1] += ... in order: `count` slots of `width` doubles each, folded into slot 0. */
void blocks_fold(double *slots, size_t count, size_t width);

#endif
