/**
 * What a file is to a metric of code. `source` is what Linguist's statistics count: a language of type programming or
 * markup (or made detectable by an attribute) that is not vendored, generated or documentation. `data` and `prose` are
 * the other types of language; `other` is a file of no known language, or one taken out of the statistics by hand.
 *
 * Where several hold, the first of this order counts: binary, vendored, lock, docs, generated, then the type of the
 * language. Documentation stands before generated, as metrics leave out both, and it never needs a look at the content.
 */
export type FileClass = 'source' | 'vendored' | 'generated' | 'binary' | 'lock' | 'docs' | 'data' | 'prose' | 'other';

export interface Classification {
  readonly fileClass: FileClass;
  /** Linguist's name of the language; null for a binary file or when none is known. */
  readonly language: string | null;
}
