import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  read(): Buffer;
}

/** The files in a zip archive (without encryption and without the 64-bit extension). */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('not a zip archive');
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = archive.readUInt16LE(at + 28);
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const header = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    if (name.endsWith('/')) continue;
    const read = () => {
      const data = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
      const packed = archive.subarray(data, data + size);
      return method === 0 ? packed : inflateRawSync(packed);
    };
    entries.push({ name, read });
  }
  return entries;
}

/**
 * Writes a Go module's archive below `folder`, after checking it against the hash that Go's checksum database has for it.
 * @param hash `h1:` and SHA-256 over the lines `<sha256>  <name>` (https://pkg.go.dev/golang.org/x/mod/sumdb/dirhash)
 */
export function unpackGoModule(archive: Buffer, prefix: string, hash: string, folder: string): void {
  const files = zipEntries(archive).map((entry) => ({ name: entry.name, content: entry.read() }));
  const lines = files
    .map(({ name, content }) => ({ name, line: `${createHash('sha256').update(content).digest('hex')}  ${name}\n` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ line }) => line);
  const found = `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
  if (found !== hash) throw new Error(`${prefix}: the download has the hash ${found}, expected ${hash}.`);
  for (const { name, content } of files) {
    const file = normalize(join(folder, name.slice(prefix.length)));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: /\/(bin|tool)\//.test(name) ? 0o755 : 0o644 });
  }
}
