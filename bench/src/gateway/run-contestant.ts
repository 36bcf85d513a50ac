import type { Arena, StartContestant } from './contestant.ts';

/**
 * A contestant's process. Gets its name as argument and the arena as first message; says where it answers, and then what
 * processor time it has used (microseconds) whenever it is asked.
 */
const name = process.argv[2];

process.once('message', async (arena: Arena) => {
  const { start } = (await import(`./contestants/${name}.ts`)) as { start: StartContestant };
  const { url } = await start(arena);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage().rss });
  });
  process.send?.({ url });
});
process.on('disconnect', () => process.exit());
