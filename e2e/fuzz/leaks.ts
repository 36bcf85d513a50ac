/** What an error must never say: where our code lies, what it asks a database, which servers there are. */
const INTERNALS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a stack', /\bat (async )?[\w.<>]+ \(|\.[cm]?[jt]s:\d+/],
  ['a path of ours', /node_modules|\/subgraphs\/|\/packages\/|\/gateway\/src/],
  ['SQL', /\b(select|insert into|update|delete from)\b [\s\S]*\b(from|where|values|set)\b/i],
  ['a table', /\b(record|projection|pg_catalog|information_schema)\.\w+/],
  [
    'the database',
    /postgres|\bpg_\w+|relation "|column "|violates|duplicate key|row-level security|invalid input syntax/i,
  ],
  ['a server', /127\.0\.0\.1|localhost|ECONN|ENOTFOUND|[Rr]edis\b|[Tt]emporal\b/],
  [
    'a subgraph',
    /serviceName|_entities\b.*representations|trellis_(developers|teams|analytics|predictions|integrations)/,
  ],
  [
    'the language',
    /TypeError|RangeError|ReferenceError|undefined is not|Cannot read propert|is not a function|is not iterable/,
  ],
];

/** What an answer's errors say that they must not; empty where all is well. @param sent the request, which may be quoted */
export function leaksIn(errors: unknown, sent: string): string[] {
  const text = JSON.stringify(errors ?? null);
  return INTERNALS.flatMap(([what, pattern]) => {
    const found = pattern.exec(text)?.[0];
    return found === undefined || sent.includes(found) ? [] : [`${what}: ${found.slice(0, 80)}`];
  });
}
