#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "events.h"
#include "skf.h"
#include "store.h"

enum { MAX_SEEN = 64, POLL_MILLISECONDS = 100 };

struct seen {
  char name[SERIAL_LENGTH + 1];
  char mark[PLUG_MARK_LENGTH + 1];
};

struct view {
  struct seen devices[MAX_SEEN];
  size_t count;
};

/** What callers were last told; under the module's lock. */
static struct view told;
static bool started;
static unsigned cancellations;

static bool look(struct view *view) {
  memset(view, 0, sizeof *view);
  char *home = store_home();
  if (home == NULL) return true;
  struct device_list list;
  bool done = store_list(home, &list) == SAR_OK;
  for (size_t index = 0; done && index < list.count && view->count < MAX_SEEN; index++) {
    struct seen *seen = &view->devices[view->count];
    char *folder = store_folder(home, list.serials[index]);
    if (folder != NULL && store_is_plugged(folder, seen->mark)) {
      strcpy(seen->name, list.serials[index]);
      view->count += 1;
    }
    free(folder);
  }
  free(list.serials);
  free(home);
  return done;
}

void events_start(void) {
  if (!started) started = look(&told);
}

static struct seen *find_name(struct view *view, const char *name) {
  for (size_t index = 0; index < view->count; index++) {
    if (strcmp(view->devices[index].name, name) == 0) return &view->devices[index];
  }
  return NULL;
}

static void forget(struct seen *seen) {
  told.count -= 1;
  memmove(seen, seen + 1, (size_t)(&told.devices[told.count] - seen) * sizeof *seen);
}

struct change {
  struct seen *device;
  ULONG event;
};

/** A device that was pulled and put back between two looks is told as removed first, as inserted at the next look. */
static struct change find_change(struct view *now) {
  for (size_t index = 0; index < told.count; index++) {
    const struct seen *same = find_name(now, told.devices[index].name);
    if (same == NULL || strcmp(same->mark, told.devices[index].mark) != 0) {
      return (struct change){&told.devices[index], DEV_EVENT_REMOVED};
    }
  }
  for (size_t index = 0; index < now->count; index++) {
    if (find_name(&told, now->devices[index].name) == NULL) {
      return (struct change){&now->devices[index], DEV_EVENT_INSERTED};
    }
  }
  return (struct change){NULL, 0};
}

static ULONG tell(struct change change, LPSTR name, ULONG *name_length, ULONG *event) {
  ULONG answer = answer_bytes(change.device->name, strlen(change.device->name) + 1, (BYTE *)name, name_length);
  if (answer != SAR_OK) return answer;
  *event = change.event;
  if (change.event == DEV_EVENT_REMOVED) {
    forget(change.device);
  } else {
    told.devices[told.count++] = *change.device;
  }
  return SAR_OK;
}

/**
 * Answers SAR_NOT_EVENTERR once cancelled. An event for which the buffer is too short is told again at the next call.
 */
ULONG DEVAPI SKF_WaitForDevEvent(LPSTR szDevName, ULONG *pulDevNameLen, ULONG *pulEvent) {
  if (szDevName == NULL || pulDevNameLen == NULL || pulEvent == NULL) return SAR_INVALIDPARAMERR;
  platform_lock();
  events_start();
  unsigned cancellations_before = cancellations;
  ULONG answer = SAR_NOT_EVENTERR;
  while (cancellations == cancellations_before) {
    struct view now;
    struct change change = {NULL, 0};
    if (look(&now)) change = find_change(&now);
    if (change.device != NULL) {
      answer = tell(change, szDevName, pulDevNameLen, pulEvent);
      break;
    }
    platform_wait(POLL_MILLISECONDS);
  }
  platform_unlock();
  return answer;
}

ULONG DEVAPI SKF_CancelWaitForDevEvent(void) {
  platform_lock();
  cancellations += 1;
  platform_wake();
  platform_unlock();
  return SAR_OK;
}
