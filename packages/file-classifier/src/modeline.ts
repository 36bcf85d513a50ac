const LINES = 5;

/** The name in a modeline of Emacs or Vim within the first or last five lines; null without one. */
export function modelineOf(content: Buffer): string | null {
  const lines = content.toString('latin1').split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  const top = lines.slice(0, LINES);
  // A Vimball holds other files, whose modelines are not its own.
  if (top.some((line) => line.includes('UseVimball'))) return null;
  const ends = [...top, ...lines.slice(Math.max(LINES, lines.length - LINES))];
  for (const line of ends) {
    const mode = emacsMode(line);
    if (mode !== null) return mode;
  }
  for (const line of ends) {
    const type = vimFiletype(line);
    if (type !== null) return type;
  }
  return null;
}

/** `-*- ruby -*-` or `-*- coding: utf-8; mode: ruby -*-`. */
function emacsMode(line: string): string | null {
  const variables = /-\*-(.*?)-\*-/.exec(line)?.[1]?.trim();
  if (!variables) return null;
  if (/^[^:;\s]+$/.test(variables)) return variables;
  return /(?:^|[;\s])mode\s*:\s*([^:;\s]+)/i.exec(variables)?.[1] ?? null;
}

/** `vim: ft=ruby`, `vim: set filetype=ruby:`, `ex: syntax=ruby`; a version may follow `vim`. */
function vimFiletype(line: string): string | null {
  const start = /(?:(?:^|[ \t])(?:vi|[vV]im(?:[<=>]?\d+)?)|[ \t]ex):[ \t]*(.*)$/.exec(line);
  if (!start) return null;
  const isSet = /^set?[ \t]+([^:]*):/.exec(start[1] as string);
  // "set" needs its closing colon; without "set" options may also be parted by colons.
  if (!isSet && /^set?[ \t]/.test(start[1] as string)) return null;
  const options = isSet ? (isSet[1] as string) : (start[1] as string);
  return /(?:^|[ \t:])(?:filetype|ft|syntax)[ \t]*=(\w+)(?=$|[\s:])/.exec(options)?.[1] ?? null;
}
