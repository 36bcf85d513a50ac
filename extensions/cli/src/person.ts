import { Failure } from './failure.ts';
import { graphql } from './generated/gql.ts';
import type { FoundPersonFragment } from './generated/graphql.ts';
import type { Session } from './session.ts';
import { plainText } from './terminal/text.ts';

/** Whom an argument names: a person, or (under email+name) an alias. */
export interface NamedPerson {
  readonly id: string;
  readonly name: string;
}

graphql(`
  fragment FoundPerson on Developer {
    id
    name
    isBot
    lastActiveOn
    aliases { id name email }
  }
`);

const PersonById = graphql(`
  query PersonById($id: ID!) {
    developer(id: $id) { ...FoundPerson }
  }
`);

const PeopleLike = graphql(`
  query PeopleLike($search: String!) {
    developers(search: $search, includeBots: true, first: 200) {
      edges { node { ...FoundPerson } }
    }
  }
`);

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The person a name, an e-mail (or `Name <e-mail>`) or an id means: an exact match wins over a part.
 * @throws Failure AMBIGUOUS_PERSON (exit 2) with the candidates, NOT_FOUND
 */
export async function resolvePerson({ ask }: Session, text: string): Promise<NamedPerson> {
  if (ID.test(text)) {
    const { developer } = await ask(PersonById, { id: text });
    if (developer) return { id: developer.id, name: developer.name };
    throw nobody(text);
  }
  const matches = bestMatches(await peopleLike(ask, text), text);
  if (matches.length > 1) throw ambiguous(text, matches);
  const [person] = matches;
  if (person === undefined) throw nobody(text);
  return { id: person.id, name: person.name };
}

/**
 * The same where authors are told apart by e-mail and name: an id of one of the matching aliases.
 * @throws Failure AMBIGUOUS_PERSON (exit 2) where the matching aliases share neither e-mail nor name, NOT_FOUND
 */
export async function resolveAlias({ ask }: Session, text: string): Promise<NamedPerson> {
  if (ID.test(text)) return { id: text, name: text };
  const people = await peopleLike(ask, text);
  const aliases = people.flatMap((person) => person.aliases);
  const wanted = wantedOf(text);
  const exact = aliases.filter((alias) => alias.email.toLowerCase() === wanted || alias.name.toLowerCase() === wanted);
  const part = aliases.filter((alias) => `${alias.name}\n${alias.email}`.toLowerCase().includes(wanted));
  const matches = exact.length > 0 ? exact : part;
  const [first] = matches;
  if (first === undefined) throw nobody(text);
  if (matches.every((alias) => isSameAuthor(alias, first))) return { id: first.id, name: first.name };
  throw ambiguous(text, people);
}

async function peopleLike(ask: Session['ask'], text: string): Promise<readonly FoundPersonFragment[]> {
  const { developers } = await ask(PeopleLike, { search: wantedOf(text) });
  return developers.edges.map((edge) => edge.node);
}

/** Best kind of match that anybody has: e-mail, shown name, name of an alias, part of one of them. */
export function bestMatches(people: readonly FoundPersonFragment[], text: string): readonly FoundPersonFragment[] {
  const wanted = wantedOf(text);
  const same = (value: string) => value.toLowerCase() === wanted;
  const kinds = [
    (person: FoundPersonFragment) => person.aliases.some((alias) => same(alias.email)),
    (person: FoundPersonFragment) => same(person.name),
    (person: FoundPersonFragment) => person.aliases.some((alias) => same(alias.name)),
  ];
  for (const matches of kinds) {
    const found = people.filter(matches);
    if (found.length > 0) return found;
  }
  return people;
}

function wantedOf(text: string): string {
  return (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();
}

type WrittenAs = FoundPersonFragment['aliases'][number];

function isSameAuthor(a: WrittenAs, b: WrittenAs): boolean {
  return a.email.toLowerCase() === b.email.toLowerCase() || a.name.toLowerCase() === b.name.toLowerCase();
}

function nobody(text: string): Failure {
  return new Failure('NOT_FOUND', `Nobody here is called ${plainText(text)}.`, {
    remedy: '`trellis people --all --search PART` looks for a part of a name or e-mail.',
  });
}

function ambiguous(text: string, people: readonly FoundPersonFragment[]): Failure {
  const shown = people.slice(0, CANDIDATES_SHOWN).map((person) => `  ${candidateLine(person)}`);
  const more = people.length > shown.length ? [`  and ${people.length - shown.length} more`] : [];
  return new Failure('AMBIGUOUS_PERSON', [`${plainText(text)} could be:`, ...shown, ...more].join('\n'), {
    remedy: 'Write the whole name, an e-mail or the id.',
    exitCode: 2,
    details: { candidates: people.map(({ id, name, aliases }) => ({ id, name, emails: emailsOf(aliases) })) },
  });
}

const CANDIDATES_SHOWN = 12;

function candidateLine({ id, name, aliases, lastActiveOn }: FoundPersonFragment): string {
  const email = emailsOf(aliases)[0];
  const last = lastActiveOn === null ? '' : `, last active ${lastActiveOn}`;
  return `${plainText(name)}${email ? ` <${plainText(email)}>` : ''}${last}  ${id}`;
}

/** E-mails without repeats, as first written. */
export function emailsOf(aliases: readonly { readonly email: string }[]): string[] {
  return [
    ...new Map(aliases.filter(({ email }) => email !== '').map(({ email }) => [email.toLowerCase(), email])).values(),
  ];
}
