import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeLock, recordProcess, releaseLock, startedAt, stopProcesses, takeLock } from './records.ts';
import { startService } from './service.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-records-'));
});
afterEach(async () => {
  await stopProcesses(folder);
  rmSync(folder, { recursive: true });
});

const sleeper = (name: string, script = 'sleep 60') =>
  startService({
    name,
    command: '/bin/sh',
    args: ['-c', script],
    logFile: join(folder, `${name}.log`),
    runDir: folder,
    stopWithinMs: 300,
  });

test('The second start learns who has the data folder, and where it answers.', () => {
  expect(takeLock(folder)).toBeUndefined();
  describeLock(folder, 'http://127.0.0.1:4000');
  expect(takeLock(folder)).toEqual({ pid: process.pid, url: 'http://127.0.0.1:4000' });
});

test('A released data folder can be taken again.', () => {
  takeLock(folder);
  releaseLock(folder);
  expect(takeLock(folder)).toBeUndefined();
});

test('A killed start holds nothing, even where its process id belongs to another process now.', () => {
  writeFileSync(join(folder, 'start.lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
  expect(takeLock(folder)).toBeUndefined();
});

test('A lock that a kill cut short holds nothing.', () => {
  writeFileSync(join(folder, 'start.lock'), '{"pid":');
  expect(takeLock(folder)).toBeUndefined();
});

test('Processes end in order: what asks, before what answers.', async () => {
  await sleeper('postgres');
  await sleeper('api');
  await sleeper('temporal');
  expect(await stopProcesses(folder)).toEqual(['api', 'temporal', 'postgres']);
  expect(await stopProcesses(folder)).toEqual([]);
});

test('A process that does not end when asked is ended by force.', async () => {
  const { pid } = await sleeper('workers', "trap '' TERM; while :; do sleep 0.1; done");
  expect(await stopProcesses(folder)).toEqual(['workers']);
  expect(startedAt(pid)).toBeUndefined();
});

test('A recorded process id that belongs to another process now is left alone.', async () => {
  const stranger = spawn('sleep', ['60']);
  recordProcess(folder, { name: 'redis', pid: stranger.pid as number, stopSignal: 'SIGTERM', stopWithinMs: 100 });
  const file = join(folder, 'redis.process.json');
  writeFileSync(
    file,
    JSON.stringify({ name: 'redis', pid: stranger.pid, stopSignal: 'SIGTERM', stopWithinMs: 100, startedAt: '1' }),
  );
  expect(await stopProcesses(folder)).toEqual([]);
  expect(startedAt(stranger.pid as number)).toBeDefined();
  stranger.kill();
});
