import { join } from 'node:path';
import { findBreaches } from './arrow-rules.ts';
import { readSources } from './imports.ts';

/** Fails where an import points against the arrows between folders (CONTRIBUTING.md). */
const sources = readSources(join(import.meta.dirname, '..', '..'));
const breaches = findBreaches(sources);
for (const { path, line, message } of breaches) console.error(`${path}:${line} ${message}`);
if (breaches.length > 0) process.exitCode = 1;
else console.log(`The imports of ${sources.length} files follow the arrows.`);
