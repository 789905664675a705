/* replay.c: runs a fuzz target on every file of a folder, where there is no libFuzzer. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static int replay(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) return 0;
    uint8_t *bytes = malloc(1 << 20);
    size_t size = bytes ? fread(bytes, 1, 1 << 20, file) : 0;
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    return 1;
}

int main(int argc, char **argv) {
    char path[4096];
    int n = 0;
    DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        n += replay(path);
    }
    if (folder) closedir(folder);
    printf("%d seeds\n", n);
    return n ? 0 : 1;
}
