import type { Failure } from './failure.ts';
import type { Terminal } from './terminal/terminal.ts';
import { plainText } from './terminal/text.ts';

/** Says on stderr what went wrong and what would help. */
export function printFailure({ note, noteStyle }: Terminal, { code, message, remedy }: Failure): void {
  const lines = message.split('\n').map(plainLine).join('\n');
  note(`${noteStyle.bad('error:')} ${lines} ${noteStyle.dim(`[${plainText(code)}]`)}`);
  if (remedy) note(plainText(remedy));
}

/** What `--json` prints on stdout where there is no answer. */
export function failureJson({ code, message, remedy, details }: Failure) {
  return { error: { code, message, remedy: remedy ?? null, ...details } };
}

/** Leading spaces stay: they indent lists. */
function plainLine(line: string): string {
  return (/^ */.exec(line)?.[0] ?? '') + plainText(line.trimStart());
}
