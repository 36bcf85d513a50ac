import { isUtf8 } from 'node:buffer';

/**
 * Paths as text. Git's paths are bytes; nearly all are UTF-8 and stand for themselves. A path with bytes that are not
 * UTF-8 is escaped: each such byte becomes `\xNN` (upper-case hex, 80 to FF) and each backslash is doubled. A path that
 * is UTF-8 but spells such an escape itself is escaped too, so every text has exactly one meaning and
 * `bytesOfPath(textOfPath(bytes))` gives the same bytes for every path.
 */
const ESCAPE = /\\x[89A-F][0-9A-F]/;

/** The text of the path in `bytes[start, end)`. */
export function textOfPath(bytes: Buffer, start = 0, end = bytes.length): string {
  const text = bytes.toString('utf8', start, end);
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end))) return escapeBytes(bytes.subarray(start, end));
  return text.includes('\\') && ESCAPE.test(text) ? text.replaceAll('\\', '\\\\') : text;
}

/** The bytes that git knows the path by. */
export function bytesOfPath(text: string): Buffer {
  if (!ESCAPE.test(text)) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  for (const [piece] of text.matchAll(/\\\\|\\x[89A-F][0-9A-F]|[^\\]+|\\/g)) {
    if (piece.startsWith('\\x')) parts.push(Buffer.from(piece.slice(2), 'hex'));
    else parts.push(Buffer.from(piece === '\\\\' ? '\\' : piece, 'utf8'));
  }
  return Buffer.concat(parts);
}

/** Whether the text stands for a path that can't be shown as it is. */
export function isEscapedPath(text: string): boolean {
  return ESCAPE.test(text);
}

function escapeBytes(bytes: Buffer): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = validSequenceLength(bytes, at);
    if (length === 0) {
      text += `\\x${bytes.toString('hex', at, at + 1).toUpperCase()}`;
      at += 1;
    } else {
      const piece = bytes.toString('utf8', at, at + length);
      text += piece === '\\' ? '\\\\' : piece;
      at += length;
    }
  }
  return text;
}

/** Bytes of the UTF-8 sequence at `at`; 0 when there is none. */
function validSequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + length > bytes.length) return 0;
  return isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/**
 * The text of a name, an e-mail or a message line, cut at `limit` characters. Git has already converted what declares its
 * encoding; what is still not UTF-8 is read as Latin-1, which is what old histories nearly always hold.
 */
export function textOfMessage(bytes: Buffer, start: number, end: number, limit = 1_024): string {
  const text = bytes.toString('utf8', start, end);
  const readable =
    text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end)) ? bytes.toString('latin1', start, end) : text;
  return readable.length > limit ? readable.slice(0, limit).toWellFormed() : readable;
}
