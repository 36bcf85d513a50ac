import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { Failure } from '../failure.ts';
import { TRELLIS_FOLDER } from '../state-file.ts';
import { examples } from './options.ts';

/** What is done with the installation itself, on its own machine: programs of the checkout, not requests. */
const PROGRAMS = { backup: 'scripts/backup/main.ts', keys: 'scripts/keys/main.ts' } as const;

export function backupCommand(): Command {
  return withPassphrase(new Command('backup'))
    .description('write all that is kept into a file (.tar) or folder, also while Trellis runs')
    .argument('<path>', 'where to; nothing may be there')
    .addHelpText(
      'after',
      examples(
        ['trellis backup ~/trellis-2026-11-23.tar', 'one file, for its owner alone'],
        ['trellis backup --passphrase-file ~/.trellis-passphrase /mnt/backups/today', 'a folder, its keys sealed'],
      ),
    )
    .action((path: string, options: Passphrase) => runProgram('backup', ['backup', path, ...passphrase(options)]));
}

export function restoreCommand(): Command {
  return withPassphrase(new Command('restore'))
    .description('put a backup into an empty installation that is stopped')
    .argument('<path>', 'the backup')
    .option('--ledger <folder>', 'the ledger of erasures of the lost installation')
    .addHelpText('after', examples(['trellis restore ~/trellis-2026-11-23.tar', 'then: npm start']))
    .action((path: string, options: Passphrase & { ledger?: string }) =>
      runProgram('backup', [
        'restore',
        path,
        ...passphrase(options),
        ...(options.ledger === undefined ? [] : ['--ledger', options.ledger]),
      ]),
    );
}

export function keysCommand(): Command {
  const rotate = new Command('rotate')
    .description('put a new key in the place of the old one while Trellis runs; no request is refused')
    .argument('<use>', 'signing or encryption')
    .action((use: string) => runProgram('keys', ['rotate', use]));
  return new Command('keys').description('keys of the installation').addCommand(rotate);
}

interface Passphrase {
  readonly passphraseFile?: string;
}

function withPassphrase(command: Command): Command {
  return command.option('--passphrase-file <file>', 'its first line seals the keys; also TRELLIS_BACKUP_PASSPHRASE');
}

function passphrase({ passphraseFile }: Passphrase): string[] {
  return passphraseFile === undefined ? [] : ['--passphrase-file', passphraseFile];
}

/** Runs a program of the checkout in the foreground. It says itself what went wrong. */
async function runProgram(name: keyof typeof PROGRAMS, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [join(TRELLIS_FOLDER, PROGRAMS[name]), ...args], { stdio: 'inherit' });
  const code = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  if (code !== 0)
    throw new Failure('NOT_DONE', 'It was not done.', { exitCode: code === 2 ? 2 : code === 130 ? 130 : 1 });
}
