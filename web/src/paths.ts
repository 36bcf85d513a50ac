/** Every URL of the application. A page never writes one by hand. */

/** What a URL says beside its path; empty and undefined values are left out. */
export type Search = Readonly<Record<string, string | undefined>>;

export type RepositoryTab = 'bus-factor' | 'ownership' | 'knowledge' | 'activity' | 'commits';

export const repositoryTabs: readonly RepositoryTab[] = ['bus-factor', 'ownership', 'knowledge', 'activity', 'commits'];

/** The patterns the router matches, one per page. */
export const patterns = {
  overview: '/',
  signIn: '/sign-in',
  repositories: '/repositories',
  repository: '/repositories/$repositoryId',
  commit: '/repositories/$repositoryId/commits/$sha',
  removeRepository: '/repositories/$repositoryId/remove',
  people: '/people',
  duplicates: '/people/duplicates',
  decisions: '/people/decisions',
  person: '/people/$developerId',
  merge: '/people/$developerId/merge',
  split: '/people/$developerId/split',
  erase: '/people/$developerId/erase',
  teams: '/teams',
  team: '/teams/$teamId',
  sources: '/sources',
  settings: '/settings',
  account: '/account',
  invitation: '/invitation',
} as const;

export type SettingsTab = 'members' | 'invitations' | 'claims' | 'log' | 'workspace';

export const settingsTabs: readonly SettingsTab[] = ['members', 'invitations', 'claims', 'log', 'workspace'];

export const paths = {
  overview: (search?: Search) => withSearch('/', search),
  signIn: (search?: Search) => withSearch('/sign-in', search),
  repositories: (search?: Search) => withSearch('/repositories', search),
  repository: (id: string, search?: Search & { readonly tab?: RepositoryTab | undefined }) =>
    withSearch(`/repositories/${encodeURIComponent(id)}`, search),
  commit: (repositoryId: string, sha: string) =>
    `/repositories/${encodeURIComponent(repositoryId)}/commits/${encodeURIComponent(sha)}`,
  removeRepository: (id: string) => `/repositories/${encodeURIComponent(id)}/remove`,
  people: (search?: Search) => withSearch('/people', search),
  duplicates: () => '/people/duplicates',
  decisions: () => '/people/decisions',
  merge: (id: string, search?: Search & { readonly with?: string | undefined }) =>
    withSearch(`/people/${encodeURIComponent(id)}/merge`, search),
  split: (id: string) => `/people/${encodeURIComponent(id)}/split`,
  erase: (id: string) => `/people/${encodeURIComponent(id)}/erase`,
  person: (id: string, search?: Search) => withSearch(`/people/${encodeURIComponent(id)}`, search),
  teams: (search?: Search) => withSearch('/teams', search),
  team: (id: string, search?: Search) => withSearch(`/teams/${encodeURIComponent(id)}`, search),
  sources: (search?: Search) => withSearch('/sources', search),
  settings: (search?: Search & { readonly tab?: SettingsTab | undefined }) => withSearch('/settings', search),
  account: () => '/account',
  invitation: () => '/invitation',
};

/** `path` with its search, keys in the order given; the default of a key is its absence. */
export function withSearch(path: string, search: Search = {}): string {
  const text = formatSearch(search);
  return text === '' ? path : `${path}${text}`;
}

/** `?a=1&b=2`, or nothing where every value is empty. */
export function formatSearch(search: Search): string {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== '') parts.set(key, value);
  }
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}
