/** One line of a .mailmap: commits by the commit name and e-mail belong to the proper ones. */
export interface MailmapEntry {
  readonly properName: string | null;
  readonly properEmail: string | null;
  readonly commitName: string | null;
  /** Null in the form `Proper Name <e-mail>`, where the one e-mail is the commit's. */
  readonly commitEmail: string | null;
}

/** What a mailmap makes of an alias; null: it leaves that part as written. */
export interface MappedIdentity {
  readonly name: string | null;
  readonly email: string | null;
}

/** One repository's mailmap, ready for look-ups. */
export interface Mailmap {
  find(name: string, email: string): MappedIdentity | null;
}

interface Rule {
  name: string | null;
  email: string | null;
  readonly byName: Map<string, MappedIdentity>;
}

/**
 * Reads a repository's mailmap by git's own rules (git-check-mailmap(1), mailmap.c): names and e-mails match without
 * regard to ASCII case; a line with a commit name wins over lines without one; of lines for the same commit e-mail the
 * later one wins, part by part.
 */
export function readMailmap(entries: readonly MailmapEntry[]): Mailmap {
  const rules = new Map<string, Rule>();
  for (const entry of entries) {
    const commitEmail = entry.commitEmail ?? entry.properEmail;
    if (commitEmail === null) continue;
    const properEmail = entry.commitEmail === null ? null : entry.properEmail;
    const key = asciiLower(commitEmail);
    const rule = rules.get(key) ?? { name: null, email: null, byName: new Map() };
    rules.set(key, rule);
    if (entry.commitName === null) {
      rule.name = entry.properName ?? rule.name;
      rule.email = properEmail ?? rule.email;
    } else {
      rule.byName.set(asciiLower(entry.commitName), { name: entry.properName, email: properEmail });
    }
  }
  return {
    find(name, email) {
      const rule = rules.get(asciiLower(email));
      if (rule === undefined) return null;
      const found = (rule.byName.size > 0 && rule.byName.get(asciiLower(name))) || rule;
      return found.name === null && found.email === null ? null : { name: found.name, email: found.email };
    },
  };
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
