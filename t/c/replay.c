/* Runs the fuzzer's script over its seeds, and over files named as arguments, without a fuzzer. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>

#include "../../fuzz/kernel.c"
#include "tap.h"

enum { MOST_BYTES = 65536 };

static void replay(const char *path) {
  static uint8_t bytes[MOST_BYTES];
  FILE *in = fopen(path, "rb");
  size_t n;
  if (!in) tap_bail(path);
  n = fread(bytes, 1, sizeof bytes, in);
  fclose(in);
  LLVMFuzzerTestOneInput(bytes, n);
  ok(true, "%s, %d bytes", path, (int)n);
}

static void replay_folder(const char *folder) {
  DIR *dir = opendir(folder);
  const struct dirent *entry;
  char path[512];
  if (!dir) tap_bail(folder);
  while ((entry = readdir(dir))) {
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    replay(path);
  }
  closedir(dir);
}

/* The same everywhere, so that a kernel without a fuzzer is exercised too. */
static void replay_random_bytes(void) {
  static uint8_t bytes[1500];
  uint64_t random = 2;
  for (int i = 0; i < 200; i++) {
    size_t n = fake_random(&random) % sizeof bytes;
    for (size_t j = 0; j < n; j++) bytes[j] = (uint8_t)fake_random(&random);
    LLVMFuzzerTestOneInput(bytes, n);
  }
  ok(true, "200 scripts of random bytes");
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) replay(argv[i]);
  if (argc == 1) {
    replay_folder("fuzz/seeds/kernel");
    replay_random_bytes();
  }
  return tap_done();
}
