import { randomUUID } from 'node:crypto';
import type { Dependency } from '@trellis/observability/readiness.ts';
import type { ObjectStorage } from './object-storage.ts';

/** Object storage, as something that has to be there: an object can be written, read as it was, and deleted. */
export function storageDependency(storage: ObjectStorage): Dependency {
  return {
    name: 'storage',
    async check() {
      const key = `readiness/${randomUUID()}`;
      await storage.put(key, Buffer.from(key));
      try {
        const read = await storage.get(key);
        if (read.toString() !== key) throw new Error('an object was not read as it had been written');
      } finally {
        await storage.delete(key);
      }
    },
  };
}
