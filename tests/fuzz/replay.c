/* Runs a fuzz target over every file of the given folders: the corpus as an ordinary test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 0;
    }
    size_t size = 0, capacity = 1 << 16;
    uint8_t *data = malloc(capacity);
    while (data) {
        size_t n = fread(data + size, 1, capacity - size, file);
        size += n;
        if (n == 0)
            break;
        if (size == capacity) {
            uint8_t *moved = realloc(data, capacity *= 2);
            if (!moved)
                free(data);
            data = moved;
        }
    }
    fclose(file);
    if (!data)
        return 0;
    /* an exact-size copy, so that AddressSanitizer sees a read past the end */
    uint8_t *exact = malloc(size ? size : 1);
    if (exact) {
        memcpy(exact, data, size);
        LLVMFuzzerTestOneInput(exact, size);
    }
    free(exact);
    free(data);
    return exact != NULL;
}

int main(int argc, char **argv)
{
    int files = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (!folder) {
            perror(argv[i]);
            return 1;
        }
        for (struct dirent *entry; (entry = readdir(folder));) {
            if (entry->d_name[0] == '.')
                continue;
            char path[4096];
            snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            if (!replay(path)) {
                closedir(folder);
                return 1;
            }
            files++;
        }
        closedir(folder);
    }
    printf("%d inputs replayed\n", files);
    return files ? 0 : 1;
}
