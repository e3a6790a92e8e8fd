import { createBucketServer } from '../../main/bucket/server.ts';
import { testBucket, testKey } from './local-bucket.ts';

/** A bucket server in a process of its own, over the folder given as argument; says its port in one line. */
const server = await createBucketServer({
  dir: process.argv[2] ?? '',
  credentials: [testKey],
  buckets: [testBucket],
});
process.stdout.write(`${server.port}\n`);
