import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';

export const KINDS = ['check', 'unit', 'integration', 'e2e'] as const;
export type Kind = (typeof KINDS)[number];

/** What a test run is asked to run. */
export interface Selection {
  readonly kinds: readonly Kind[];
  /** Paths, relative to the checkout, that a test file's path contains; none: all files. */
  readonly filters: readonly string[];
}

export const USAGE = `Usage: npm test [-- KIND | PATH ...]

Kinds: check (types, style, arrows between folders, schema), unit, integration (against real
servers), e2e (browser and terminal). A path runs the tests below it, of any kind.

Examples:
  npm test
  npm test -- check unit
  npm test -- packages/git
  npm test -- subgraphs/teams/src/domain/truck-factor.test.ts
`;

/**
 * @param from folder the command was given in; paths start there or at the root
 * @throws Error for a path with no tests
 */
export function readSelection(root: string, args: readonly string[], from: string): Selection {
  const isKind = (arg: string): arg is Kind => (KINDS as readonly string[]).includes(arg);
  const kinds = args.filter(isKind);
  const paths = args.filter((arg) => !isKind(arg));
  if (paths.length === 0) return { kinds: kinds.length > 0 ? kinds : KINDS, filters: [] };
  const files = testFiles(root);
  const filters = paths.map((path) => {
    const candidates = [path.replace(/\/$/, ''), relative(root, resolve(from, path))];
    const found = candidates.find((candidate) => candidate !== '' && files.some((file) => file.includes(candidate)));
    if (found === undefined) throw new Error(`${path}: no test file has this in its path.\n\n${USAGE}`);
    return found;
  });
  const selected = files.filter((file) => filters.some((filter) => file.includes(filter)));
  const found = KINDS.filter((kind) => selected.some((file) => kindOf(file) === kind));
  return { kinds: kinds.length > 0 ? found.filter((kind) => kinds.includes(kind)) : found, filters };
}

/** Which kind a test file is of, as in vitest.config.ts. */
export function kindOf(file: string): Kind {
  if (file.endsWith('.integration.test.ts')) return 'integration';
  return file.endsWith('.e2e.test.ts') ? 'e2e' : 'unit';
}

function testFiles(root: string): string[] {
  const exclude = (path: string) => /(^|\/)(node_modules|dist|generated|\.trellis|\.tools)$/.test(path);
  return globSync('**/*.test.{ts,tsx}', { cwd: root, exclude });
}
