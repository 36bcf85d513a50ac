import { createAliasHasher } from '@trellis/contributions/ids.ts';
import { describe, expect, it } from 'vitest';
import { phraseKey } from './phrases.ts';
import { createSuppression, type Suppressed, type SuppressionKind } from './suppression.ts';

const hasher = createAliasHasher('c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I', '00000000-0000-4000-8000-000000000001');
const PERSON = '00000000-0000-8000-8000-0000000000aa';

function row(kind: SuppressionKind, text: string): Suppressed {
  const words = phraseKey(text).split(' ');
  const isPhrase = kind === 'phrase';
  return {
    kind,
    hash: kind === 'address' ? (hasher.emailHash(text) as string) : hasher.phraseHash(words.join(' ')),
    developerId: PERSON,
    firstWord: isPhrase ? hasher.phraseHash(words[0] as string) : null,
    words: isPhrase ? words.length : null,
    version: 1,
  };
}

const alias = (name: string, email: string) => ({ id: hasher.aliasId(name, email), name, email });

describe('an alias that enters', () => {
  const suppression = createSuppression(
    [row('address', 'zoe@quell.example'), row('name', 'Zoë Quellbach'), row('login', 'zq-dev')],
    hasher,
  );

  it.each([
    ['a suppressed address, whatever its case', 'Somebody', 'Zoe@Quell.example'],
    ['a suppressed name under a new address', 'Zoe Quellbach', 'new@elsewhere.example'],
    ['a suppressed name, last name first', 'Quellbach, Zoë', 'new@elsewhere.example'],
    ['a local part that spells a suppressed name', 'ZQ', 'zoe.quellbach@elsewhere.example'],
    ['a suppressed login with another account number', 'ZQ', '99+zq-dev@users.noreply.github.com'],
  ])('is kept out by %s', (_, name, email) => {
    expect(suppression.erasedAs(alias(name, email))).toBe(PERSON);
  });

  it.each([
    ['shares a first name', 'Zoe Miller', 'zoe@miller.example'],
    ['has a login as the local part of an ordinary address', 'Ann', 'zq-dev@elsewhere.example'],
  ])('may enter where it only %s', (_, name, email) => {
    expect(suppression.erasedAs(alias(name, email))).toBeUndefined();
  });
});

describe('a text', () => {
  const suppression = createSuppression(
    [row('phrase', 'Zoë Quellbach'), row('phrase', 'zoe@quell.example'), row('phrase', 'zqdev77')],
    hasher,
  );

  it.each([
    ["Revert Zoë Quellbach's parser", "Revert …'s parser"],
    ['Thank zoe_quellbach (<ZOE@quell.example>)', 'Thank … (<…>)'],
    ['Merge pull request #1 from ZQdev77/fix', 'Merge pull request #1 from …/fix'],
    ['zqdev77', '…'],
  ])('loses the mentions: %s', (text, redacted) => {
    expect(suppression.redact(text)).toBe(redacted);
  });

  it.each(['Speak to Zoe about Quellbach', 'zqdev777 is somebody else', '', 'Quellbach Zoe'])(
    'stays otherwise: %s',
    (text) => {
      expect(suppression.redact(text)).toBe(text);
    },
  );

  it('is the same after a second time', () => {
    const once = suppression.redact('Zoe Quellbach and zqdev77');
    expect(suppression.redact(once)).toBe(once);
  });

  it('takes the longest phrase that begins at a word', () => {
    const both = createSuppression([row('phrase', 'ann'), row('phrase', 'ann lee')], hasher);
    expect(both.redact('Ann Lee and Ann')).toBe('… and …');
  });
});

it('keeps nothing out where nothing is suppressed', () => {
  const nothing = createSuppression([], hasher);
  expect(nothing.erasedAs(alias('Zoe Quellbach', 'zoe@quell.example'))).toBeUndefined();
  expect(nothing.redact('Zoe Quellbach')).toBe('Zoe Quellbach');
  expect(nothing.version).toBe(0);
});
