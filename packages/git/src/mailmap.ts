/** Gives the proper name and e-mail of a person as written; parts that no line maps stay as they are. */
export type Mailmap = (name: string, email: string) => { readonly name: string; readonly email: string };

interface Proper {
  name: string | null;
  email: string | null;
}

interface EmailEntry extends Proper {
  /** By commit name, lower-cased. */
  readonly byName: Map<string, Proper>;
}

/**
 * Reads a `.mailmap` in git's own way (gitmailmap(5)): the four forms, comments, e-mails and names compared without
 * regard to the case of ASCII letters, a later line over an earlier one.
 */
export function parseMailmap(text: string): Mailmap {
  const entries = new Map<string, EmailEntry>();
  for (const [first, second] of mappings(text)) addMapping(entries, first, second);
  return (name, email) => {
    const entry = entries.get(lowerAscii(email));
    const proper = entry?.byName.get(lowerAscii(name)) ?? entry;
    return { name: proper?.name ?? name, email: proper?.email ?? email };
  };
}

/** One line of a `.mailmap`: commits by the commit name (null: any) and e-mail belong to the proper ones (null: as written). */
export interface MailmapLine {
  readonly properName: string | null;
  readonly properEmail: string | null;
  readonly commitName: string | null;
  readonly commitEmail: string;
}

/** The lines of a `.mailmap` that say something, in order. */
export function readMailmapLines(text: string): MailmapLine[] {
  return mappings(text).map(([first, second]) => ({
    properName: first.name,
    properEmail: second === null ? null : first.email,
    commitName: second?.name ?? null,
    commitEmail: second?.email ?? first.email,
  }));
}

function mappings(text: string): [Person, Person | null][] {
  const found: [Person, Person | null][] = [];
  for (const line of text.split('\n')) {
    const first = line.startsWith('#') ? null : readPerson(line, false);
    if (first) found.push([first, readPerson(first.rest, true)]);
  }
  return found;
}

interface Person {
  readonly name: string | null;
  readonly email: string;
  readonly rest: string;
}

function readPerson(text: string, mayEmailBeEmpty: boolean): Person | null {
  const left = text.indexOf('<');
  const right = left < 0 ? -1 : text.indexOf('>', left + 1);
  if (right < 0 || (!mayEmailBeEmpty && right === left + 1)) return null;
  return {
    name: text.slice(0, left).replace(EDGE_SPACE, '') || null,
    email: text.slice(left + 1, right),
    rest: text.slice(right + 1),
  };
}

const EDGE_SPACE = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g;

function addMapping(entries: Map<string, EmailEntry>, first: Person, second: Person | null): void {
  const commitEmail = second?.email ?? first.email;
  const properEmail = second ? first.email : null;
  const key = lowerAscii(commitEmail);
  const entry = entries.get(key) ?? { name: null, email: null, byName: new Map<string, Proper>() };
  entries.set(key, entry);
  if (second?.name) {
    entry.byName.set(lowerAscii(second.name), { name: first.name, email: properEmail });
    return;
  }
  entry.name = first.name ?? entry.name;
  entry.email = properEmail ?? entry.email;
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
