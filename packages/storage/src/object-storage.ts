/** Where objects lie: S3, or a local folder, behind the same few calls. Keys are paths of plain segments. */
export interface ObjectStorage {
  /** Writes an object whole: a reader sees the old bytes or the new ones, never a part. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** @throws ObjectMissingError */
  get(key: string): Promise<Buffer>;
  exists(key: string): Promise<boolean>;
  /** Deletes if it is there. */
  delete(key: string): Promise<void>;
  /** Deletes everything below a prefix that ends in a slash. */
  deleteBelow(prefix: string): Promise<void>;
  /** Keys below a prefix that ends in a slash, in no order; of what is written or deleted meanwhile, some. */
  list(prefix: string): AsyncIterable<string>;
  /** Resolves when the storage answers. */
  ready(): Promise<void>;
}

/** The object is not there; its stream has to be replayed from the source. */
export class ObjectMissingError extends Error {
  readonly code = 'OBJECT_MISSING';

  constructor(key: string) {
    super(`The object ${key} is missing from storage.`);
  }
}

/** Nothing more can be written until somebody frees space. */
export class StorageFullError extends Error {
  readonly code = 'STORAGE_FULL';

  constructor(cause: unknown) {
    super('The object storage is full.', { cause });
  }
}

const KEY = /^(?:[\w][\w.=-]*\/)*[\w][\w.=-]*$/;

/** Refuses keys that could leave the storage (`..`, absolute paths, empty segments). */
export function checkKey(key: string): string {
  if (!KEY.test(key)) throw new TypeError(`${JSON.stringify(key)} is no object key.`);
  return key;
}

/** As checkKey, for a prefix that ends in a slash. */
export function checkPrefix(prefix: string): string {
  if (!prefix.endsWith('/')) throw new TypeError(`${JSON.stringify(prefix)} does not end in a slash.`);
  checkKey(prefix.slice(0, -1));
  return prefix;
}
