/**
 * The name shown for a repository: the last part of its path or URL without `.git`, or as many parts as it takes to tell
 * it from the names that are taken.
 */
export function repositoryName(location: string, taken: ReadonlySet<string> = new Set()): string {
  const parts = location
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .split(/[/:]/)
    .filter((part) => part !== '' && part !== '.git');
  for (let length = 1; length < parts.length; length++) {
    const name = withoutSuffix(parts.slice(-length).join('/'));
    if (!taken.has(name)) return name;
  }
  return withoutSuffix(parts.join('/')) || location;
}

function withoutSuffix(name: string): string {
  return name.replace(/(?<=[^/])\.git$/, '');
}
