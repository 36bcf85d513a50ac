import type { ServerResponse } from 'node:http';

/** One open event stream. */
export interface LiveConnection {
  readonly sessionKey: string;
  readonly response: ServerResponse;
}

/** The event streams that are open in this process. */
export interface LiveConnections {
  add(connection: LiveConnection): void;
  remove(connection: LiveConnection): void;
  count(sessionKey: string): number;
  /** Ends the streams of a sign-in: they live no longer than it does. */
  endSession(sessionKey: string): void;
  /** Ends every stream, and from now on each that is opened: the process stops, and another one takes over. */
  endAll(): void;
}

/** Keeps track of open event streams. */
export function createLiveConnections(): LiveConnections {
  const open = new Set<LiveConnection>();
  let isEnding = false;
  return {
    add(connection) {
      if (isEnding) connection.response.end();
      else open.add(connection);
    },
    remove: (connection) => void open.delete(connection),
    count: (sessionKey) => [...open].filter((connection) => connection.sessionKey === sessionKey).length,
    endSession(sessionKey) {
      for (const connection of open) if (connection.sessionKey === sessionKey) connection.response.end();
    },
    endAll() {
      isEnding = true;
      for (const connection of open) connection.response.end();
    },
  };
}
