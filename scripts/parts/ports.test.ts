import { createServer, type Server } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { freePort } from './ports.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  vi.restoreAllMocks();
});

test('A free port is taken as asked for, without a word.', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  const port = await freePort('Trellis', 0);
  expect(await freePort('Trellis', port)).toBe(port);
  expect(said).not.toHaveBeenCalled();
});

test('A taken port is avoided, and that is said.', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  const taken = await freePort('Trellis', 0);
  await new Promise<void>((resolve) => servers.push(createServer().listen(taken, '127.0.0.1', resolve)));
  const port = await freePort('Trellis', taken);
  expect(port).toBeGreaterThan(taken);
  expect(said).toHaveBeenCalledWith(`Port ${taken} is taken: Trellis listens on ${port}.`);
});
