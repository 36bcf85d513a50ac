import { writeFileSync } from 'node:fs';
import { configurationPage } from '../src/documentation.ts';

/** Writes docs/configuration.md anew. Usage: node packages/config/scripts/write-documentation.ts */
writeFileSync(new URL('../../../docs/configuration.md', import.meta.url), configurationPage());
