import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.git', 'test-results']);

/**
 * Does `work` unless the last completed time had the same inputs and its outputs still exist. The stamp is taken away first and
 * put back last, in one rename, so that work that was killed half-way is done again.
 */
export async function whenChanged(root, name, inputs, outputs, work) {
  const folder = join(root, '.tools', 'stamps');
  const file = join(folder, name);
  const wanted = digest(root, inputs);
  if (
    outputs.every((output) => existsSync(join(root, output))) &&
    existsSync(file) &&
    readFileSync(file, 'utf8') === wanted
  )
    return;
  mkdirSync(folder, { recursive: true });
  rmSync(file, { force: true });
  await work();
  writeFileSync(`${file}.${process.pid}`, wanted);
  renameSync(`${file}.${process.pid}`, file);
}

/** SHA-256 over the paths and contents of `inputs`: files, folders (without what is generated in them), or `=text` taken as it is. */
function digest(root, inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    if (input.startsWith('=')) hash.update(input);
    else
      for (const file of filesOf(root, input))
        hash
          .update(`${file}\0`)
          .update(readFileSync(join(root, file)))
          .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(root, path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute)
    .filter((name) => !SKIPPED.has(name))
    .sort()
    .flatMap((name) => filesOf(root, `${path}/${name}`));
}
