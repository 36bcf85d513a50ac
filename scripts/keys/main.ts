import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { releaseLock, takeLock } from '../parts/lock.ts';
import { makeKeyRing, openDataFolder } from '../start/data-folder.ts';
import { openStorage } from '../start/storage.ts';
import { ROTATED, type Rotated, rotateKeys } from './rotate.ts';

const USAGE = `Usage: trellis keys rotate ${ROTATED.join('|')}

Puts a new key in the place of the old one. Trellis may go on running; no request is refused.
Of signing keys it takes a good minute: tokens signed with the old key end first.
The key that aliases are hashed with is not rotated: another one needs every repository to be imported anew.`;

const [verb, use] = process.argv.slice(2);
if (verb !== 'rotate' || !ROTATED.includes(use as Rotated)) {
  console.error(USAGE);
  process.exit(2);
}
const folder = openDataFolder(join(dirname(fileURLToPath(import.meta.url)), '..', '..'));
const lock = join(folder.run, 'keys');
if ((await takeLock(lock, 0)) !== undefined) {
  console.error('ROTATION_RUNNING: another rotation is under way here. Wait until it has ended.');
  process.exit(1);
}
try {
  makeKeyRing(folder);
  const storage = await openStorage(folder);
  await rotateKeys({ keyRingFile: folder.keyRingFile, use: use as Rotated, storage, say: console.log });
} finally {
  releaseLock(lock);
}
