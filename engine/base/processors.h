/* processors.h: hot loops compiled for several x86 processors, chosen when the program starts.
 *
 * The loops are plain C over fixed lanes. ISO C forbids contraction and reassociation here, so every version gives the
 * same bits; the widest is only faster. */
#ifndef BEHOUD_BASE_PROCESSORS_H
#define BEHOUD_BASE_PROCESSORS_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define FOR_SEVERAL_PROCESSORS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_SEVERAL_PROCESSORS
#endif

#endif
