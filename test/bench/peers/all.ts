import { awscli } from './awscli.ts';
import { find } from './find.ts';
import { longshoreOss, longshoreS3 } from './longshore.ts';
import { ossutil } from './ossutil.ts';
import type { Peer } from './peer.ts';
import { rclone } from './rclone.ts';
import { s3cmd } from './s3cmd.ts';
import { aliOss, awsSdk } from './sdk.ts';

export const peers: readonly Peer[] = [
  longshoreOss,
  longshoreS3,
  ossutil,
  aliOss,
  rclone,
  awsSdk,
  awscli,
  s3cmd,
  find,
];
