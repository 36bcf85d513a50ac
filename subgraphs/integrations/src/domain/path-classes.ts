import type { FileClass } from '@trellis/contributions/batch.ts';

/** How one path counts. */
export interface PathClass {
  readonly fileClass: FileClass;
  readonly language: string | null;
}

/** A path's class by name and attributes alone; `needsContent` where only the content could tell for sure. */
export type ClassByPath = (path: string) => PathClass & { readonly needsContent: boolean };

/** Classes of all paths of a history. */
export interface PathClasses {
  classOf(path: string): PathClass;
  /** What an ambiguous path that is gone is taken for, by extension. */
  readonly usual: ReadonlyMap<string, PathClass>;
}

/**
 * Classes of all paths of a history, as a function of the analysed head alone: a path that is at the head has its class
 * there; one that is gone has the class of its name, and where the name is ambiguous, the class that most files with the
 * same extension have at the head.
 */
export function createPathClasses(atHead: ReadonlyMap<string, PathClass>, byPath: ClassByPath): PathClasses {
  const usual = usualClasses(atHead, byPath);
  const gone = new Map<string, PathClass>();
  return { usual, classOf: (path) => atHead.get(path) ?? gone.get(path) ?? remember(path, classOfGone(path)) };

  function classOfGone(path: string): PathClass {
    const { needsContent, fileClass, language } = byPath(path);
    return (needsContent ? usual.get(extensionOf(path)) : undefined) ?? { fileClass, language };
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
  for (const extension of new Set([...before.classes.usual.keys(), ...after.classes.usual.keys()])) {
    const gone = `\0/${extension.startsWith('.') ? 'gone' : ''}${extension}`;
    if (!sameClass(before.classes.classOf(gone), after.classes.classOf(gone))) return { moved: true, suspects: [] };
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

/** The most frequent class per extension among the ambiguous files at the head; ties go to the first by name. */
function usualClasses(atHead: ReadonlyMap<string, PathClass>, byPath: ClassByPath): Map<string, PathClass> {
  const votes = new Map<string, Map<string, { found: PathClass; count: number }>>();
  for (const [path, found] of atHead) {
    // Vendored and generated files say nothing of the language that hand-written files of that name have.
    if (found.fileClass === 'vendored' || found.fileClass === 'generated' || !byPath(path).needsContent) continue;
    const extension = extensionOf(path);
    const of = votes.get(extension) ?? new Map<string, { found: PathClass; count: number }>();
    votes.set(extension, of);
    const key = `${found.fileClass}\0${found.language ?? ''}`;
    const vote = of.get(key);
    if (vote === undefined) of.set(key, { found, count: 1 });
    else vote.count += 1;
  }
  const usual = new Map<string, PathClass>();
  for (const [extension, of] of votes) {
    const [first] = [...of].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
    if (first !== undefined) usual.set(extension, first[1].found);
  }
  return usual;
}

function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(dot).toLowerCase();
}
