/** Holds a workspace's epochs. Keys of one workspace share a hash tag, so that a cluster keeps them together. */
export function epochsKey(workspaceId: string): string {
  return `epochs:{${workspaceId}}`;
}

/** The stream of a workspace's events, which is also the name of its channel. */
export function streamKey(workspaceId: string): string {
  return `events:{${workspaceId}}`;
}

/** Every answer kept of a workspace starts with this. */
export function keptPrefix(workspaceId: string): string {
  return `cache:{${workspaceId}}:`;
}
