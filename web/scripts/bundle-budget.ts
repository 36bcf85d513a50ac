import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** What the first page may weigh on the wire, in bytes: everything `/` loads before it can be used, compressed. */
const BUDGET_BYTES = 250_000;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8')) as Record<string, Chunk>;

const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
if (entry === undefined) throw new Error('web/dist has no entry; build the web application first');

const sizes = [...filesOf(entry), 'index.html', 'theme.js'].map((file) => ({ file, bytes: compressedSize(file) }));
const total = sizes.reduce((sum, each) => sum + each.bytes, 0);
for (const { file, bytes } of sizes.toSorted((a, b) => b.bytes - a.bytes))
  console.log(`${kilobytes(bytes).padStart(10)}  ${file}`);
console.log(`${kilobytes(total).padStart(10)}  first load, of ${kilobytes(BUDGET_BYTES)}`);
if (total > BUDGET_BYTES) {
  console.error('The first load is over its budget: load what is rarely used when it is needed.');
  process.exitCode = 1;
}

/** The scripts and styles that the entry loads at once, itself included. */
function filesOf(chunk: Chunk, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const key of chunk.imports ?? []) {
    const imported = manifest[key];
    if (imported !== undefined) filesOf(imported, seen);
  }
  return seen;
}

function compressedSize(file: string): number {
  return gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
