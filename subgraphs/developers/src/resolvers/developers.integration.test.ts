import { afterAll, describe, expect, it } from 'vitest';
import { startTestGraph } from './testing.ts';

const { workspace, ask, codeOf, stop } = await startTestGraph();
afterAll(stop);

describe('the list of people', () => {
  const names = async (workspaceId: string, args: string) => {
    const { developers } = await ask(workspaceId, `{ developers${args} { totalCount edges { node { name } } } }`);
    expect(developers.totalCount).toBe(developers.edges.length);
    return developers.edges.map((edge: { node: { name: string } }) => edge.node.name);
  };

  it('is sorted by name, without bots, and narrowed by search, activity and repository', async () => {
    const { workspaceId, second } = await workspace();
    expect(await names(workspaceId, '')).toEqual(['Ann Lee', 'Bó Ek', 'Cy Dow']);
    expect(await names(workspaceId, '(includeBots: true)')).toEqual(['Ann Lee', 'Bó Ek', 'Cy Dow', 'renovate[bot]']);
    expect(await names(workspaceId, '(search: "LEE")')).toEqual(['Ann Lee']);
    expect(await names(workspaceId, '(search: "annie")')).toEqual(['Ann Lee']);
    expect(await names(workspaceId, '(search: "bo ek")')).toEqual(['Bó Ek']);
    expect(await names(workspaceId, '(search: "@Corp")')).toEqual(['Ann Lee', 'Bó Ek', 'Cy Dow']);
    expect(await names(workspaceId, '(search: "%")')).toEqual([]);
    expect(await names(workspaceId, '(search: "!")')).toEqual([]);
    expect(await names(workspaceId, '(activity: ACTIVE)')).toEqual(['Ann Lee', 'Bó Ek']);
    expect(await names(workspaceId, '(activity: INACTIVE)')).toEqual(['Cy Dow']);
    expect(await names(workspaceId, `(repositoryId: "${second}")`)).toEqual(['Bó Ek']);
    expect(await names(workspaceId, '(repositoryId: "nonsense")')).toEqual([]);
    expect(await names(workspaceId, '(sort: LAST_ACTIVITY)')).toEqual(
      expect.arrayContaining(['Ann Lee', 'Bó Ek', 'Cy Dow']),
    );
  });

  it.each(['NAME', 'LAST_ACTIVITY'])('by %s is the same read in pages as read at once', async (sort) => {
    const { workspaceId } = await workspace();
    const query = `query ($first: Int, $after: String) { developers(sort: ${sort}, includeBots: true, first: $first, after: $after) {
      totalCount edges { cursor node { id lastActiveOn } } pageInfo { hasNextPage endCursor } } }`;
    const { developers: whole } = await ask(workspaceId, query);
    expect(whole.edges).toHaveLength(4);
    const paged: unknown[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { developers: page }: { developers: typeof whole } = await ask(workspaceId, query, { first: 1, after });
      expect(page.totalCount).toBe(4);
      paged.push(...page.edges);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(paged).toEqual(whole.edges);
    const last = { first: 5, after: whole.edges[3].cursor };
    expect((await ask(workspaceId, query, last)).developers).toMatchObject({ totalCount: 4, edges: [] });
    if (sort === 'NAME') return;
    const days = whole.edges.map((edge: { node: { lastActiveOn: string } }) => edge.node.lastActiveOn);
    expect(days).toEqual([...days].sort().reverse());
  });

  it('refuses pages, cursors, searches and windows that mean nothing', async () => {
    expect(await codeOf('{ developers(first: 0) { totalCount } }')).toBe('BAD_INPUT');
    expect(await codeOf('{ developers(first: 201) { totalCount } }')).toBe('BAD_INPUT');
    expect(await codeOf('{ developers(after: "x") { totalCount } }')).toBe('BAD_INPUT');
    const named = Buffer.from('["ann","00000000-0000-4000-8000-000000000001"]').toString('base64url');
    expect(await codeOf(`{ developers(sort: LAST_ACTIVITY, after: "${named}") { totalCount } }`)).toBe('BAD_INPUT');
    expect(await codeOf('query ($s: String) { developers(search: $s) { totalCount } }', { s: 'a\0' })).toBe(
      'BAD_INPUT',
    );
    expect(await codeOf('query ($s: String) { developers(search: $s) { totalCount } }', { s: 'a'.repeat(201) })).toBe(
      'BAD_INPUT',
    );
  });
});
