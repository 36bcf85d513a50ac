const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether an id that came from a client can be one of ours; what can't is unknown, and never reaches the database. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}
