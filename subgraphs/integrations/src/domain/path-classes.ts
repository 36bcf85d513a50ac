import type { FileClass } from '@trellis/contributions/batch.ts';

/** How one path counts. */
export interface PathClass {
  readonly fileClass: FileClass;
  readonly language: string | null;
}

/** A path's class by name and attributes alone; `needsContent` where only the content could tell for sure. */
export type ClassByPath = (path: string) => PathClass & { readonly needsContent: boolean };

/** What ambiguous files of one likeness are at the head, and what each would be by its name. */
interface Usual {
  readonly found: PathClass;
  readonly byName: PathClass;
}

/** Classes of all paths of a history. */
export interface PathClasses {
  classOf(path: string): PathClass;
  /** What an ambiguous path that is gone is taken for, by `likeness`. */
  readonly usual: ReadonlyMap<string, Usual>;
}

/**
 * Classes of all paths of a history, as a function of the analysed head alone: a path that is at the head has its class
 * there; one that is gone has the class of its name, and where the name is ambiguous, the class that most files at the
 * head have whose name says the same.
 */
export function createPathClasses(atHead: ReadonlyMap<string, PathClass>, byPath: ClassByPath): PathClasses {
  const usual = usualClasses(atHead, byPath);
  const gone = new Map<string, PathClass>();
  return { usual, classOf: (path) => atHead.get(path) ?? gone.get(path) ?? remember(path, classOfGone(path)) };

  function classOfGone(path: string): PathClass {
    const { needsContent, fileClass, language } = byPath(path);
    const byName = { fileClass, language };
    return (needsContent ? usual.get(likeness(path, byName))?.found : undefined) ?? byName;
  }

  function remember(path: string, found: PathClass): PathClass {
    gone.set(path, found);
    return found;
  }
}

export function sameClass(a: PathClass | undefined, b: PathClass | undefined): boolean {
  return a?.fileClass === b?.fileClass && a?.language === b?.language;
}

/**
 * Whether paths that were read under one head have another class under a newer one. `suspects` are paths that are new at
 * the head and would have had another class before: they count only if they were in history already.
 */
export function movedClasses(
  before: { readonly atHead: ReadonlyMap<string, PathClass>; readonly classes: PathClasses },
  after: { readonly atHead: ReadonlyMap<string, PathClass>; readonly classes: PathClasses },
): { readonly moved: boolean; readonly suspects: readonly string[] } {
  // Both heads have the same attributes, so a path that is gone has the same likeness at both.
  for (const [like, { byName }] of [...before.classes.usual, ...after.classes.usual]) {
    const was = before.classes.usual.get(like)?.found ?? byName;
    if (!sameClass(was, after.classes.usual.get(like)?.found ?? byName)) return { moved: true, suspects: [] };
  }
  for (const [path, found] of before.atHead) {
    if (!sameClass(found, after.classes.classOf(path))) return { moved: true, suspects: [] };
  }
  const suspects: string[] = [];
  for (const [path, found] of after.atHead) {
    if (!before.atHead.has(path) && !sameClass(found, before.classes.classOf(path))) suspects.push(path);
  }
  return { moved: false, suspects };
}

/** The most frequent class per likeness among the ambiguous files at the head; ties go to the first by name. */
function usualClasses(atHead: ReadonlyMap<string, PathClass>, byPath: ClassByPath): Map<string, Usual> {
  const votes = new Map<string, { byName: PathClass; of: Map<string, { found: PathClass; count: number }> }>();
  for (const [path, found] of atHead) {
    // Vendored and generated files say nothing of the language that hand-written files of that name have.
    if (found.fileClass === 'vendored' || found.fileClass === 'generated') continue;
    const { needsContent, fileClass, language } = byPath(path);
    if (!needsContent) continue;
    const byName = { fileClass, language };
    const like = likeness(path, byName);
    const { of } = votes.get(like) ?? { of: new Map<string, { found: PathClass; count: number }>() };
    votes.set(like, { byName, of });
    const key = classKey(found);
    const vote = of.get(key);
    if (vote === undefined) of.set(key, { found, count: 1 });
    else vote.count += 1;
  }
  const usual = new Map<string, Usual>();
  for (const [like, { byName, of }] of votes) {
    const [first] = [...of].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
    if (first !== undefined) usual.set(like, { found: first[1].found, byName });
  }
  return usual;
}

/** Ambiguous paths are alike where extension and class by name are equal: attributes and case may tell `a.h` from `b.H`. */
function likeness(path: string, byName: PathClass): string {
  return `${classKey(byName)}\0${extensionOf(path)}`;
}

function classKey({ fileClass, language }: PathClass): string {
  return `${fileClass}\0${language ?? ''}`;
}

function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(dot).toLowerCase();
}
