import { expect, test } from 'vitest';
import type { FoundPersonFragment } from './generated/graphql.ts';
import { bestMatches, emailsOf } from './person.ts';

function person(id: string, name: string, ...aliases: [name: string, email: string][]): FoundPersonFragment {
  return {
    id,
    name,
    isBot: false,
    lastActiveOn: null,
    aliases: aliases.map(([as, email]) => ({ id: email, name: as, email })),
  };
}

const ada = person('1', 'Ada Lovelace', ['Ada Lovelace', 'ada@example.org'], ['lovelace', 'ada@home.example']);
const adam = person('2', 'Adam', ['Adam', 'adam@example.org']);
const lovelace = person('3', 'Lovelace', ['Lovelace', 'l@example.org']);
const ids = (text: string) => bestMatches([ada, adam, lovelace], text).map(({ id }) => id);

test('an e-mail of any alias names its person, whatever the case', () => {
  expect(ids('ADA@home.example')).toEqual(['1']);
});

test('an e-mail may stand behind a name, as git writes it', () => {
  expect(ids('Somebody Else <adam@example.org>')).toEqual(['2']);
});

test('the name that is shown wins over the same name of an alias', () => {
  expect(ids('lovelace')).toEqual(['3']);
});

test('without an exact match everybody who was found stays a candidate', () => {
  expect(ids('ad')).toEqual(['1', '2', '3']);
});

test('e-mails are listed once, as first written, without empty ones', () => {
  expect(emailsOf([{ email: 'A@x' }, { email: 'a@x' }, { email: '' }, { email: 'b@x' }])).toEqual(['a@x', 'b@x']);
});
