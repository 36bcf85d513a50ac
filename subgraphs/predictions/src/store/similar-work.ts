import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** BM25's usual constants: how fast repeats stop to count, and how much a long text is held against itself. */
export const K1 = 1.2;
export const B = 0.75;

const SHOWN_COMMITS = 5;

export interface WorkQuery {
  readonly workspaceId: string;
  readonly generations: readonly string[];
  /** Stemmed, each once. */
  readonly terms: readonly string[];
  /** Credit sets left out: bots. */
  readonly except: readonly string[];
  readonly limit: number;
}

/** How well a person's past commits match a text. */
export interface WorkMatch {
  readonly developerId: string;
  readonly score: number;
  readonly commits: number;
  /** The best matching commits' SHAs, best first, at most five. */
  readonly shas: readonly string[];
  /** Terms found in the person's commits, in the order of the query. */
  readonly terms: readonly string[];
}

/**
 * People by the sum of their commits' BM25 scores, best first:
 * Σ over terms of ln(1 + (N − n + 0.5) / (n + 0.5)) · f · (k1 + 1) / (f + k1 · (1 − b + b · length / average length)),
 * N commits in the index, n of them with the term, f times in this one. A commit of several repositories counts once.
 * Reads the postings of the query's terms alone, whatever the history.
 * Source: S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009 (equation 3.15),
 * with the 1 inside the logarithm that keeps the weight of common terms above zero.
 */
export async function readSimilarWork(db: WorkspaceClient, query: WorkQuery): Promise<WorkMatch[]> {
  const { rows } = await db.query<WorkMatch>(
    `with corpus as (
       select sum(commits)::float8 as commits, sum(terms)::float8 / nullif(sum(commits), 0) as average
       from projection.text_size
       where workspace_id = $1 and generation = any ($2::uuid[]) and credit_set <> all ($4::uuid[])),
     posting as materialized (
       select distinct term, credit_set, unnest(postings) as packed
       from projection.term_posting
       where workspace_id = $1 and generation = any ($2::uuid[]) and term = any ($3::text[])
         and credit_set <> all ($4::uuid[])),
     weight as (
       select term, ln(1 + greatest(corpus.commits - count(*) + 0.5, 0.5) / (count(*) + 0.5)) as idf
       from posting, corpus group by term, corpus.commits),
     scored as (
       select credit_set, packed >> 16 as commit_key, array_agg(term) as terms,
         sum(idf * f * (${K1} + 1) / (f + ${K1} * (1 - ${B} + ${B} * length / corpus.average))) as score
       from posting join weight using (term)
       cross join lateral (
         select ((packed >> 8) & 255)::float8 as f, (packed & 255)::float8 as length) as parts
       cross join corpus
       group by credit_set, commit_key),
     credited as (
       select p.developer_id, s.commit_key, s.score, s.terms,
         row_number() over (partition by p.developer_id order by s.score desc, s.commit_key) as place
       from scored s
       join projection.credit_set_person p on p.workspace_id = $1 and p.credit_set = s.credit_set
       where not p.is_bot),
     person as (
       select developer_id, sum(score) as score, count(*) as commits,
         array_agg(commit_key order by place) filter (where place <= ${SHOWN_COMMITS}) as keys
       from credited group by developer_id order by 2 desc, 1 limit $5)
     select person.developer_id as "developerId", person.score, person.commits::integer,
       array(
         select encode((
             select sha from projection.indexed_commit c
             where c.workspace_id = $1 and c.generation = any ($2::uuid[]) and c.commit_key = key limit 1), 'hex')
         from unnest(person.keys) with ordinality as best (key, place) order by place) as shas,
       array(
         select asked.term from unnest($3::text[]) with ordinality as asked (term, place)
         where exists (
           select from credited c where c.developer_id = person.developer_id and asked.term = any (c.terms))
         order by place) as terms
     from person order by person.score desc, person.developer_id`,
    [query.workspaceId, query.generations, query.terms, query.except, query.limit],
  );
  return rows;
}
