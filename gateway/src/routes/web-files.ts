import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Files below this folder carry a hash of their content in their name. */
const HASHED_FOLDER = 'assets';
const ROUTES_WITHOUT_PAGES = /^\/(graphql|auth|events|healthz|readyz|assets)(\/|$|\?)/;

/**
 * The web application's files. A path that is no file and wants a page gets the application, which knows its own paths;
 * everything else is a coded 404.
 */
export async function webFiles(server: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = existsSync(path.join(folder, 'index.html'));
  if (isBuilt) {
    await server.register(fastifyStatic, {
      root: folder,
      wildcard: true,
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, file) {
        const isHashed = path.relative(folder, file).startsWith(HASHED_FOLDER + path.sep);
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }

  server.setNotFoundHandler((request, reply) => {
    if (!wantsPage(request)) return notFound(reply, 'There is no such route.');
    if (isBuilt) return reply.sendFile('index.html');
    return notFound(reply, 'The web application is not built; `npm start` builds it.');
  });
}

function wantsPage(request: FastifyRequest): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && (request.headers.accept ?? '').includes('text/html') && !ROUTES_WITHOUT_PAGES.test(request.url);
}

function notFound(reply: FastifyReply, message: string): FastifyReply {
  return reply.code(404).send({ error: { code: 'NOT_FOUND', message } });
}
