import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** How a part can be had on this machine. */
export type Finding =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'program'; readonly program: string }
  /** It isn't here, but can be installed with the rights we have; `how` is said before. */
  | { readonly kind: 'installable'; readonly how: string; readonly install: () => Promise<string> }
  /** It can't be installed with the rights we have; `command` would. */
  | { readonly kind: 'missing'; readonly command: string };

/** A program or server Trellis needs. */
export interface Part {
  readonly name: string;
  find(): Promise<Finding>;
}

/** Where a part is: the address of a server that runs already, or a program to run. */
export type Located = Exclude<Finding, { kind: 'installable' | 'missing' }>;

/** Parts that can't be had; the message lists each with the command that installs it. */
export class PartsMissing extends Error {}

/**
 * Locates every part, and installs those that are absent. Nothing is installed before it is known that all can be had.
 * @throws PartsMissing naming all that can't, each with the command that would install it
 */
export async function locateParts<Name extends string>(parts: Record<Name, Part>): Promise<Record<Name, Located>> {
  const names = Object.keys(parts) as Name[];
  const findings = await Promise.all(names.map((name) => parts[name].find()));
  const missing = findings.flatMap((finding, i) =>
    finding.kind === 'missing' ? [`  ${parts[names[i] as Name].name}: ${finding.command}`] : [],
  );
  if (missing.length > 0) {
    throw new PartsMissing(`Not on this machine, and not installable without more rights:\n${missing.join('\n')}`);
  }
  const located = {} as Record<Name, Located>;
  for (const [i, finding] of findings.entries()) {
    const name = names[i] as Name;
    if (finding.kind === 'installable') {
      console.error(`${parts[name].name}: not on this machine; ${finding.how}.`);
      located[name] = { kind: 'program', program: await finding.install() };
    } else if (finding.kind !== 'missing') {
      located[name] = finding;
    }
  }
  return located;
}

/** The first executable of these names on PATH. */
export function onPath(...names: string[]): string | undefined {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const file = join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Folder for programs that were built or downloaded, shared by all checkouts of this user. */
export function toolsCache(): string {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'trellis', 'tools');
  mkdirSync(folder, { recursive: true });
  return folder;
}
