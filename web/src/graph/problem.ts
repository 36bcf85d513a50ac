import type { CombinedError } from 'urql';

/** What went wrong, as a page shows it: what, and what would help. */
export interface Problem {
  /** `extensions.code` of the graph, or OFFLINE and UNREACHABLE for what never reached it. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string | undefined;
  /** Input field at fault, e.g. `input.location`. */
  readonly field: string | undefined;
}

const remedies: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Open the sign-in link that `npm start` printed, or run `trellis login` for a new one.',
  FORBIDDEN: 'Ask an owner of the workspace for the role this needs.',
  RATE_LIMITED: 'Wait a moment, then load the page again.',
  TOO_COMPLEX: 'Choose a shorter window or fewer repositories.',
  UNAVAILABLE: 'The service behind this is starting or stopped. Try again in a moment.',
  OFFLINE: 'The page shows what it already had, and loads again once the network is back.',
  UNREACHABLE: 'Check that Trellis is running (`npm start`), then try again.',
  INTERNAL: 'Try again; if it stays, the log has the cause under the request named above.',
};

/**
 * The problem that matters most in a failed answer: being signed out, then the first error of the graph, then the network.
 * `online` is what the browser believes of its network.
 */
export function problemOf(error: CombinedError, online: boolean): Problem {
  const errors = error.graphQLErrors;
  const chosen = errors.find((each) => each.extensions.code === 'UNAUTHENTICATED') ?? errors[0];
  if (chosen !== undefined) {
    const { code, field, remedy } = chosen.extensions;
    const codeText = typeof code === 'string' ? code : 'INTERNAL';
    return {
      code: codeText,
      message: chosen.message,
      remedy: typeof remedy === 'string' ? remedy : remedies[codeText],
      field: typeof field === 'string' ? field : undefined,
    };
  }
  const status: unknown = error.response?.status;
  if (status === 401) return plain('UNAUTHENTICATED', 'You are signed out.');
  if (status === 403) return plain('FORBIDDEN', 'The server refused the request.');
  if (status === 429) return plain('RATE_LIMITED', 'Too many requests in a short time.');
  if (!online) return plain('OFFLINE', 'There is no network.');
  return plain('UNREACHABLE', 'Trellis does not answer.');
}

function plain(code: string, message: string): Problem {
  return { code, message, remedy: remedies[code], field: undefined };
}
