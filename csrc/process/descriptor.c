/* descriptor.c: descriptors of ours, and whether they still are. */
#define _POSIX_C_SOURCE 200809L /* O_CLOEXEC; NOLINT(bugprone-reserved-identifier) */

#include "csrc/process/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool look(int fd, poe_descriptor_t *d) {
  struct stat st;
  if (fd < 0 || fstat(fd, &st)) return false;
  d->device = (uint64_t)st.st_dev;
  d->inode = (uint64_t)st.st_ino;
  d->kind = (uint32_t)st.st_mode;
  return true;
}

void poe_descriptor_take(poe_descriptor_t *d, int fd) { d->fd = look(fd, d) ? fd : -1; }

bool poe_descriptor_is_ours(const poe_descriptor_t *d) {
  poe_descriptor_t now;
  int saved = errno;
  bool same =
      look(d->fd, &now) && now.device == d->device && now.inode == d->inode && now.kind == d->kind;
  errno = saved;
  return same;
}

void poe_descriptor_close(poe_descriptor_t *d) {
  if (poe_descriptor_is_ours(d)) (void)close(d->fd);
  d->fd = -1;
}

/* Systems give out the lowest that is free. */
int poe_descriptor_lowest(void) {
  int fd = open("/", O_RDONLY | O_CLOEXEC);
  if (fd >= 0) (void)close(fd);
  return fd;
}
