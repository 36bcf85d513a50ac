import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupError } from './backup-error.ts';
import { readTarHeader, TAR_BLOCK, tarHeader, tarPadding } from './tar.ts';

/** Where the parts of a backup are written, one after the other. Nothing is there under its name before `finish`. */
export interface ArchiveWriter {
  add(name: string, content: Buffer): Promise<void>;
  finish(): Promise<void>;
  /** Takes away what was written. */
  abandon(): Promise<void>;
}

/** A backup that is read. */
export interface ArchiveReader {
  /** Names of its parts, in the order they were written in an archive. */
  readonly names: readonly string[];
  /** @throws BackupError BACKUP_INCOMPLETE */
  read(name: string): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * Begins a backup: a tar archive where the name ends in `.tar`, otherwise a folder with the same parts as files.
 * @throws BackupError BACKUP_EXISTS
 */
export async function writeArchive(path: string): Promise<ArchiveWriter> {
  if (existsSync(path)) throw new BackupError('BACKUP_EXISTS', `${path} is there already. Choose another name.`);
  const aside = `${path}.part`;
  mkdirSync(dirname(path), { recursive: true });
  rmSync(aside, { recursive: true, force: true });
  const writer = path.endsWith('.tar') ? await writeTar(aside) : writeFolder(aside);
  return {
    add: writer.add,
    async finish() {
      await writer.close();
      renameSync(aside, path);
    },
    async abandon() {
      await writer.close().catch(() => undefined);
      rmSync(aside, { recursive: true, force: true });
    },
  };
}

/**
 * Opens a backup of either form.
 * @throws BackupError BACKUP_INCOMPLETE, BACKUP_CORRUPT
 */
export async function openArchive(path: string): Promise<ArchiveReader> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new BackupError('BACKUP_INCOMPLETE', `${path}: there is nothing of this name.`);
  return stats.isDirectory() ? openFolder(path) : openTar(path);
}

interface PartWriter {
  add(name: string, content: Buffer): Promise<void>;
  close(): Promise<void>;
}

async function writeTar(path: string): Promise<PartWriter> {
  const file = await open(path, 'wx', 0o600);
  const mtime = Math.floor(Date.now() / 1_000);
  return {
    async add(name, content) {
      await file.writev([
        tarHeader({ name, size: content.length }, mtime),
        content,
        Buffer.alloc(tarPadding(content.length)),
      ]);
    },
    async close() {
      await file.write(Buffer.alloc(2 * TAR_BLOCK));
      await file.sync();
      await file.close();
    },
  };
}

function writeFolder(path: string): PartWriter {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return {
    async add(name, content) {
      mkdirSync(dirname(join(path, name)), { recursive: true, mode: 0o700 });
      const file = await open(join(path, name), 'wx', 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    close: async () => undefined,
  };
}

async function openFolder(path: string): Promise<ArchiveReader> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.replace(/\/$/, '').length + 1));
  return {
    names,
    read: (name) =>
      readFile(join(path, name)).catch(() => {
        throw missing(name);
      }),
    close: async () => undefined,
  };
}

async function openTar(path: string): Promise<ArchiveReader> {
  const file = await open(path, 'r');
  try {
    const entries = await indexOf(file, path);
    return {
      names: [...entries.keys()],
      async read(name) {
        const entry = entries.get(name);
        if (entry === undefined) throw missing(name);
        const content = Buffer.alloc(entry.size);
        await file.read(content, 0, entry.size, entry.offset);
        return content;
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Where each part lies. */
async function indexOf(file: FileHandle, path: string): Promise<Map<string, { offset: number; size: number }>> {
  const entries = new Map<string, { offset: number; size: number }>();
  const { size: whole } = await file.stat();
  const header = Buffer.alloc(TAR_BLOCK);
  let last = 'its beginning';
  for (let offset = 0; ; ) {
    const { bytesRead } = await file.read(header, 0, TAR_BLOCK, offset);
    if (bytesRead < TAR_BLOCK) throw new BackupError('BACKUP_INCOMPLETE', `${path} is cut off after ${last}.`);
    const entry = readTarHeader(header);
    if (entry === null) return entries;
    if (entry === undefined) throw new BackupError('BACKUP_CORRUPT', `${path} is damaged after ${last}.`);
    const begin = offset + TAR_BLOCK;
    offset = begin + entry.size + tarPadding(entry.size);
    if (offset > whole) throw new BackupError('BACKUP_INCOMPLETE', `${path} is cut off within ${entry.name}.`);
    entries.set(entry.name, { offset: begin, size: entry.size });
    last = entry.name;
  }
}

function missing(name: string): BackupError {
  return new BackupError('BACKUP_INCOMPLETE', `${name} is missing from the backup.`);
}
