/// The operating system, as far as what runs on the board needs it; nothing else there calls it.
///
/// Functions that can fail return a non-negative result or a negated errno, so that Swift
/// (Embedded or not) needs neither errno nor a C library module.
#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <stddef.h>
#include <stdint.h>

// Files.

enum { EDGE_FILE_REGULAR = 1, EDGE_FILE_DIRECTORY = 2, EDGE_FILE_OTHER = 3 };

typedef struct {
  uint64_t byte_count;
  int64_t modified_ns;
  uint64_t device, inode; // what makes two names one file
  int32_t kind; // EDGE_FILE_*
} edge_file_info;

/// Opens for reading without blocking on a FIFO. Returns a descriptor or -errno.
int32_t edge_open_for_reading(const char *path);
/// Creates a new file (O_EXCL, O_NOFOLLOW, mode 0666 & ~umask) for writing. Returns a descriptor or -errno.
int32_t edge_create_file(const char *path);
/// Opens what exists (a device, a FIFO) for writing as it is. Returns a descriptor or -errno.
int32_t edge_open_for_writing(const char *path);
int32_t edge_file_information(int32_t descriptor, edge_file_info *info);
/// The same by name, through symbolic links.
int32_t edge_path_information(const char *path, edge_file_info *info);
/// Writes what the symbolic link `path` holds, without a zero. Returns its bytes, or -errno (-EINVAL where it is none).
int64_t edge_read_link(const char *path, char *buffer, size_t capacity);
/// Reads up to `count` bytes at `offset`, retrying short reads. Returns the bytes read or -errno.
int64_t edge_read_at(int32_t descriptor, void *buffer, size_t count, uint64_t offset);
/// Reads what is there (a pipe, /proc). Returns the bytes read, 0 at the end, or -errno.
int64_t edge_read(int32_t descriptor, void *buffer, size_t count);
/// Writes all `count` bytes, retrying short writes. Returns 0 or -errno.
int32_t edge_write(int32_t descriptor, const void *buffer, size_t count);
int32_t edge_sync(int32_t descriptor);
int32_t edge_close(int32_t descriptor);
int32_t edge_rename(const char *from, const char *to);
int32_t edge_unlink(const char *path);
/// Makes a rename durable: opens the directory, fsyncs it. Returns 0 or -errno.
int32_t edge_sync_directory(const char *path);
/// Notes a file that is removed when a signal ends the process. Returns its slot, or -1 where there is no room.
int32_t edge_unfinished_file(const char *path);
/// Forgets the file of a slot; -1 is none.
void edge_finished_file(int32_t slot);
/// Has SIGINT, SIGTERM and SIGHUP remove the files noted before they end the process: for programs, not for libraries.
void edge_remove_unfinished_files_on_signals(void);
/// Opens a directory to list it. Returns NULL where there is none.
void *edge_open_directory(const char *path);
/// The next name in it, until the next call, or NULL at its end.
const char *edge_next_name(void *directory);
void edge_close_directory(void *directory);
int32_t edge_process_identifier(void);
/// Ends the process with `status`.
_Noreturn void edge_exit(int32_t status);
/// Lets a failed write be an error, never a signal or a loss: a pipe that nobody reads gives EPIPE, a file beyond the
/// limit EFBIG, and a standard descriptor that is closed EBADF, since no other file can get its number.
void edge_prepare_process(void);
/// 1 when the descriptor is a terminal.
int32_t edge_is_terminal(int32_t descriptor);
/// The text of an errno (positive), in English.
const char *edge_error_text(int32_t error);
/// The value of an environment variable, or NULL.
const char *edge_environment(const char *name);

// Memory.

/// Maps zeroed anonymous memory, asks for 2 MB pages and touches every page. Returns NULL when there is none. It begins
/// at a multiple of 2 MB where it is as long, so that only its end may lie in small pages.
void *edge_map_memory(size_t byte_count);
void edge_unmap_memory(void *start, size_t byte_count);
/// Keeps what is mapped now from being swapped out. Returns 0 or -errno.
int32_t edge_lock_memory(void);
/// Maps memory that ends where a page begins that nobody may touch, for tests of kernels. Returns its start, which has
/// no alignment, or NULL.
void *edge_map_guarded(size_t byte_count);
void edge_unmap_guarded(void *start, size_t byte_count);

// Threads.

typedef void (*edge_thread_body)(void *context);
/// Starts a thread; `*thread` receives its handle. Returns 0 or -errno.
int32_t edge_thread_start(uintptr_t *thread, edge_thread_body body, void *context);
void edge_thread_join(uintptr_t thread);
/// Processors this process may run on.
int32_t edge_online_processors(void);
/// The `index`th processor this process may run on, or -1.
int32_t edge_allowed_processor(int32_t index);
/// The processor that runs the calling thread.
int32_t edge_current_processor(void);
/// Lets the calling thread, and those it starts later, run on these processors only. Returns 0 or -errno.
int32_t edge_restrict_thread(const int32_t *processors, int32_t count);
/// Gives the calling thread, and those it starts later, a real-time priority (SCHED_FIFO). Returns 0 or -errno.
int32_t edge_set_real_time(int32_t priority);
/// Sleeps while `*word == expected` (futex). Wakes spuriously at times.
void edge_wait_while_equal(const void *word, uint32_t expected);
void edge_wake_all(const void *word);
/// Lets other threads have the processor, if any wait for it.
void edge_yield(void);
/// Tells the processor that this is a spin loop.
void edge_spin_hint(void);

// Time and accounting.

/// CLOCK_MONOTONIC, nanoseconds.
uint64_t edge_monotonic_ns(void);
/// Nanoseconds that all threads of this process have run on processors.
uint64_t edge_processor_time_ns(void);
/// Sleeps until CLOCK_MONOTONIC reaches `deadline_ns`.
void edge_sleep_until_ns(uint64_t deadline_ns);
/// Minor plus major page faults of this process so far.
uint64_t edge_page_faults(void);

// Processor.

enum {
  EDGE_CPU_AVX2_FMA = 1 << 0, // and F16C, which all of them have
  EDGE_CPU_AVX512 = 1 << 1, // F, BW and VL
  EDGE_CPU_SSE42 = 1 << 2,
  EDGE_CPU_NEON = 1 << 3,
  EDGE_CPU_ARM_CRC = 1 << 4,
  EDGE_CPU_AVX512_VNNI = 1 << 5,
  EDGE_CPU_ARM_DOT = 1 << 6,
  EDGE_CPU_ARM_I8MM = 1 << 7,
  EDGE_CPU_AVX512_VBMI = 1 << 8,
};

/// What this processor can do (CPUID with the system's consent, or HWCAP), as EDGE_CPU_* bits.
uint32_t edge_cpu_features(void);

#endif
