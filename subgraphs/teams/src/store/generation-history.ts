import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { ReadableGeneration } from '@trellis/projection/readable-generations.ts';
import type { GenerationHistory, HeadFileEntry, PathCredits, WorkspaceAlias } from '../domain/generation-history.ts';

/** Commits dated up to a day ahead count: an author's clock may run before ours. Later ones make nobody active. */
const CLOCK_SKEW_SECONDS = 86_400;

/**
 * Loads all that authorship of a generation is computed from. One statement, so one state of the database; each
 * column comes as one block of bytes, which costs a fifth of what rows do.
 * @param at who is active is asked for this moment (seconds since 1970); of commits after it nothing is known
 */
export async function loadGenerationHistory(
  db: WorkspaceClient,
  workspaceId: string,
  { generation, repositoryId }: ReadableGeneration,
  at: number,
): Promise<GenerationHistory> {
  const { rows } = await db.query<Record<Column, Buffer | null>>(LOAD, [
    workspaceId,
    generation,
    repositoryId,
    at + CLOCK_SKEW_SECONDS,
  ]);
  const column = (name: Column) => rows[0]?.[name] ?? Buffer.alloc(0);
  const aliases = (JSON.parse(column('aliases').toString('utf8') || '[]') as AliasRow[]).map(toAlias);
  const aliasNumbers = new Map(aliases.map(({ aliasId }, index) => [aliasId, index]));
  const credits = JSON.parse(column('credits').toString('utf8') || '[]') as [number, string[]][];
  const creditAliases: Int32Array[] = [];
  for (const [number, ids] of credits)
    creditAliases[number] = Int32Array.from(ids, (id) => aliasNumbers.get(id) as number);
  return {
    pathCount: integers(column('path_count'))[0] ?? 0,
    files: headFiles(column),
    pathCredits: pathCredits(column),
    renames: { paths: integers(column('renamed')), oldPaths: integers(column('renamed_from')) },
    aliases,
    credits: creditAliases,
  };
}

type Column =
  | ('path_count' | 'head_ids' | 'head_lengths' | 'head_paths' | 'head_kinds' | 'kinds')
  | ('path_ids' | 'credit_nos' | 'additions' | 'deliveries' | 'first_at' | 'first_sha' | 'last_at')
  | ('renamed' | 'renamed_from' | 'credits' | 'aliases');

type AliasRow = readonly [
  aliasId: string,
  developerId: string | null,
  nameHash: string | null,
  emailHash: string | null,
  isBot: boolean | null,
  lastAt: number | null,
];

const LOAD = `
select * from
(select int4send(coalesce(max(path_id) + 1, 0)) as path_count
 from projection.path where workspace_id = $1 and generation = $2) counted,
(select string_agg(int4send(path_id), '') as head_ids, string_agg(int4send(octet_length(path)), '') as head_lengths,
   string_agg(convert_to(path, 'UTF8'), '') as head_paths, string_agg(int4send(kind::int), '') as head_kinds,
   convert_to((select json_agg(json_build_array(k.kind, k.class, k.language))::text from (
     select distinct class, language, dense_rank() over (order by class, language) as kind
     from projection.path where workspace_id = $1 and generation = $2 and at_head) k), 'UTF8') as kinds
 from (select path_id, path, dense_rank() over (order by class, language) as kind
   from projection.path where workspace_id = $1 and generation = $2 and at_head) head) files,
(select string_agg(int4send(path_id), '') as path_ids, string_agg(int4send(credit_no), '') as credit_nos,
   string_agg(int4send(additions), '') as additions, string_agg(int4send(deliveries), '') as deliveries,
   string_agg(float8send(first_at::float8), '') as first_at, string_agg(first_sha, '') as first_sha,
   string_agg(float8send(last_at::float8), '') as last_at
 from projection.path_credit where workspace_id = $1 and generation = $2) credited,
(select string_agg(int4send(path_id), '') as renamed, string_agg(int4send(old_path_id), '') as renamed_from
 from projection.rename where workspace_id = $1 and generation = $2) renames,
(select convert_to(json_agg(json_build_array(credit_no, alias_ids))::text, 'UTF8') as credits
 from projection.credit where workspace_id = $1 and generation = $2) named,
(select convert_to(json_agg(json_build_array(a.alias_id, p.developer_id, p.name_hash, p.email_hash, p.is_bot, a.last_at)
   order by a.alias_id)::text, 'UTF8') as aliases
 from (
   -- At work anywhere in the workspace: in the current state of each repository, of this one in the state asked for.
   select alias_id, max(last_at) as last_at
   from record.generation g
   join projection.credit c on c.workspace_id = $1 and c.generation = g.generation
   cross join unnest(c.alias_ids) as alias_id
   left join (select generation, credit_no, max(last_at) as last_at from projection.credit_day
     where workspace_id = $1 and last_at <= $4 group by generation, credit_no) d
     on d.generation = c.generation and d.credit_no = c.credit_no
   where g.workspace_id = $1 and (g.generation = $2 or g.state = 'current' and g.repository_id <> $3)
   group by alias_id) a
 left join record.alias_person p on p.workspace_id = $1 and p.alias_id = a.alias_id) who`;

/** An alias that no decision has reached yet is a person of its own. */
function toAlias([aliasId, developerId, nameHash, emailHash, isBot, lastAt]: AliasRow): WorkspaceAlias {
  return { aliasId, developerId: developerId ?? aliasId, nameHash, emailHash, isBot: isBot ?? false, lastAt };
}

function headFiles(column: (name: Column) => Buffer): HeadFileEntry[] {
  const kinds = new Map<number, { fileClass: string; language: string | null }>();
  for (const [kind, fileClass, language] of JSON.parse(column('kinds').toString('utf8') || '[]') as [
    number,
    string,
    string | null,
  ][])
    kinds.set(kind, { fileClass, language });
  const [ids, lengths, kindOf] = [column('head_ids'), column('head_lengths'), column('head_kinds')].map(integers);
  const paths = column('head_paths');
  let at = 0;
  const files = Array.from(ids as Int32Array, (pathId, index): HeadFileEntry => {
    const path = paths.toString('utf8', at, at + (lengths?.[index] as number));
    at += lengths?.[index] as number;
    return {
      pathId,
      path,
      ...(kinds.get(kindOf?.[index] as number) as { fileClass: string; language: string | null }),
    };
  });
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function pathCredits(column: (name: Column) => Buffer): PathCredits {
  const path = integers(column('path_ids'));
  const shas = Buffer.from(column('first_sha'));
  // All SHAs of a repository have one length: 20 bytes, or 32 under SHA-256.
  const length = path.length === 0 ? 0 : shas.length / path.length;
  return {
    path,
    credit: integers(column('credit_nos')),
    additions: integers(column('additions')),
    deliveries: integers(column('deliveries')),
    firstAt: floats(column('first_at')),
    lastAt: floats(column('last_at')),
    firstSha: (entry) => shas.toString('hex', entry * length, (entry + 1) * length),
  };
}

/** PostgreSQL sends numbers in network order. A copy, as the bytes belong to the connection's buffer and may be unaligned. */
function integers(bytes: Buffer): Int32Array {
  const own = new Uint8Array(bytes);
  Buffer.from(own.buffer).swap32();
  return new Int32Array(own.buffer);
}

function floats(bytes: Buffer): Float64Array {
  const own = new Uint8Array(bytes);
  Buffer.from(own.buffer).swap64();
  return new Float64Array(own.buffer);
}
