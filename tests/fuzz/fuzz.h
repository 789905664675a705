/* fuzz.h: what the fuzz targets share. A target takes any bytes and must neither crash nor find two answers differ. */
#ifndef BEHOUD_TESTS_FUZZ_H
#define BEHOUD_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the target; `format` as printf. */
void fuzz_fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* The bytes as a file without a name; `path` (40 characters) opens it. Close the descriptor returned. */
int fuzz_file(const void *bytes, size_t size, char path[40]);

#endif
