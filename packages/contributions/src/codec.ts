import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Batch, BatchCommit, BatchHeader, BatchLine, CommitLine, FileChange, PathLine } from './batch.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** A batch, alias file or head object that can't be read; the stream it belongs to halts, visibly. */
export class BatchCorruptError extends Error {
  readonly code = 'BATCH_CORRUPT';
}

export interface EncodedLines {
  /** SHA-256 of the uncompressed text, hex: the object's name. */
  readonly digest: string;
  readonly bytes: Buffer;
}

/** Writes records as NDJSON, compressed. Level 3 is zstd's own default: a third of gzip's time at the same size. */
export async function encodeLines(lines: readonly unknown[]): Promise<EncodedLines> {
  return encodeText(lines.map((line) => JSON.stringify(line)).join('\n'));
}

/** Compresses ready-made NDJSON text. */
export async function encodeText(text: string): Promise<EncodedLines> {
  const raw = Buffer.from(text, 'utf8');
  const digest = createHash('sha256').update(raw).digest('hex');
  // With a checksum, so that a flipped bit is found where it would read as another number.
  const params = { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 };
  const bytes = await compress(raw, { params });
  return { digest, bytes };
}

/**
 * Reads NDJSON records written by encodeLines.
 * @throws BatchCorruptError where the bytes are no zstd or a line is no JSON
 */
export async function decodeLines<T>(bytes: Buffer): Promise<T[]> {
  try {
    const text = (await decompress(bytes)).toString('utf8');
    return text === '' ? [] : (JSON.parse(`[${text.replaceAll('\n', ',')}]`) as T[]);
  } catch (cause) {
    throw new BatchCorruptError('The object is not a readable batch; replay its stream from the source.', { cause });
  }
}

/**
 * Reads a whole batch.
 * @throws BatchCorruptError where lines are missing or out of order
 */
export async function decodeBatch(bytes: Buffer): Promise<Batch> {
  const [header, ...lines] = await decodeLines<BatchLine>(bytes);
  if (header?.k !== 'batch') throw new BatchCorruptError('The batch has no header.');
  return assemble(header, lines);
}

function assemble(header: BatchHeader, lines: readonly BatchLine[]): Batch {
  const paths: PathLine[] = [];
  const commits: BatchCommit[] = [];
  let open: { line: CommitLine; changes: FileChange[] } | undefined;
  const close = () => {
    if (open === undefined) return;
    if (open.changes.length !== open.line.files)
      throw new BatchCorruptError(`Commit ${open.line.sha} lacks file changes.`);
    commits.push({ ...open.line, changes: open.changes });
  };
  for (const line of lines) {
    if (line.k === 'path') paths.push(line);
    else if (line.k === 'commit') {
      close();
      open = { line, changes: [] };
    } else if (line.k === 'files' && open !== undefined) {
      for (const change of line.f) open.changes.push(change);
    } else throw new BatchCorruptError('A batch line is out of place.');
  }
  close();
  return { header, paths, commits };
}
