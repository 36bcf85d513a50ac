import { expect, test, vi } from 'vitest';
import { locateParts, type Part } from './finding.ts';

const part = (name: string, finding: Awaited<ReturnType<Part['find']>>): Part => ({ name, find: async () => finding });

test('What can not be had is listed at once with its commands, and nothing is installed before.', async () => {
  const install = vi.fn(async () => '/usr/bin/redis-server');
  const found = locateParts({
    redis: part('Redis', { kind: 'installable', how: 'installing it', install }),
    temporal: part('Temporal', { kind: 'missing', command: 'install Go' }),
    chromium: part('Chromium', { kind: 'missing', command: 'sudo apt-get install chromium' }),
  });
  await expect(found).rejects.toThrow(/Temporal: install Go\n {2}Chromium: sudo apt-get install chromium/);
  expect(install).not.toHaveBeenCalled();
});

test('What is absent is installed, and said before.', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  const install = async () => '/usr/bin/redis-server';
  const found = await locateParts({
    postgres: part('PostgreSQL', { kind: 'address', address: 'postgres://db' }),
    redis: part('Redis', { kind: 'installable', how: 'installing it with apt-get', install }),
  });
  expect(found).toEqual({
    postgres: { kind: 'address', address: 'postgres://db' },
    redis: { kind: 'program', program: '/usr/bin/redis-server' },
  });
  expect(said).toHaveBeenCalledWith('Redis: not on this machine; installing it with apt-get.');
  said.mockRestore();
});
