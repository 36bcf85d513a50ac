import { Server } from 'node:net';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How long a connection that was opened just before the end may take to send its request. */
const LAST_REQUEST_MS = 200;
const IDLE_CHECK_MS = 25;

/**
 * Makes a server closable without losing a request. Call it before the routes are made. Closing goes in three steps: for
 * `drainMs` everything is answered, each answer being the last on its connection, so that who balances load sees that the process is not
 * ready, and no connection is cut between two requests; then no connection is taken any more, and what comes on those there are is still
 * answered; then those on which nothing comes are closed, and the others with their answers.
 * @returns close, which resolves once the last connection is gone
 */
export function closeGracefully(server: FastifyInstance, drainMs = 0): () => Promise<void> {
  let closing = false;
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  return async () => {
    closing = true;
    await sleep(drainMs);
    // Connections that wait to be taken are cut when the server stops listening: all are taken just before the end of a turn.
    await turn();
    const gone = stopListening(server);
    await sleep(Math.min(drainMs, LAST_REQUEST_MS));
    const idle = setInterval(() => server.server.closeIdleConnections(), IDLE_CHECK_MS);
    await gone;
    clearInterval(idle);
    await server.close();
  };
}

/** Takes no more connections, and leaves alone those there are; a server's own `close` would cut what has not sent a request yet. */
function stopListening({ server }: FastifyInstance): Promise<void> {
  return new Promise((resolve) => Server.prototype.close.call(server, () => resolve()));
}
