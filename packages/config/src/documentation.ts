import type { Setting } from './setting.ts';
import { SETTINGS } from './settings.ts';

const HEAD = `# Configuration

A process of Trellis (\`service.ts\`) reads the variables below from its environment. \`npm start\` sets them for the two processes that it
starts. Where one is missing or wrong, the process does not start: it names each, and what would be right. No value of a secret setting reaches a log.

This page is made from \`packages/config/src/settings.ts\` by \`node packages/config/scripts/write-documentation.ts\`; a test holds them together.

| variable | expected | without it | meaning |
|---|---|---|---|
`;

/** The page that describes every setting, in Markdown. */
export function configurationPage(): string {
  const rows = Object.entries<Setting<unknown>>(SETTINGS).map(([name, setting]) => {
    const meaning = `${setting.meaning}.${setting.isSecret ? ' **Secret.**' : ''}`;
    return `| \`${name}\` | ${setting.expected} | ${withoutIt(setting)} | ${meaning} |`;
  });
  return `${HEAD}${rows.join('\n')}\n`;
}

function withoutIt(setting: Setting<unknown>): string {
  if (setting.isRequired) return 'nothing starts';
  return setting.default === undefined ? '–' : `\`${setting.default}\``;
}
