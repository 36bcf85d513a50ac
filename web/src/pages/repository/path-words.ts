/** Folders and files of a repository in words and steps. */

/** `lib/router`, or the repository's name for its root. */
export function placeName(path: string | undefined, repositoryName: string): string {
  return path === undefined || path === '' ? repositoryName : path;
}

/** Each folder above a path and the path itself: `a/b` → `a`, `a/b`. */
export function pathSteps(path: string): readonly { readonly name: string; readonly path: string }[] {
  if (path === '') return [];
  const names = path.split('/');
  return names.map((name, at) => ({ name, path: names.slice(0, at + 1).join('/') }));
}

/** What a person typed as a path: no slashes or `./` at its ends. */
export function cleanPath(text: string): string {
  return text
    .trim()
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '');
}
