/** A block of a tar archive; headers and contents begin at a multiple of it. */
export const TAR_BLOCK = 512;

/** Where each field of a header lies: offset and length in bytes (POSIX.1-1988, "ustar"). */
const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 8],
  prefix: [345, 155],
} as const;

export interface TarEntry {
  readonly name: string;
  readonly size: number;
}

/**
 * The header of a file that only its owner reads.
 * @param mtime seconds since 1970
 * @throws RangeError for a name that is too long to be split at a slash into 155 and 100 bytes
 */
export function tarHeader({ name, size }: TarEntry, mtime: number): Buffer {
  const header = Buffer.alloc(TAR_BLOCK);
  const write = (field: keyof typeof FIELDS, text: string) => header.write(text, FIELDS[field][0], 'latin1');
  const octal = (field: keyof typeof FIELDS, value: number) =>
    write(field, value.toString(8).padStart(FIELDS[field][1] - 1, '0'));
  const [prefix, last] = splitName(name);
  write('name', last);
  write('prefix', prefix);
  octal('mode', 0o600);
  octal('uid', 0);
  octal('gid', 0);
  octal('size', size);
  octal('mtime', mtime);
  write('type', '0');
  write('magic', 'ustar\x0000');
  write('checksum', `${checksumOf(header).toString(8).padStart(6, '0')}\0 `);
  return header;
}

/** Reads a header; null: the end of the archive; undefined: it is none. */
export function readTarHeader(header: Buffer): TarEntry | null | undefined {
  if (header.every((byte) => byte === 0)) return null;
  const text = (field: keyof typeof FIELDS) => {
    const [offset, length] = FIELDS[field];
    return header.toString('latin1', offset, offset + length).split('\0')[0] as string;
  };
  if (Number.parseInt(text('checksum'), 8) !== checksumOf(header)) return undefined;
  const prefix = text('prefix');
  return { name: prefix === '' ? text('name') : `${prefix}/${text('name')}`, size: Number.parseInt(text('size'), 8) };
}

/** How many zero bytes follow a content, so that the next header begins at a block. */
export function tarPadding(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
}

function splitName(name: string): [string, string] {
  if (name.length <= FIELDS.name[1]) return ['', name];
  const slash = name.lastIndexOf('/', FIELDS.prefix[1]);
  const [prefix, last] = [name.slice(0, slash), name.slice(slash + 1)];
  if (slash < 0 || last.length > FIELDS.name[1]) throw new RangeError(`${name} is too long a name for an archive.`);
  return [prefix, last];
}

/** The sum of the header's bytes, its own field taken as blanks. */
function checksumOf(header: Buffer): number {
  const [offset, length] = FIELDS.checksum;
  return header.reduce((sum, byte, at) => sum + (at >= offset && at < offset + length ? 0x20 : byte), 0);
}
