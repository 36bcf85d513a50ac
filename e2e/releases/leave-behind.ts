import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { writeHistory } from '../harness/arbitrary-repository.ts';
import { createTestRepository } from '../harness/git-repository.ts';
import { startTrellis } from '../harness/running-trellis.ts';
import { createTestInstallation } from '../harness/test-config.ts';
import { ANSWERS, LOCATION, RELEASE_KEYS, type ReleaseFacts } from './release.ts';
import { rowsOf } from './rows.ts';

/**
 * Leaves behind what an installation of this release holds: `node e2e/releases/leave-behind.ts VERSION`, with the servers of the
 * tests in the environment. Run once when a release is made; later releases are upgraded from it in a test.
 */
const [version] = process.argv.slice(2);
if (version === undefined) throw new Error('Name the version, e.g. 0.1.0.');
const folder = path.join(import.meta.dirname, version);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const STEPS = 7;
/** A history whose last step extends what was imported before. */
const SEED = 58;

// Keys are given as they are: an installation of its own folder, whatever the ring holds in this release.
const installation = await createTestInstallation(RELEASE_KEYS as never);
const trellis = await startTrellis({ apart: false, installation });
const repository = createTestRepository('released');
const { apiToken, workspaceId } = await trellis.makeWorkspace('Released');
const history = writeHistory(repository, SEED, STEPS);
for (let step = 1; step < STEPS; step++) history.next();
const repositoryId = await trellis.importRepository(apiToken, repository.path);
const answers = await trellis.ask(apiToken, ANSWERS, { id: repositoryId });
if (answers.errors !== undefined) throw new Error(JSON.stringify(answers.errors));
const importedSha = repository.git('rev-parse', 'main');
Array.from(history);
repository.git('bundle', 'create', '-q', path.join(folder, 'repository.bundle'), 'main');

const { storage } = installation.config;
if (storage.kind === 'folder')
  cpSync(path.join(storage.folder, 'workspaces'), path.join(folder, 'objects', 'workspaces'), { recursive: true });
for (const subgraph of SUBGRAPHS) writeJson(subgraph, await rowsOf(installation.databases[subgraph].ownerPool));
const facts: ReleaseFacts = {
  workspaceId,
  repositoryId,
  importedSha,
  answers: answers.data,
};
writeJson('facts', facts);
repository.remove();
await trellis.stop();
process.exit(0);

/** One row a line, so that a difference is one of rows. */
function writeJson(name: string, content: object): void {
  const text = JSON.stringify(content, undefined, 1).replaceAll(repository.path, LOCATION);
  writeFileSync(path.join(folder, `${name}.json`), `${text}\n`);
}
