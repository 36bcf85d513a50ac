import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Does `work` while holding `file`; waits for another live process that holds it. A holder that was killed is passed over. */
export async function alone(file, work) {
  let said = false;
  while (!take(file)) {
    const holder = Number(readFileSync(file, 'utf8').trim() || 0);
    if (!isAlive(holder)) rmSync(file, { force: true });
    else {
      if (!said) console.error(`… waiting for another installation in this folder (process ${holder})`);
      said = true;
      await sleep(500);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
