import type { ServerResponse } from 'node:http';
import { type Core, type EventName, encodeWire, events } from '../../contract/index.ts';

const heartbeatMs = 15_000;
/** A window that takes nothing any more is cut off; it reads the state anew when it connects again. */
const maxBacklogBytes = 8 * 2 ** 20;

/** `GET /api/events`: every event of the core as server-sent events, until the window goes. */
export function streamEvents(core: Core, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const send = (text: string) => {
    if (response.writableLength > maxBacklogBytes) response.destroy();
    else response.write(text);
  };
  send('retry: 1000\n\n');
  const unsubscribers = (Object.keys(events) as EventName[]).map((event) =>
    core.subscribe(event, (payload) => send(`data: ${encodeWire({ event, payload })}\n\n`)),
  );
  const heartbeat = setInterval(() => send(': alive\n\n'), heartbeatMs);
  response.once('close', () => {
    clearInterval(heartbeat);
    for (const unsubscribe of unsubscribers) unsubscribe();
  });
}
