import type { FastifyInstance } from 'fastify';

/**
 * Makes a server closable without losing a request: no new connections, running requests are answered and told to
 * close theirs. Call it before the routes are made.
 * @returns close, which resolves once the last connection is gone
 */
export function closeGracefully(server: FastifyInstance): () => Promise<void> {
  let closing = false;
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  return async () => {
    closing = true;
    await server.close();
  };
}
