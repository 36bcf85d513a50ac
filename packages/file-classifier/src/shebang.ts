/** The interpreter named in the first line (`#!`), as Linguist reads it: without its folder and version; null without one. */
export function interpreterOf(content: Buffer): string | null {
  if (content[0] !== 0x23 || content[1] !== 0x21) return null;
  const text = content.toString('latin1', 0, 4_096);
  const line = text.split('\n', 1)[0] as string;
  const path = /^#!\s*(\S+)/.exec(line);
  if (!path) return null;
  let program = (path[1] as string).split('/').at(-1) ?? '';
  if (program === 'env') {
    const words = line.slice(path[0].length).trim().split(/\s+/);
    // Past the options of env and the variables it sets.
    program = words.find((word) => !/^-/.test(word) && !/^\S+=\S*$/.test(word)) ?? '';
  }
  program =
    program
      .replace(/\.\d+$/, '')
      .split('/')
      .at(-1) ?? '';
  if (program === 'sh') {
    // A shell script that starts another program on itself.
    const started = /exec (\w+)[\s"']+\$0[\s"']+\$@/.exec(text.split('\n').slice(0, 5).join('\n'));
    if (started) return started[1] as string;
  }
  // osascript may run another language.
  if (program === 'osascript' && /-l\s?/.test(line)) return null;
  return program || null;
}
