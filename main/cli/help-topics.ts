/** Pages of `longshore help TOPIC` that belong to no single command. */
export const helpTopics: Readonly<Record<string, string>> = {
  targets: `TARGET names a bucket and a key in it:

  oss://bucket/key         Alibaba OSS; keys from OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_SESSION_TOKEN
  s3://bucket/key          Amazon S3 and compatible stores; keys from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
                           AWS_SESSION_TOKEN
  account:bucket/key       the account stored under that name (see: longshore accounts list)

A key that is empty or ends in / is a folder: files keep their names below it.
Everything after the bucket is the key as it is: nothing is decoded, and a//b, ?, # and % are plain characters.
--endpoint and --region say where the bucket is; for OSS the region is taken from the endpoint's name.
Addresses such as http://127.0.0.1:9000 use the path style by themselves; --path-style asks for it elsewhere.`,

  sizes: `Sizes and rates:

  8K 16M 1G 2T             counted in 1024
  8KiB 16MiB 1GiB 2TiB     counted in 1024
  8KB 16MB 1GB 2TB         counted in 1000
  65536                    bytes

A rate is a size per second (10M or 10M/s); off means no limit. Spans of time: 90s 30m 12h 7d 2w.`,

  'exit-codes': `Exit codes:

  0     done; of uploads: all proven
  1     something failed; every failure is listed with cause, remedy and code
  2     the command or a setting makes no sense; nothing was sent
  3     waits for you: keys, permission, disk space, quota; the same command goes on afterwards
  130   stopped by Ctrl-C or a signal; the same command goes on`,

  events: `With --json, each line of standard output is one JSON object with the field "event":

  put       started {files}                         file {path bucket key}
            state {transferId path key at uploadId? partSize?}
            progress {atMs totalBytes confirmedBytes movingBytes resumedBytes bytesPerSecond secondsLeft
                      totalParts confirmedParts totalFiles doneFiles failedFiles}
            noted {transferId what reason}          restarts, adopted parts and the like, with the reason
            retrying {what inMs code cause remedy}  notice {type text …}
            proven {path bucket key transferId size algorithm checksum crc64? storeChecksum etag requestId versionId}
            failed, blocked {path bucket key code cause remedy requestId}
            paused {path bucket key}
            summary {proven failed blocked paused provenBytes safeBytes elapsedMs exitCode}
  get       progress, retrying, saved {bucket key path isProven size algorithm checksum etag requestId}
  ls        object {key size etag lastModifiedMs storageClass}, folder {prefix}, summary {objects folders bytes}
  rm        deleted {key size}, failed {key code cause remedy requestId}, summary {deleted failed}
  uploads   upload {key uploadId initiatedAtMs parts storedBytes transferId}, aborted {key uploadId storedBytes},
            summary {uploads storedBytes}
  accounts  account {name kind endpoint region accessKeyId secretIn}
  bucket    listening {endpoint accessKeyId accessKeySecret buckets}, stats {…}, stopped
  all       error {code cause remedy requestId} when the command as a whole could not be carried out

checksum is hex; crc64 is the same in decimal, as OSS prints it. Fields may be added, none is taken away.`,
};
