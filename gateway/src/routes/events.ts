import type { ServerResponse } from 'node:http';
import type { EventHub, EventListener } from '@trellis/cache/event-hub.ts';
import { isEventId, type NumberedEvent } from '@trellis/cache/events.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { FastifyInstance } from 'fastify';
import { readCredentials } from '../credentials.ts';
import type { LiveConnection, LiveConnections } from '../live-connections.ts';
import type { AuthenticateStage } from '../stages/authenticate.ts';
import { gateListener } from './gated-listener.ts';

/** A browser shares one stream between its tabs; more than these are a mistake. */
const MAX_STREAMS = 12;
/** A reader who does not keep up is cut off; it resumes where it was. */
const MAX_UNSENT_BYTES = 1_000_000;
const RECONNECT_MS = 3_000;
/** Timers count to here. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * GET /events: what happens in the viewer's workspace, as server-sent events. Each carries its event as JSON; `missed` says
 * that some are lost and everything shown may be old. A stream resumes after `Last-Event-ID`, and ends with the sign-in: each
 * change of access holds it back until the sign-in was looked at again.
 * @param parts.heartbeatMs between two signs of life; as often the sign-in is looked at anyway
 */
export function eventsRoute(
  server: FastifyInstance,
  parts: {
    readonly hub: EventHub;
    readonly authenticate: AuthenticateStage;
    readonly connections: LiveConnections;
    readonly logger: Logger;
    readonly heartbeatMs?: number;
  },
): void {
  const { hub, authenticate, connections, logger, heartbeatMs = 15_000 } = parts;

  server.get('/events', async (request, reply) => {
    const credentials = readCredentials(request);
    const { viewer, sessionKey, expiresAt } = await authenticate(credentials, request.id);
    if (connections.count(sessionKey) >= MAX_STREAMS) {
      throw new CodedError('RATE_LIMITED', `At most ${MAX_STREAMS} event streams may be open at once.`, {
        details: { limit: 'eventStreams', maximum: MAX_STREAMS, value: MAX_STREAMS + 1 },
      });
    }
    const lastEventId = request.headers['last-event-id'];
    const after = typeof lastEventId === 'string' && isEventId(lastEventId) ? lastEventId : undefined;

    reply.hijack();
    const response = reply.raw;
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) response.setHeader(name, value);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    write(response, `retry: ${RECONNECT_MS}\n\n`);

    const connection: LiveConnection = { sessionKey, response };
    connections.add(connection);
    const listener = gateListener(
      listenerOf(response),
      () => authenticate(credentials, request.id),
      () => response.end(),
    );
    const heartbeat = setInterval(() => {
      write(response, ': here\n\n');
      listener.check();
    }, heartbeatMs);
    const expiry = setTimeout(listener.check, Math.min(Date.parse(expiresAt) - Date.now() + 1, MAX_TIMER_MS));
    const subscribing = hub.subscribe(viewer.workspaceId, after, listener);
    // What was taken away between the sign-in's check and the first event was told to nobody.
    subscribing
      .then(listener.check)
      .catch((error: unknown) => logger.warn({ err: error, requestId: request.id }, 'a live route could not listen'));
    response.once('close', () => {
      clearInterval(heartbeat);
      clearTimeout(expiry);
      connections.remove(connection);
      void subscribing.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    });
  });
}

function listenerOf(response: ServerResponse): EventListener {
  return {
    event: ({ id, event }: NumberedEvent) =>
      write(response, `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
    missed: () => write(response, 'event: missed\ndata: {}\n\n'),
  };
}

function write(response: ServerResponse, text: string): void {
  if (response.writableEnded || response.destroyed) return;
  response.write(text);
  if (response.writableLength > MAX_UNSENT_BYTES) response.destroy();
}
