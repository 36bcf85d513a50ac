/** Where objects lie: S3, or a local folder, behind the same few calls. Keys are paths of plain segments. */
export interface ObjectStorage {
  /** Writes an object whole; writing the same key again replaces it. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** @throws ObjectMissingError */
  get(key: string): Promise<Buffer>;
  exists(key: string): Promise<boolean>;
  /** Deletes if it is there. */
  delete(key: string): Promise<void>;
  /** Deletes everything below a prefix that ends in a slash. */
  deleteBelow(prefix: string): Promise<void>;
  /** A URL that lets its bearer read the object until it expires. */
  signedUrl(key: string, expiresInSeconds: number): Promise<string>;
}

/** The object is not there; its stream has to be replayed from the source. */
export class ObjectMissingError extends Error {
  readonly code = 'OBJECT_MISSING';
}
