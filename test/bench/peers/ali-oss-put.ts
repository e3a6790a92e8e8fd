import OSS from 'ali-oss';
import { eachFile } from './each-file.ts';
import { bucket, keys, partBytes } from './peer.ts';

const [url = '', path = '', parallel = '1'] = process.argv.slice(2);
const client = new OSS({
  region: 'oss-cn-hangzhou',
  accessKeyId: keys.id,
  accessKeySecret: keys.secret,
  bucket,
  // For an IP address it would put the bucket into the Host header.
  endpoint: url.replace('127.0.0.1', 'localhost'),
  sldEnable: true,
  authorizationV4: true,
});
await eachFile(path, Number(parallel), (file, key) =>
  key === 'large.bin'
    ? client.multipartUpload(key, file, { partSize: partBytes, parallel: Number(parallel) })
    : client.put(key, file),
);
// Over TLS one of its timers sometimes holds the process for a minute after the last answer.
process.exit();
