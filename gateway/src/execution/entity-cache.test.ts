import type { Epochs } from '@trellis/cache/epochs.ts';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createEntityCache } from './entity-cache.ts';

const NAMES =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Developer { id name } } }';
const EPOCHS: Epochs = { developers: 1, access: 1 };

/** A cache in front of a subgraph that writes down whom it was asked for. */
function cacheWith(counts = { hit: 0, miss: 0 }) {
  const asked: string[][] = [];
  const keep = createEntityCache({
    hit(count = 1) {
      counts.hit += count;
    },
    miss(count = 1) {
      counts.miss += count;
    },
    skip: () => undefined,
  });
  const subgraph = async (_name: string, _query: string, { representations }: Record<string, unknown>) => {
    const ids = (representations as { id: string }[]).map(({ id }) => id);
    asked.push(ids);
    const errors = ids.flatMap((id, index) =>
      id === 'broken' ? [new GraphQLError('No.', { path: ['_entities', index, 'name'] })] : [],
    );
    return {
      data: { _entities: ids.map((id) => ({ id, name: `Name of ${id}` })) },
      ...(errors.length > 0 ? { errors } : {}),
    };
  };
  const ask = (
    ids: string[],
    more: { epochs?: Epochs | undefined; workspaceId?: string; query?: string; name?: string } = {},
  ) => {
    const scope = { workspaceId: more.workspaceId ?? 'w', epochs: 'epochs' in more ? more.epochs : EPOCHS };
    const representations = ids.map((id) => ({ __typename: 'Developer', id }));
    return keep(subgraph, scope)(more.name ?? 'developers', more.query ?? NAMES, { representations });
  };
  return { ask, asked, counts };
}

describe('entities that are kept', () => {
  it('are not fetched again, and the others are, in the order asked for', async () => {
    const { ask, asked, counts } = cacheWith();
    await ask(['ann', 'bob']);
    const answer = await ask(['carl', 'bob', 'dora', 'ann']);
    expect(asked).toEqual([
      ['ann', 'bob'],
      ['carl', 'dora'],
    ]);
    expect(answer.data).toEqual({
      _entities: ['carl', 'bob', 'dora', 'ann'].map((id) => ({ id, name: `Name of ${id}` })),
    });
    expect((await ask(['dora'])).data).toEqual({ _entities: [{ id: 'dora', name: 'Name of dora' }] });
    expect(counts).toEqual({ hit: 3, miss: 4 });
  });

  it('are of one workspace and its present epochs', async () => {
    const { ask, asked } = cacheWith();
    await ask(['ann']);
    await ask(['ann'], { workspaceId: 'other' });
    await ask(['ann'], { epochs: { ...EPOCHS, developers: 2 } });
    await ask(['ann'], { epochs: { ...EPOCHS, access: 2 } });
    await ask(['ann'], { epochs: { ...EPOCHS, mutation: 'm' } });
    expect(asked).toHaveLength(5);
  });

  it('are none where the epochs can not be relied on', async () => {
    const { ask, asked } = cacheWith();
    for (const epochs of [undefined, { access: 1 }, { developers: 1 }]) {
      await ask(['ann'], { epochs });
      await ask(['ann'], { epochs });
    }
    expect(asked).toHaveLength(6);
  });

  it('are none of those with an error, which is told at its own place', async () => {
    const { ask, asked } = cacheWith();
    await ask(['ann']);
    const answer = await ask(['ann', 'bob', 'broken']);
    expect(answer.errors?.map(({ path }) => path)).toEqual([['_entities', 2, 'name']]);
    await ask(['bob']);
    expect(asked).toEqual([['ann'], ['bob', 'broken'], ['bob']]);
  });

  it.each([
    ['a field that changes with the day', NAMES.replace('name', 'isActive')],
    ['a field with parts', NAMES.replace('name', 'aliases { name }')],
    ['another variable', NAMES.replace('[_Any!]!', '[_Any!]!, $x: Int')],
    ['another type', NAMES.replace('on Developer', 'on Repository')],
  ])('are none for %s', async (_what, query) => {
    const { ask, asked } = cacheWith();
    await ask(['ann'], { query });
    await ask(['ann'], { query });
    expect(asked).toHaveLength(2);
  });

  it('are none of another subgraph', async () => {
    const { ask, asked } = cacheWith();
    await ask(['ann'], { name: 'teams' });
    await ask(['ann'], { name: 'teams' });
    expect(asked).toHaveLength(2);
  });
});
