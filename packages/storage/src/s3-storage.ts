import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { StorageConfig } from '@trellis/config/config.ts';
import { checkKey, checkPrefix, ObjectMissingError, type ObjectStorage, StorageFullError } from './object-storage.ts';

/** Objects in an S3 bucket (any server that speaks the protocol; path-style addresses). */
export function createS3Storage(config: Extract<StorageConfig, { kind: 's3' }>): ObjectStorage {
  const Bucket = config.bucket;
  const s3 = new S3Client({
    endpoint: config.endpoint,
    region: config.region,
    forcePathStyle: true,
    credentials: { accessKeyId: config.accessKey, secretAccessKey: config.secretKey },
  });
  return {
    async put(key, bytes) {
      try {
        await s3.send(new PutObjectCommand({ Bucket, Key: checkKey(key), Body: bytes }));
      } catch (error) {
        if (isFull(error)) throw new StorageFullError(error);
        throw error;
      }
    },
    async get(key) {
      try {
        const answer = await s3.send(new GetObjectCommand({ Bucket, Key: checkKey(key) }));
        return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      } catch (error) {
        if (error instanceof NoSuchKey) throw new ObjectMissingError(key);
        throw error;
      }
    },
    async exists(key) {
      try {
        await s3.send(new HeadObjectCommand({ Bucket, Key: checkKey(key) }));
        return true;
      } catch (error) {
        if (error instanceof NotFound) return false;
        throw error;
      }
    },
    async delete(key) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key: checkKey(key) }));
    },
    async deleteBelow(prefix) {
      checkPrefix(prefix);
      for (;;) {
        // Listed anew each time: what was deleted is gone from the first page.
        const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: 1_000 }));
        const Objects = (page.Contents ?? []).map(({ Key }) => ({ Key: Key as string }));
        if (Objects.length === 0) return;
        const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
        const failed = answer.Errors?.[0];
        if (failed !== undefined) throw new Error(`Deleting ${failed.Key} failed: ${failed.Code}.`);
      }
    },
    async *list(prefix) {
      checkPrefix(prefix);
      let ContinuationToken: string | undefined;
      do {
        const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken }));
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    },
    async ready() {
      await s3.send(new HeadBucketCommand({ Bucket }));
    },
  };
}

/** S3 itself is never full; servers that speak its protocol say so as HTTP does, or by a quota's name. */
function isFull(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    (error.$metadata.httpStatusCode === 507 || /Quota|StorageFull/.test(error.name))
  );
}
