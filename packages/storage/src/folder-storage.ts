import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { checkKey, checkPrefix, ObjectMissingError, type ObjectStorage, StorageFullError } from './object-storage.ts';

/** No space, no inodes, or a quota reached. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** What is being written, or was when a process was killed. */
const UNFINISHED = /\.[0-9a-f]{12}\.part$/;

/** Objects as files below a folder, for one machine without S3. */
export function createFolderStorage(folder: string): ObjectStorage {
  const fileOf = (key: string) => path.join(folder, checkKey(key));
  return {
    async put(key, bytes) {
      const file = fileOf(key);
      // Written aside, flushed and renamed, so that a crash leaves no half object under the key.
      const aside = `${file}.${randomBytes(6).toString('hex')}.part`;
      try {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await writeFlushed(aside, bytes);
        await rename(aside, file);
      } catch (error) {
        await rm(aside, { force: true });
        if (FULL.has((error as NodeJS.ErrnoException).code ?? '')) throw new StorageFullError(error);
        throw error;
      }
    },
    async get(key) {
      try {
        return await readFile(fileOf(key));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new ObjectMissingError(key);
        throw error;
      }
    },
    exists: (key) =>
      access(fileOf(key)).then(
        () => true,
        () => false,
      ),
    delete: (key) => rm(fileOf(key), { force: true }),
    deleteBelow: (prefix) => rm(path.join(folder, checkPrefix(prefix)), { recursive: true, force: true }),
    list: (prefix) => filesBelow(folder, checkPrefix(prefix).slice(0, -1)),
    ready: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
  };
}

async function* filesBelow(folder: string, below: string): AsyncGenerator<string> {
  const entries = await readdir(path.join(folder, below), { withFileTypes: true }).catch(whenGone);
  for (const entry of entries) {
    if (entry.isDirectory()) yield* filesBelow(folder, `${below}/${entry.name}`);
    else if (!UNFINISHED.test(entry.name)) yield `${below}/${entry.name}`;
  }
}

function whenGone(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

async function writeFlushed(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
