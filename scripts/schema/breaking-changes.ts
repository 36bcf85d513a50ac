import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, printSchema } from 'graphql';
import { clientSchema, composeSupergraph, SCHEMA_FOLDER } from './composed-schema.ts';
import { type AllowedBreak, findBreaks } from './find-breaks.ts';

/**
 * Fails where the schema breaks a client of schema/released.graphql, unless schema/allowed-breaks.json lists the break
 * with a date and a reason. `--release` writes the schema as the released one, which only a release does.
 */
const releasedFile = path.join(SCHEMA_FOLDER, 'released.graphql');
const current = clientSchema(composeSupergraph());

if (process.argv.includes('--release')) {
  writeFileSync(releasedFile, `${printSchema(current)}\n`);
  console.log('schema/released.graphql written.');
} else {
  const allowed = readAllowedBreaks(path.join(SCHEMA_FOLDER, 'allowed-breaks.json'));
  const { breaks, unused } = await findBreaks(buildSchema(readFileSync(releasedFile, 'utf8')), current, allowed);
  for (const found of breaks) console.error(`breaks clients: ${found.message} (${found.change} at ${found.path})`);
  for (const entry of unused)
    console.error(`schema/allowed-breaks.json: ${entry.change} at ${entry.path} is no break; take it out`);
  if (breaks.length + unused.length > 0) process.exitCode = 1;
  else console.log('Nothing breaks clients of schema/released.graphql.');
}

function readAllowedBreaks(file: string): AllowedBreak[] {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}
