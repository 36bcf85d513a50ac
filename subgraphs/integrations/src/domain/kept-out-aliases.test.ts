import type { AliasLine } from '@trellis/contributions/batch.ts';
import { createAliasHasher } from '@trellis/contributions/ids.ts';
import { createSuppression, type Suppressed } from '@trellis/people/suppression.ts';
import { describe, expect, it } from 'vitest';
import { authorsOf, erasedIds, keptAliasLines, keptTexts } from './kept-out-aliases.ts';

const hasher = createAliasHasher('c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I', '00000000-0000-4000-8000-000000000001');
const PERSON = '00000000-0000-8000-8000-0000000000aa';
const row = (kind: 'name' | 'phrase', words: string): Suppressed => ({
  kind,
  hash: hasher.phraseHash(words),
  developerId: PERSON,
  firstWord: kind === 'phrase' ? hasher.phraseHash(words.split(' ')[0] as string) : null,
  words: kind === 'phrase' ? words.split(' ').length : null,
  version: 1,
});
const suppression = createSuppression([row('name', 'zora quix'), row('phrase', 'zora quix')], hasher);
const nothing = createSuppression([], hasher);

const alias = (name: string, email: string): Extract<AliasLine, { k: 'alias' }> => ({
  k: 'alias',
  id: hasher.aliasId(name, email),
  name,
  email,
  nameHash: hasher.nameHash(name),
  emailHash: hasher.emailHash(email),
  firstAt: 1,
});
const mailmap = (properName: string): AliasLine => ({
  k: 'mailmap',
  properName,
  properEmail: null,
  commitName: null,
  commitEmail: 'x@corp.org',
});

describe('an alias file', () => {
  it('keeps others as they are, and of an erased person hashes alone', () => {
    const zora = alias('Zora Quix', 'zora@new.org');
    const bo = alias('Bo Ek', 'bo@corp.org');
    const kept = keptAliasLines(suppression, hasher, [bo, zora, mailmap('Zora Quix'), mailmap('Bo Ek')]);
    expect(kept).toEqual([
      bo,
      {
        k: 'erased',
        id: zora.id,
        developerId: PERSON,
        nameHash: zora.nameHash,
        emailHash: zora.emailHash,
        address: { hash: hasher.phraseHash('zora new org'), firstWord: hasher.phraseHash('zora'), words: 3 },
        firstAt: 1,
      },
      mailmap('Bo Ek'),
    ]);
    expect(erasedIds(suppression, [bo, zora])).toEqual(new Set([zora.id]));
  });

  it('does not keep an address out that can be anybody’s', () => {
    const [line] = keptAliasLines(suppression, hasher, [alias('Zora Quix', 'root@localhost')]);
    expect(line).toMatchObject({ k: 'erased', address: null });
  });

  it('is passed on as it is where nobody was erased', () => {
    const lines = [alias('Zora Quix', 'zora@new.org')];
    expect(keptAliasLines(nothing, hasher, lines)).toBe(lines);
  });
});

it('texts lose what an erased person wrote, and mentions in what others did', () => {
  const isErased = (id: string) => id === 'zora';
  const lines = [
    '{"k":"batch"}',
    '{"k":"commit","sha":"a","credit":["zora","bo"]}',
    '{"k":"commit","sha":"b","credit":["bo","zora"]}',
  ];
  const texts = [
    { sha: 'a', subject: 'Mine' },
    { sha: 'b', subject: 'Thank Zora Quix' },
  ];
  expect(keptTexts({ ...suppression, isErased }, texts, authorsOf(lines))).toEqual([
    { sha: 'a', subject: '' },
    { sha: 'b', subject: 'Thank …' },
  ]);
  expect(keptTexts(nothing, texts, new Map())).toBe(texts);
});
