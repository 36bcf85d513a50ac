import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/**
 * Makes a server closable without losing a request. Call it before the routes are made.
 * @param drainMs for how long a closing server still answers everything, telling each connection that it is the last answer on it:
 * who balances load sees meanwhile that the process is not ready, and no connection is cut between two requests
 * @returns close, which resolves once the last connection is gone
 */
export function closeGracefully(server: FastifyInstance, drainMs = 0): () => Promise<void> {
  let closing = false;
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  return async () => {
    closing = true;
    if (drainMs > 0) await sleep(drainMs);
    await server.close();
  };
}
