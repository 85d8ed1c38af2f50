/** Devices coming and going, as SKF_WaitForDevEvent tells it. */
#ifndef SOFTSKF_EVENTS_H
#define SOFTSKF_EVENTS_H

/** Remembers which devices are there now, unless it already does: later changes are events. Needs the module's lock. */
void events_start(void);

#endif
