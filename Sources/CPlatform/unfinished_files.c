#include "CPlatform.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

// What a signal finds: a slot is free, being filled, or holds a name that is to be removed.
enum { SLOT_COUNT = 8, NAME_CAPACITY = 4096 };
enum { FREE, FILLING, ARMED };
static _Atomic int states[SLOT_COUNT];
static char names[SLOT_COUNT][NAME_CAPACITY];

int32_t edge_unfinished_file(const char *path) {
  const size_t length = strlen(path);
  if (length >= NAME_CAPACITY) return -1;
  for (int32_t slot = 0; slot < SLOT_COUNT; slot++) {
    int expected = FREE;
    if (!atomic_compare_exchange_strong(&states[slot], &expected, FILLING)) continue;
    memcpy(names[slot], path, length + 1);
    atomic_store(&states[slot], ARMED);
    return slot;
  }
  return -1;
}

void edge_finished_file(int32_t slot) {
  if (slot >= 0 && slot < SLOT_COUNT) atomic_store(&states[slot], FREE);
}

// Only what a signal handler may call: unlink, signal, raise.
static void remove_and_end(int number) {
  for (int slot = 0; slot < SLOT_COUNT; slot++)
    if (atomic_load(&states[slot]) == ARMED) unlink(names[slot]);
  signal(number, SIG_DFL);
  raise(number);
}

void edge_remove_unfinished_files_on_signals(void) {
  const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  for (int index = 0; index < 3; index++)
    // What the caller ignores (nohup) stays ignored.
    if (signal(numbers[index], remove_and_end) == SIG_IGN) signal(numbers[index], SIG_IGN);
}
