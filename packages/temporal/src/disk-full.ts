/** What the system, PostgreSQL and our object storage call a disk, a quota or a store without space. */
const CODES = new Set<unknown>(['ENOSPC', 'EDQUOT', '53100', 'STORAGE_FULL']);

/** Whether an error's code says that there is no space left; trying again does not help until somebody frees some. */
export function isDiskFull(code: unknown): boolean {
  return CODES.has(code);
}
