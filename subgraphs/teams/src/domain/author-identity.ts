/** What is known of an alias without its name: the person it was attributed to, and keyed hashes. */
export interface AliasIdentity {
  readonly aliasId: string;
  readonly developerId: string;
  readonly nameHash: string | null;
  readonly emailHash: string | null;
  readonly isBot: boolean;
}

/** One author: a group of aliases, by their index in the list that was given. */
export interface AuthorGroup {
  /** Developer id; under EMAIL_NAME the smallest alias id of the group. */
  readonly id: string;
  readonly aliases: readonly number[];
}

/** Who is one author. */
export interface AuthorIdentity {
  readonly authors: readonly AuthorGroup[];
  /** Author of each alias; −1: left out. */
  readonly authorOf: Int32Array;
}

/** People as the developers subgraph decided; bots are left out, as if their changes had never been made. */
export function identifyPeople(aliases: readonly AliasIdentity[]): AuthorIdentity {
  return group(aliases, (alias) => (aliases[alias]?.isBot ? null : (aliases[alias]?.developerId as string)));
}

/**
 * Whoever shares an e-mail or a name is one author, through any number of steps; bots count. It is how the published
 * tool groups (its alias handler unites by e-mail, then by name, case aside).
 */
export function identifyByEmailOrName(aliases: readonly AliasIdentity[]): AuthorIdentity {
  const parent = Int32Array.from(aliases, (_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  const firstWith = new Map<string, number>();
  const unite = (key: string | null, index: number) => {
    if (key === null) return;
    const first = firstWith.get(key);
    if (first === undefined) firstWith.set(key, index);
    else parent[root(index)] = root(first);
  };
  aliases.forEach(({ nameHash, emailHash }, index) => {
    unite(emailHash && `e${emailHash}`, index);
    unite(nameHash && `n${nameHash}`, index);
  });
  const smallest = new Map<number, string>();
  aliases.forEach(({ aliasId }, index) => {
    const at = root(index);
    const known = smallest.get(at);
    if (known === undefined || aliasId < known) smallest.set(at, aliasId);
  });
  return group(aliases, (alias) => smallest.get(root(alias)) as string);
}

function group(aliases: readonly AliasIdentity[], idOf: (alias: number) => string | null): AuthorIdentity {
  const numbers = new Map<string, number>();
  const authors: { id: string; aliases: number[] }[] = [];
  const authorOf = Int32Array.from(aliases, (_, alias) => {
    const id = idOf(alias);
    if (id === null) return -1;
    let number = numbers.get(id);
    if (number === undefined) {
      number = authors.push({ id, aliases: [] }) - 1;
      numbers.set(id, number);
    }
    authors[number]?.aliases.push(alias);
    return number;
  });
  return { authors, authorOf };
}
