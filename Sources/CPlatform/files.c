#define _GNU_SOURCE
#include "CPlatform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int32_t edge_open_for_reading(const char *path) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

int32_t edge_create_file(const char *path) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  return descriptor < 0 ? -errno : descriptor;
}

int32_t edge_open_for_writing(const char *path) {
  int descriptor = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

static int32_t describe(int failed, const struct stat *status, edge_file_info *info) {
  if (failed != 0) return -errno;
  info->byte_count = (uint64_t)status->st_size;
  info->modified_ns = (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
  info->device = (uint64_t)status->st_dev;
  info->inode = (uint64_t)status->st_ino;
  info->kind = S_ISREG(status->st_mode) ? EDGE_FILE_REGULAR
               : S_ISDIR(status->st_mode) ? EDGE_FILE_DIRECTORY
                                          : EDGE_FILE_OTHER;
  return 0;
}

int32_t edge_file_information(int32_t descriptor, edge_file_info *info) {
  struct stat status;
  return describe(fstat(descriptor, &status), &status, info);
}

int32_t edge_path_information(const char *path, edge_file_info *info) {
  struct stat status;
  return describe(stat(path, &status), &status, info);
}

int64_t edge_read_link(const char *path, char *buffer, size_t capacity) {
  ssize_t count = readlink(path, buffer, capacity);
  return count < 0 ? -errno : count;
}

int64_t edge_read_at(int32_t descriptor, void *buffer, size_t count, uint64_t offset) {
  size_t done = 0;
  while (done < count) {
    ssize_t n = pread(descriptor, (char *)buffer + done, count - done, (off_t)(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -errno;
    if (n == 0) break;
    done += (size_t)n;
  }
  return (int64_t)done;
}

int64_t edge_read(int32_t descriptor, void *buffer, size_t count) {
  for (;;) {
    ssize_t n = read(descriptor, buffer, count);
    if (n >= 0) return n;
    if (errno != EINTR) return -errno;
  }
}

int32_t edge_write(int32_t descriptor, const void *buffer, size_t count) {
  size_t done = 0;
  while (done < count) {
    ssize_t n = write(descriptor, (const char *)buffer + done, count - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -errno;
    done += (size_t)n;
  }
  return 0;
}

int32_t edge_sync(int32_t descriptor) { return fsync(descriptor) != 0 ? -errno : 0; }
int32_t edge_close(int32_t descriptor) { return close(descriptor) != 0 ? -errno : 0; }
int32_t edge_rename(const char *from, const char *to) { return rename(from, to) != 0 ? -errno : 0; }
int32_t edge_unlink(const char *path) { return unlink(path) != 0 ? -errno : 0; }

int32_t edge_sync_directory(const char *path) {
  int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  int result = fsync(descriptor) != 0 ? -errno : 0;
  close(descriptor);
  return result;
}

void *edge_open_directory(const char *path) { return opendir(path); }

const char *edge_next_name(void *directory) {
  const struct dirent *entry = readdir(directory);
  return entry == NULL ? NULL : entry->d_name;
}

void edge_close_directory(void *directory) { closedir(directory); }

_Noreturn void edge_exit(int32_t status) { exit(status); }

void edge_prepare_process(void) {
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  // The next file opened takes the lowest number: a policy must not become the standard output.
  for (int descriptor = 0; descriptor <= 2; descriptor++)
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != descriptor) return;
}

int32_t edge_process_identifier(void) { return getpid(); }
int32_t edge_is_terminal(int32_t descriptor) { return isatty(descriptor); }
const char *edge_error_text(int32_t error) { return strerror(error); }
const char *edge_environment(const char *name) { return getenv(name); }
