import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { useProjectTools } from '../bootstrap/environment.mjs';
import { whenNpmIsGone } from '../bootstrap/npm.mjs';
import { step } from '../bootstrap/step.mjs';
import { PartsMissing } from '../parts/finding.ts';
import { describeLock, releaseLock, takeLock } from '../parts/lock.ts';
import { stopProcesses } from '../parts/records.ts';
import {
  makeKeyRing,
  openDataFolder,
  readPasswords,
  refuseHalfRestored,
  serverFile,
  writePrivate,
} from './data-folder.ts';
import { prepareDatabases } from './databases.ts';
import { commandLine, firstLook } from './first-look.ts';
import { readOptions, type StartOptions, USAGE, UsageError } from './options.ts';
import { type Processes, startProcesses } from './processes.ts';
import { startServers } from './servers.ts';
import { removeState, writeState } from './state.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const options = optionsOrExit();
const folder = openDataFolder(root);

const holder = await takeLock(folder.run);
if (holder !== undefined) {
  console.error(`Trellis is already running${holder.url ? ` at ${holder.url}` : ''} (process ${holder.pid}).`);
  if (holder.url) console.error('To import another repository: extensions/cli/bin/trellis import PATH_OR_URL');
  process.exit(1);
}

/** Ends the command line that runs in the foreground. */
const abandoned = new AbortController();
let processes: Processes | undefined;
let stopping: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping === undefined) console.error('\nStopping.');
    void stopEverything().then(() => process.exit(0));
  });
}
// What runs this script was killed: nobody is left to stop it.
const abandon = () => void stopEverything().then(() => process.exit(1));
process.on('disconnect', abandon);
whenNpmIsGone(abandon);
useProjectTools(root);

try {
  await start(options);
  const failure = await processes?.failed;
  throw new Error(`${failure} Its log is in ${folder.logs}.`);
} catch (error) {
  // A server that is asked to stop while something still waits for it makes that fail: it is not worth a word.
  if (stopping !== undefined) await new Promise(() => undefined);
  console.error(error instanceof PartsMissing ? error.message : `\n${(error as Error).message}`);
  await stopEverything();
  process.exit(1);
}

async function start({ port, repositories }: StartOptions): Promise<void> {
  const left = await stopProcesses(folder.run);
  if (left.length > 0)
    console.error(`An earlier start was killed; stopped what it had left running: ${left.join(', ')}.`);
  refuseHalfRestored(folder);
  const passwords = readPasswords(folder);
  makeKeyRing(folder);
  const { superuserUrl, redisUrl, temporalAddress } = await startServers(folder, passwords);
  // For whoever takes a backup while this runs.
  writePrivate(serverFile(folder), { superuserUrl });
  const databases = await step('Preparing the databases', () => prepareDatabases(root, superuserUrl, passwords.roles));

  const { bootstrapOperator } = await import('@trellis/subgraph-teams/bootstrap.ts');
  const names = { workspaceName: 'My workspace', memberName: 'Operator' };
  const { apiToken } = await bootstrapOperator(databases.teams.serviceUrl, { ...names, redisUrl });

  processes = await step('Starting the API and the workers', () =>
    startProcesses(root, folder, { databases, redisUrl, temporalAddress }, port),
  );
  const { url, management } = processes;
  console.error(`Metrics and readiness: ${management.api}/metrics and /readyz; of the workers ${management.workers}.`);
  writeState(url, apiToken);
  describeLock(folder.run, { url });
  await firstLook(commandLine(root, url, apiToken, abandoned.signal), url, repositories);
  process.send?.('ready');
}

/** Ends everything in order: the API, the workers (which hand back what they work on), Temporal, Redis, PostgreSQL. */
function stopEverything(): Promise<void> {
  stopping ??= (async () => {
    describeLock(folder.run, { isStopping: true });
    removeState();
    abandoned.abort();
    processes?.letEnd();
    await stopProcesses(folder.run);
    releaseLock(folder.run);
  })();
  return stopping;
}

function optionsOrExit(): StartOptions {
  try {
    const read = readOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
    if (!read.help) return read;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}
