import type { GraphqlAnswer } from './running-trellis.ts';

/** What a page of ours sends along. */
const OWN_PAGE = {
  'content-type': 'application/json',
  'x-trellis-client': 'test',
  'sec-fetch-site': 'same-origin',
} as const;

export interface BrowserAnswer<T> extends GraphqlAnswer<T> {
  readonly status: number;
  /** Whether the answer was kept: hit, miss or skip. */
  readonly cached: string | null;
}

/** A browser with its cookie, as a page of ours uses it. */
export interface Browser {
  readonly cookie: string;
  /** Asks the graph; `url`: of another gateway. */
  ask<T>(query: string, variables?: Record<string, unknown>, url?: string): Promise<BrowserAnswer<T>>;
  /** Asks and gives the data; fails on errors. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any query
  get(query: string, variables?: Record<string, unknown>): Promise<any>;
  /** Posts to a route; gives the status, the answer, and the browser that it makes of this one. */
  post(route: string, body: unknown): Promise<{ status: number; body: Record<string, unknown>; browser: Browser }>;
  /** Opens the route of events. */
  listen(url?: string): Promise<LiveRoute>;
}

/** An open stream of events, as text. */
export interface LiveRoute {
  text(): string;
  ended(): boolean;
  close(): Promise<void>;
}

/** A browser that talks to a gateway; without a cookie nobody is signed in. */
export function createBrowser(url: string, cookie = ''): Browser {
  const send = (route: string, body: unknown, at = url) =>
    fetch(at + route, { method: 'POST', headers: { ...OWN_PAGE, cookie }, body: JSON.stringify(body) });
  const browser: Browser = {
    cookie,
    async ask(query, variables = {}, at = url) {
      const response = await send('/graphql', { query, variables }, at);
      const answer = await response.json();
      return { ...answer, status: response.status, cached: response.headers.get('x-trellis-cache') };
    },
    async get(query, variables) {
      const { data, errors } = await browser.ask(query, variables);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
    async post(route, body) {
      const response = await send(route, body);
      const set = response.headers.getSetCookie()[0]?.split(';')[0];
      return { status: response.status, body: await response.json(), browser: createBrowser(url, set ?? cookie) };
    },
    listen: (at = url) => listen(at, cookie),
  };
  return browser;
}

/** Signs a browser in by a link. @param signInToken the link's fragment */
export async function signIn(url: string, signInToken: string): Promise<Browser> {
  const { status, browser } = await createBrowser(url).post('/auth/sign-in', { token: signInToken });
  if (status !== 200) throw new Error(`Signing in was answered with ${status}.`);
  return browser;
}

/** Invites to a role, and joins under a name with a browser of its own. */
export async function joinWorkspace(
  url: string,
  inviter: Browser,
  role: 'MEMBER' | 'ADMIN' | 'OWNER',
  name: string,
): Promise<Browser> {
  const { createInvitation } = await inviter.get(
    'mutation ($role: WorkspaceRole!) { createInvitation(input: { role: $role }) { url } }',
    { role },
  );
  const token = createInvitation.url.split('#')[1];
  const { status, browser } = await createBrowser(url).post('/invitations/accept', { token, name });
  if (status !== 200) throw new Error(`Joining was answered with ${status}.`);
  return browser;
}

async function listen(url: string, cookie: string): Promise<LiveRoute> {
  const controller = new AbortController();
  const response = await fetch(`${url}/events`, { headers: { cookie }, signal: controller.signal });
  if (response.status !== 200) throw new Error(`The route of events was answered with ${response.status}.`);
  const state = { text: '', ended: false };
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) state.text += chunk;
  })()
    .catch(() => undefined)
    .finally(() => {
      state.ended = true;
    });
  return {
    text: () => state.text,
    ended: () => state.ended,
    async close() {
      controller.abort();
      await reading;
    },
  };
}
