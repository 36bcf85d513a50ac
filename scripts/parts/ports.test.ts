import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { freePort } from './ports.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  vi.restoreAllMocks();
});

test('A free port is taken as asked for, without a word.', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  const port = await listen(0);
  servers.splice(0)[0]?.close();
  expect(await freePort('Trellis', port)).toBe(port);
  expect(said).not.toHaveBeenCalled();
});

test('A port is given out once, even before anything listens on it.', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const port = await freePort('Redis', 0);
  expect(await freePort('Temporal', port)).not.toBe(port);
});

test('A taken port is avoided, and that is said.', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  const taken = await listen(0);
  const port = await freePort('Trellis', taken);
  expect(port).toBeGreaterThan(taken);
  expect(said).toHaveBeenCalledWith(`Port ${taken} is taken: Trellis listens on ${port}.`);
});

/** Listens on a port (0: any free one), which is returned. */
async function listen(port: number): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
