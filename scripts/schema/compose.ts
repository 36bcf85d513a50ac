import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { composeSupergraph, SCHEMA_FOLDER } from './composed-schema.ts';

/** Writes schema/supergraph.graphql; with `--check` fails instead where it differs from the subgraphs' contracts. */
const file = path.join(SCHEMA_FOLDER, 'supergraph.graphql');
const composed = composeSupergraph();
const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';

if (committed === composed) console.log('schema/supergraph.graphql is up to date.');
else if (process.argv.includes('--check')) {
  console.error(
    'schema/supergraph.graphql differs from the subgraphs: run node scripts/schema/compose.ts and commit it.',
  );
  process.exitCode = 1;
} else {
  writeFileSync(file, composed);
  console.log('schema/supergraph.graphql written.');
}
