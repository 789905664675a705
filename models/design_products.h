/* design_products.h: X'WX and X'r over the rows of a tile, in as many steps as the rows have non-zeros, squared.
 *
 * Plain C over fixed lanes, compiled for several processors; without contraction and reassociation it gives the same bits
 * on each. */
#ifndef BEHOUD_MODELS_DESIGN_PRODUCTS_H
#define BEHOUD_MODELS_DESIGN_PRODUCTS_H

#include "models/tile.h"

enum { FACTORS_MOST = 256 };

/* Adds the tile's rows, with their `w` and `residual`, to X'WX (full coding, n_columns rows of `stride`; each pair of columns
 * once, in the row of the later one) and X'residual. */
void design_add_products(const struct design *design, const struct tile *tile, double *hessian, double *score);

#endif
