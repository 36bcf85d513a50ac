import { createServer } from 'node:net';

/** Given out by this process; what they are for may not listen yet. */
const given = new Set<number>();

/**
 * A port on loopback that nothing listens on: the preferred one, or the next free one above it, which is then said.
 * @param preferred 0: any free port
 */
export async function freePort(what: string, preferred: number): Promise<number> {
  const any = preferred === 0;
  for (let port = preferred; port < preferred + 100; port += 1) {
    if (given.has(port)) continue;
    const found = await listenOnce(port);
    if (found === undefined || given.has(found)) continue;
    given.add(found);
    if (!any && found !== preferred) console.error(`Port ${preferred} is taken: ${what} listens on ${found}.`);
    return found;
  }
  throw new Error(`${what}: no free port between ${preferred} and ${preferred + 99}.`);
}

/** A port that was given out may be given out again: what it was for has ended. */
export function returnPort(port: number): void {
  given.delete(port);
}

/** The port, once it was seen to be free; undefined: it is taken. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
