/** The name shown for a repository: the last part of its path or URL, without `.git`. */
export function repositoryName(location: string): string {
  const parts = location.split(/[/:]/).filter((part) => part !== '' && part !== '.git');
  const last = parts.at(-1) ?? location;
  return last.replace(/\.git$/, '') || last;
}
