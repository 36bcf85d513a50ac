import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordProcess, startedAt, stopProcesses } from './records.ts';
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
