import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { eachFile } from './each-file.ts';
import { bucket, keys, partBytes } from './peer.ts';

const [url = '', path = '', parallel = '1'] = process.argv.slice(2);
const client = new S3Client({
  region: 'us-east-1',
  endpoint: url,
  forcePathStyle: true,
  credentials: { accessKeyId: keys.id, secretAccessKey: keys.secret },
});
await eachFile(path, Number(parallel), async (file, key) => {
  if (key === 'large.bin') {
    const params = { Bucket: bucket, Key: key, Body: createReadStream(file) };
    await new Upload({ client, params, partSize: partBytes, queueSize: Number(parallel) }).done();
  } else {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(file) }));
  }
});
client.destroy();
