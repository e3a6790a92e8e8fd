import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { testBucket, testKey } from '../../support/local-bucket.ts';

export interface SeenObject {
  readonly key: string;
  readonly size: number;
  /** Without quotes, in lower case: the two protocols differ in both. */
  readonly etag: string;
}

export interface SeenUpload {
  readonly key: string;
  readonly uploadId: string;
}

/** The bucket as somebody else's client sees it. */
export interface Look {
  objects(prefix: string): Promise<readonly SeenObject[]>;
  /** Null when there is none. */
  bytes(key: string): Promise<Buffer | null>;
  /** Keys of unfinished uploads, one for each. */
  uploads(prefix: string): Promise<readonly string[]>;
  unfinished(prefix: string): Promise<readonly SeenUpload[]>;
  /** Lets go of its connections. */
  end(): void;
}

/** Of the bucket process at that port; asks it directly. */
export function lookAt(port: number): Look {
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    maxAttempts: 3,
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.accessKeySecret },
  });
  const Bucket = testBucket;

  async function unfinished(Prefix: string): Promise<readonly SeenUpload[]> {
    const { Uploads = [], IsTruncated } = await client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix }),
    );
    if (IsTruncated) throw new Error('more uploads are left than one page holds');
    return Uploads.map(({ Key = '', UploadId = '' }) => ({ key: Key, uploadId: UploadId }));
  }

  return {
    async objects(Prefix) {
      const found: SeenObject[] = [];
      let token: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket, Prefix, ...(token && { ContinuationToken: token }) }),
        );
        for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? [])
          found.push({ key: Key, size: Size, etag: ETag.replaceAll('"', '').toLowerCase() });
        token = page.NextContinuationToken;
      } while (token);
      return found;
    },
    async bytes(Key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      } catch (thrown) {
        if (thrown instanceof Error && thrown.name === 'NoSuchKey') return null;
        throw thrown;
      }
    },
    uploads: async prefix => (await unfinished(prefix)).map(({ key }) => key),
    unfinished,
    end: () => client.destroy(),
  };
}
