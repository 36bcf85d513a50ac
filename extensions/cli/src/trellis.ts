#!/usr/bin/env node
import { run } from './program.ts';
import { createSession } from './session.ts';
import { createTerminal } from './terminal/terminal.ts';

const args = process.argv.slice(2);
const terminal = createTerminal(process, process.env, { ascii: args.includes('--ascii') });
let hasFailed = false;
let leftBehind: string | undefined;

// A reader that stops early (`| head`) wants no more, and no complaint.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

process.once('SIGINT', () => {
  if (leftBehind !== undefined) terminal.note(leftBehind);
  else terminal.progress.done();
  process.exit(130);
});

const code = await run(args, terminal, (options) =>
  createSession(options, {
    terminal,
    env: process.env,
    cwd: process.cwd(),
    now: new Date(),
    markFailed: () => {
      hasFailed = true;
    },
    whenInterrupted: (note) => {
      leftBehind = note;
    },
  }),
);
process.exitCode = code === 0 && hasFailed ? 1 : code;
