#include "engine/base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *file_beside(struct arena *arena, const char *beside, const char *name) {
    const char *slash = strrchr(beside, '/');
    if (name[0] == '/' || !slash) return arena_string(arena, name);
    return arena_printf(arena, "%.*s/%s", (int)(slash - beside), beside, name);
}

const char *file_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static enum status machine_fault(struct diag *diag, const char *what, const char *path) {
    diag_fail(diag, "cannot %s %s: %s", what, path, strerror(errno));
    return STATUS_MACHINE;
}

enum status file_read(const char *path, struct arena *arena, char **bytes, size_t *length, struct diag *diag) {
    FILE *file = fopen(path, "rb");
    if (!file) return machine_fault(diag, "open", path);
    size_t capacity = 1 << 16, used = 0, got;
    char *buffer = malloc(capacity);
    while (buffer && (got = fread(buffer + used, 1, capacity - used, file)) > 0) {
        used += got;
        if (used == capacity) buffer = realloc(buffer, capacity *= 2);
    }
    bool failed = !buffer || ferror(file);
    fclose(file);
    if (failed) {
        free(buffer);
        return machine_fault(diag, "read", path);
    }
    *bytes = arena_copy(arena, buffer, used);
    *length = used;
    free(buffer);
    return STATUS_OK;
}

enum status file_write(const char *folder, const char *name, const char *bytes, size_t length, struct diag *diag) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file) return machine_fault(diag, "write", path);
    bool written = fwrite(bytes, 1, length, file) == length;
    if (fclose(file) != 0 || !written) return machine_fault(diag, "write", path);
    return STATUS_OK;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place) {
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static void remove_folder(const char *path) { (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS); }

static bool is_ours(const char *name, const char *const *ours) {
    if (!strcmp(name, ".") || !strcmp(name, "..")) return true;
    for (; *ours; ours++) {
        if (!strcmp(name, *ours)) return true;
    }
    return false;
}

/* The first thing at `goal` that no earlier run wrote, in the arena; NULL when there is none. */
static const char *foreign_entry(const char *goal, const char *const *ours, struct arena *arena) {
    struct stat info;
    if (lstat(goal, &info) != 0) return NULL;
    DIR *folder = S_ISDIR(info.st_mode) ? opendir(goal) : NULL;
    if (!folder) return arena_string(arena, goal);
    const char *foreign = NULL;
    for (struct dirent *entry; !foreign && (entry = readdir(folder));) {
        if (!is_ours(entry->d_name, ours)) foreign = arena_printf(arena, "%s/%s", goal, entry->d_name);
    }
    closedir(folder);
    return foreign;
}

/* Building folders are named after their process; those whose process is gone were left by a killed run. */
static void remove_left_behind(const char *goal) {
    const char *base = file_base(goal);
    char parent[4096], path[8192];
    snprintf(parent, sizeof parent, "%.*s", base > goal ? (int)(base - goal) : 1, base > goal ? goal : ".");
    DIR *folder = opendir(parent);
    size_t length = strlen(base);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        int pid;
        if (strncmp(entry->d_name, base, length) != 0 || sscanf(entry->d_name + length, ".building-%d-", &pid) != 1) continue;
        if (kill(pid, 0) == 0 || errno != ESRCH) continue;
        snprintf(path, sizeof path, "%s/%s", parent, entry->d_name);
        remove_folder(path);
    }
    if (folder) closedir(folder);
}

static void make_parents(const char *path) {
    char above[4096];
    snprintf(above, sizeof above, "%s", path);
    for (char *slash = above + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        (void)mkdir(above, 0755); /* what cannot be made shows when the folder itself is */
        *slash = '/';
    }
}

static void trim_slashes(char *path) {
    for (size_t length = strlen(path); length > 1 && path[length - 1] == '/'; length--) path[length - 1] = '\0';
}

bool file_same(const char *one, const char *other) {
    struct stat a, b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

enum status file_keep_private(const char *folder, const char *name, struct diag *diag) {
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (length > 0 && (size_t)length < sizeof path && chmod(path, S_IRUSR | S_IWUSR) == 0) return STATUS_OK;
    diag_fail(diag, "cannot keep %s/%s from others: %s", folder, name, strerror(errno));
    return STATUS_MACHINE;
}


enum status file_put(const char *folder, const char *name, const char *bytes, size_t length, struct diag *diag) {
    char path[4096], building[4096], temporary[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    make_parents(path);
    snprintf(temporary, sizeof temporary, ".%.200s.building-%d", name, (int)getpid());
    snprintf(building, sizeof building, "%s/%s", folder, temporary);
    enum status status = file_write(folder, temporary, bytes, length, diag);
    if (status != STATUS_OK) {
        (void)unlink(building);
        return status;
    }
    if (rename(building, path) == 0) return STATUS_OK;
    (void)unlink(building);
    return machine_fault(diag, "put in place", path);
}

enum status folder_begin(const char *goal, const char *const *ours, struct arena *arena, char **built, struct diag *diag) {
    char *clean = arena_string(arena, goal);
    trim_slashes(clean);
    const char *foreign = foreign_entry(clean, ours, arena);
    if (foreign) {
        diag_fail(diag, "%s would be lost: %s is replaced as a whole; move it away, or choose another --out", foreign, clean);
        return STATUS_REFUSED;
    }
    make_parents(clean);
    remove_left_behind(clean);
    *built = arena_printf(arena, "%s.building-%d-XXXXXX", clean, (int)getpid());
    if (!mkdtemp(*built)) return machine_fault(diag, "make a folder beside", goal);
    if (chmod(*built, 0755) != 0) return machine_fault(diag, "open to its readers", *built);
    return STATUS_OK;
}

enum status folder_commit(const char *built, const char *goal, struct diag *diag) {
    char clean[4096];
    snprintf(clean, sizeof clean, "%s", goal);
    trim_slashes(clean);
    if (renameat2(AT_FDCWD, built, AT_FDCWD, clean, RENAME_EXCHANGE) == 0) {
        remove_folder(built); /* now the old one */
        return STATUS_OK;
    }
    if (rename(built, clean) == 0) return STATUS_OK;
    return machine_fault(diag, "put the results in place at", goal);
}

void folder_abandon(const char *built) { remove_folder(built); }

enum status folder_make(const char *folder, const char *name, struct diag *diag) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (mkdir(path, 0755) != 0) return machine_fault(diag, "make the folder", path);
    return STATUS_OK;
}
