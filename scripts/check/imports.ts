import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One import or re-export of a source file. */
export interface Import {
  /** Path of the importing file, from the root of the checkout. */
  readonly from: string;
  /** The imported file's path from the root, for what is ours; otherwise the specifier as written (`pg`, `node:fs`). */
  readonly to: string;
  readonly isOurs: boolean;
  /** Written as `import type` or `export type`: nothing is left of it when the program runs. */
  readonly isType: boolean;
  /** Written with a relative path. */
  readonly isRelative: boolean;
  readonly line: number;
}

/** A source file, as far as the checks need it. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Reads every TypeScript file of the checkout, without what is installed or generated. */
export function readSources(root: string): Source[] {
  const exclude = (path: string) => /(^|\/)(node_modules|dist|generated|\.trellis|\.tools|test-results)$/.test(path);
  const paths = globSync('**/*.{ts,tsx}', { cwd: root, exclude }).filter((path) => !path.endsWith('.d.ts'));
  return paths.sort().map((path) => readSource(path, readFileSync(join(root, path), 'utf8')));
}

/** @throws Error when the text is not TypeScript */
export function readSource(path: string, text: string): Source {
  const { module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: { start: number; specifier: string }[] = [];
  for (const { start, moduleRequest } of module.staticImports) found.push({ start, specifier: moduleRequest.value });
  for (const { start, entries } of module.staticExports) {
    const request = entries.find((entry) => entry.moduleRequest)?.moduleRequest;
    if (request) found.push({ start, specifier: request.value });
  }
  for (const { start, moduleRequest } of module.dynamicImports) {
    const literal = /^['"`](.*)['"`]$/s.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
    if (literal !== undefined) found.push({ start, specifier: literal });
  }
  return { path, text, imports: found.map(({ start, specifier }) => describe(path, text, start, specifier)) };
}

function describe(from: string, text: string, start: number, specifier: string): Import {
  const isRelative = specifier.startsWith('.');
  const ours = isRelative ? posix.join(posix.dirname(from), specifier) : fileOfPackage(specifier);
  return {
    from,
    to: ours ?? specifier,
    isOurs: ours !== undefined,
    isType: /^(import|export)\s+type\b/.test(text.slice(start, start + 30)),
    isRelative,
    line: text.slice(0, start).split('\n').length,
  };
}

/** `@trellis/subgraph-teams/start.ts` is subgraphs/teams/src/start.ts; undefined for packages of others. */
function fileOfPackage(specifier: string): string | undefined {
  const [, name, file = ''] = /^@trellis\/([^/]+)\/?(.*)$/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  return posix.join(folderOf(name), 'src', file);
}

function folderOf(name: string): string {
  if (name.startsWith('subgraph-')) return `subgraphs/${name.slice('subgraph-'.length)}`;
  if (name.startsWith('worker-')) return `workers/${name.slice('worker-'.length)}`;
  if (['gateway', 'web', 'scripts', 'bench', 'e2e'].includes(name)) return name;
  return name === 'cli' || name === 'vscode' || name === 'slack' ? `extensions/${name}` : `packages/${name}`;
}
