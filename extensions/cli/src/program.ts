import { Command, CommanderError, Help } from 'commander';
import { busFactorCommand } from './commands/bus-factor.ts';
import { decisionsCommand } from './commands/decisions.ts';
import { duplicatesCommand } from './commands/duplicates.ts';
import { eraseCommand } from './commands/erase.ts';
import { heatmapCommand } from './commands/heatmap.ts';
import { importCommand } from './commands/import.ts';
import { inviteCommand } from './commands/invite.ts';
import { loginCommand } from './commands/login.ts';
import { membersCommand } from './commands/members.ts';
import { mergeCommand } from './commands/merge.ts';
import { backupCommand, keysCommand, restoreCommand } from './commands/operator.ts';
import { examples, wholeNumber } from './commands/options.ts';
import { peopleCommand } from './commands/people.ts';
import { profileCommand } from './commands/profile.ts';
import { rebuildCommand } from './commands/rebuild.ts';
import { removeCommand } from './commands/remove.ts';
import { splitCommand } from './commands/split.ts';
import { statusCommand } from './commands/status.ts';
import { syncCommand } from './commands/sync.ts';
import { whoCommand } from './commands/who.ts';
import { Failure } from './failure.ts';
import { failureJson, printFailure } from './print-failure.ts';
import type { OpenSession } from './session.ts';
import { TRELLIS_FOLDER } from './state-file.ts';
import type { Terminal } from './terminal/terminal.ts';

const COMMANDS = [
  importCommand,
  syncCommand,
  busFactorCommand,
  whoCommand,
  profileCommand,
  heatmapCommand,
  peopleCommand,
  duplicatesCommand,
  mergeCommand,
  splitCommand,
  decisionsCommand,
  eraseCommand,
  statusCommand,
  removeCommand,
  rebuildCommand,
  membersCommand,
  inviteCommand,
  loginCommand,
  backupCommand,
  restoreCommand,
  keysCommand,
];

/**
 * Runs one command line.
 * @param args without the program's own name
 * @returns exit code: 0 done, 1 failed, 2 the command line is wrong
 */
export async function run(args: readonly string[], terminal: Terminal, open: OpenSession): Promise<number> {
  try {
    await createProgram(terminal, open).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCodeOf(error, args, terminal);
  } finally {
    terminal.progress.done();
  }
}

function createProgram(terminal: Terminal, open: OpenSession): Command {
  const program = new Command('trellis')
    .description('Who knows what in your repositories. Asks the Trellis that runs on this machine.')
    .option('--json', 'print the answer as JSON, documented in extensions/cli/README.md', false)
    .option('--ascii', 'draw with ASCII signs only', false)
    .option('--timeout <seconds>', 'how long one request may take', wholeNumber(1), 60)
    .version('0.1.0', '--version', 'print the version')
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: Math.min(terminal.width, 100),
      optionDescription: (option) => new Help().optionDescription(option).replace(/ \(default: (?:false|"")\)/, ''),
    })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .showHelpAfterError('Add --help to see how it is used.')
    .exitOverride()
    .addHelpText(
      'after',
      `${examples(
        ['trellis import .', 'bring in the repository of the current folder'],
        ['trellis bus-factor', 'how many people can leave, and who'],
        ['trellis who src', 'who knows a folder'],
      )}

Start Trellis with \`npm start\` in ${TRELLIS_FOLDER}.
Exit codes: 0 done, 1 failed, 2 the command line is wrong, 130 stopped by Ctrl-C.`,
    );
  for (const create of COMMANDS) program.addCommand(create(open).copyInheritedSettings(program));
  return program;
}

function exitCodeOf(error: unknown, args: readonly string[], terminal: Terminal): number {
  const json = args.includes('--json');
  if (error instanceof CommanderError) {
    if (error.exitCode === 0 || error.code === 'commander.help') return error.exitCode === 0 ? 0 : 2;
    const message = error.message.replace(/^error: /, '');
    if (json)
      terminal.print(
        JSON.stringify({ error: { code: 'USAGE', message, remedy: 'Add --help to see how it is used.' } }, null, 2),
      );
    return 2;
  }
  const failure = error instanceof Failure ? error : unexpected(error);
  printFailure(terminal, failure);
  if (json) terminal.print(JSON.stringify(failureJson(failure), null, 2));
  return failure.exitCode;
}

function unexpected(error: unknown): Failure {
  return new Failure('INTERNAL', error instanceof Error ? `${error.name}: ${error.message}` : String(error), {
    remedy: 'This is a fault of the command itself. Please report it with the command line.',
    cause: error,
  });
}
