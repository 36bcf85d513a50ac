import { expect, it } from 'vitest';
import { BatchCorruptError, decodeLines, encodeLines } from './codec.ts';

const LINES = Array.from({ length: 200 }, (_, n) => ({ n, at: 1_700_000_000 + n * 7 }));

it('reads the lines it wrote', async () => {
  const { bytes } = await encodeLines(LINES);
  expect(await decodeLines(bytes)).toEqual(LINES);
  expect(await decodeLines((await encodeLines([])).bytes)).toEqual([]);
});

it('finds any flipped byte, though other numbers would make readable lines too', async () => {
  const { bytes } = await encodeLines(LINES);
  for (let at = 0; at < bytes.length; at += 3) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] as number) ^ 0x01;
    const read = await decodeLines(damaged).catch((error: unknown) => error);
    // A bit of the frame's header may say nothing that matters.
    if (!(read instanceof BatchCorruptError)) expect(read).toEqual(LINES);
  }
});
