import type { CommitText } from '@trellis/contributions/batch.ts';
import type { Suppression } from '@trellis/people/suppression.ts';

/**
 * The subject that may be kept of a commit: nothing of what an erased person wrote, and no mention of one in what others did.
 * Who is only a co-author did not write it.
 * @param authorId the alias credited first
 */
export function keptSubject(suppression: Suppression, authorId: string | undefined, subject: string): string {
  if (suppression.version === 0) return subject;
  return authorId !== undefined && suppression.isErased(authorId) ? '' : suppression.redact(subject);
}

/** The subjects of a batch's commits by SHA, as far as they may be kept. */
export function keptSubjects(
  suppression: Suppression,
  commits: readonly { readonly sha: string; readonly credit: readonly string[] }[],
  texts: readonly CommitText[],
): Map<string, string> {
  const subjects = new Map(texts.map(({ sha, subject }) => [sha, subject]));
  if (suppression.version === 0) return subjects;
  for (const { sha, credit } of commits) {
    const subject = subjects.get(sha);
    if (subject !== undefined) subjects.set(sha, keptSubject(suppression, credit[0], subject));
  }
  return subjects;
}
