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

  sources: `What longshore put sends:

  FILE                     a file; --offset 1000 from that byte on, --length 500 so many bytes
  -                        standard input, to its end; a file of that name is written ./-
  https://… http://…       what that address gives, passed through without being kept here
  --text TEXT              this text, in UTF-8

  mysqldump shop | gzip | longshore put - oss://my-bucket/shop.sql.gz
  longshore put https://example.com/image.iso oss://my-bucket/images/
  longshore put --text 'ready' oss://my-bucket/state.txt
  longshore put --offset 1000 video.mp4 oss://my-bucket/rest.bin

Several files and addresses go side by side when TARGET is a folder (its key is empty or ends in /), where they keep
their names. Standard input and a text have none, so TARGET names their key.
A file that was interrupted goes on with the same command. A stream can't be read twice: when it is stopped, nothing is
stored and its parts are removed from the server. Of a program in front of a pipe only the end of its output is seen,
not whether it failed: say set -o pipefail in scripts, and remove the object when the pipeline failed.
The media type follows the ending of the file's name or the key; for an address, its server tells it; --content-type
overrides both. A file's time of modification is kept as metadata mtime, of an address what its server says
(Last-Modified); pipes and texts have none. --simple sends in one request whatever the size, up to 5 GiB.`,

  resumable: `For users of the OSS SDK for Python: resumable_upload is longshore put, and every parameter has its place.

  resumable_upload         its usual value           longshore put           our usual value
  store                    ~/.py-oss-upload          --data-dir              the system's place for application data
  headers                  none                      the options under Object: and Callback: (longshore help put)
  multipart_threshold      10 MiB                    --threshold             10 MiB
  part_size                10 MiB, doubled until     --part-size             16 MiB, more in steps of 1 MiB until
                           10,000 parts suffice                              10,000 parts suffice
  num_threads              1                         --parallel              as the line is worth, over all files
  progress_callback        none                      --json (progress)       a bar, or a line every 10 %
  params                   none                      nothing needs it

Other tools begin parts at: Go Uploader, 6 MiB (parts of 6 MiB, 3 at once); JavaScript multipartUpload, 100 KiB (1 MiB,
5 at once); ossutil cp, 100 MiB.
An upload that was begun keeps its part size: after an interruption, another --part-size counts only for a new upload.`,

  callbacks: `OSS can tell an application about an object once it is stored:

  --callback-url URL              whom: http or https; again for others, up to 5, tried in order until one succeeds
  --callback-body TEXT            what, with variables
  --callback-body-type TYPE       form (usual): a=b&c=d, values are URL-encoded; json: values come with their quotes
  --callback-var x:name=value     a value of your own, for \${x:name}
  --callback-host HOST            the Host header, when it is not the host of the URL
  --callback-sni                  name the host in the TLS greeting

Variables:

  \${bucket} \${object} \${etag} \${size} \${mimeType}
  \${imageInfo.height} \${imageInfo.width} \${imageInfo.format}       empty for what is no image
  \${x:name}                                                        of --callback-var x:name=value

For example; single quotes keep the shell from filling in the variables:

  longshore put photo.jpg oss://my-bucket/photos/ \\
    --callback-url https://app.example.com/stored --callback-body-type json \\
    --callback-body '{"key":\${object},"size":\${size},"order":\${x:order}}' --callback-var x:order=42

The application has 5 seconds to answer with status 200 and JSON; the answer is shown. When that fails, the object is
stored and proven all the same: the command ends with exit code 4 and prints the longshore callback … that asks once
more, to be pasted as it is (what looks like a secret stands there as ***): it stores the object anew from itself on
the server, and nothing is sent again.`,

  sizes: `Sizes and rates:

  8K 16M 1G 2T             counted in 1024
  8KiB 16MiB 1GiB 2TiB     counted in 1024
  8KB 16MB 1GB 2TB         counted in 1000
  65536                    bytes

A rate is a size per second (10M or 10M/s); off means no limit. Spans of time: 90s 30m 12h 7d 2w.
--limit-rate also takes rates by the local time of the day, and one for the rest of it: 08:00-18:00=2M,22:00-06:00=off,5M.`,

  appending: `longshore append FILE TARGET puts the bytes of FILE that the object lacks at the object's end (OSS only):

  longshore append app.log oss://my-bucket/logs/            what is new, and done
  longshore append --follow app.log oss://my-bucket/logs/   until Ctrl-C, once a second (--interval)

The record tells how far an object is; each append is written down before it is sent, and confirmed by the CRC64 of the
whole object. When an answer is lost, the object's length and CRC64 tell what became of the append: nothing is sent
twice, nothing left out, whatever is cut or killed. With --follow, passing trouble only makes it wait.
An object of which nothing is recorded is left alone. --from-remote goes on from it when its bytes are the head of FILE.
What the options under Object: say is fixed by the first append, and so is the metadata mtime: when the file had been
changed last at the moment at which the object was made.

A further object is begun, named by --roll (for app.log: app.1.log, app.2.log, …; names that exist are skipped),

  when the object is full  at 5 GiB, or --roll-at SIZE
  when FILE was rotated    another file has its name; the old one goes on to its own object, under its new name, too
  when FILE was cut        or written anew in place, as copytruncate does; the rest is read from the copy in its folder

A rotated file is appended from for as long as it may still grow: until it was quiet for a minute (or ten intervals, if
they are longer), up to eight files at a time, and by the next run, too, when its file is still in the folder. What is
written to it after that is told (bytesMissed), until it is deleted or eight others came after it; the exit code then is
1. A copy is told by its name (app.log.1, app-20260131.log, app.log.copy), its bytes and that it is no older than what was
read. Without one, what nobody read before a cut is lost, which is told, too.
Each object holds bytes of one file in one piece. --no-roll stops there instead.
When a run begins, up to 64 MiB of the object are compared with FILE; of more, the first and last 4 KiB, or all when
FILE is another file than before. What had the name only between two looks, or while nothing ran, is not looked for.
Ctrl-C ends a followed file once the append in flight is over: exit code 0 when all of it was there, else 130. With
--report, each end of a run writes the objects that it has proven to a file, for longshore prove --check; an object that
has grown by then is proven from the file, which is found under its new name in the folder, too.`,

  syncing: `longshore sync DIR TARGET keeps a whole folder up, and knows it:

  longshore sync ~/photos oss://my-bucket/photos/            one pass
  longshore sync ~/photos oss://my-bucket/photos/ --watch    on and on, until Ctrl-C
  longshore sync ~/photos oss://my-bucket/photos/ --dry-run  what would be done and why, and what it costs
  longshore sync --all --watch                               every folder that is remembered
  longshore folders                                          how each of them stands
  longshore why ~/photos/a.jpg                               why this one was sent, skipped, held or deleted
  longshore verify ~/photos --sample 1%                      read again, compare with the bucket

Up to date    is said by comparison: every file that the last full scan found is proven in the bucket, and nothing waits.
              Else it says NOT up to date, and why; every file that is not there as it is here is listed with cause and
              remedy. With --watch, scans go on (--rescan). Nothing compared for --stale-after raises the alarm, also in: folders.
Remembered    are DIR, TARGET, whose keys, and the options; never the keys. What is not given again stays as it was; a
              switch is taken back by its opposite (--no-include-git, --default-ignores), lists by a new one or none
              (--no-ignore, --no-append), everything by --reset-settings. --dry-run remembers nothing.
Modes         upload-only (usual): deletions here do nothing there. mirror: they follow, through the delete firewall:
              the folder must be the right one (a marker file in it; --renew-marker after a move to another drive);
              more than --max-deletes files or --max-delete-percent of all stop and ask (--agree-deletes N, once); the
              rest waits for --delete-delay, and moves to --trash, from where --restore-trash brings it back.
              A folder that is not there, such as one on a drive that was taken out, is never taken for an empty one.
Conflicts     when another machine changed an object since our last sync, both versions are kept, ours under a name
              with host and date (--on-conflict keep-both); with --on-conflict ours, ours takes its place.
Names         go up byte for byte. What can't go up (no UTF-8, too long) is listed as failed; what other systems could
              not have (letters that differ in case alone, CON, a:b) goes up with a warning, or with --strict-names not.
Left out      are names of unfinished downloads and of systems (.DS_Store, Thumbs.db, ~$*) unless --no-default-ignores,
              .git unless --include-git, links unless --symlinks follow, and what --ignore or a file .longshoreignore in
              any directory says, in the syntax of .gitignore. --explain-ignore PATH names the rule that decides.
Half-written  files wait until they were left alone for --quiet, or --patience is over.
Logs          that match --append go up by appending their new bytes (OSS).

The first pass lists the bucket: what is there already is adopted by checksum, or with --trust-mtime by size and mtime;
what is there in another version is replaced, and a copy of it kept in the trash.
Afterwards, files that did not change cost no request. Moved files are copied on the server.
Prices for --dry-run: --price "0.12 put=0.01 get=0.01 CNY", or in config.toml
[prices] gb-month = 0.12, per-10000-put = 0.01, per-10000-get = 0.01, currency = "CNY".`,

  'exit-codes': `Exit codes:

  0     done; of uploads: all proven; of folders: up to date
  1     something failed; every failure is listed with cause, remedy and code
  2     the command or a setting makes no sense; nothing was sent
  3     waits for you: keys, permission, disk space, quota, a folder that is not there or paused, deletions that are
        held; the same command goes on afterwards
  4     everything is stored and proven, but the callback to an application failed (longshore help callbacks)
  130   stopped by Ctrl-C or a signal; the same command goes on (a stream begins anew)`,

  events: `With --json, each line of standard output is one JSON object with the field "event":

  put       started {files}                         file {path bucket key from name}
            state {transferId path key at uploadId? partSize?}
            progress {atMs totalBytes isTotalKnown confirmedBytes movingBytes resumedBytes bytesPerSecond secondsLeft
                      totalParts confirmedParts totalFiles doneFiles failedFiles}
            noted {transferId what reason}          restarts, adopted parts and the like, with the reason
            retrying {what inMs code cause remedy}  notice {type text …}
            proven {path bucket key transferId size algorithm checksum crc64? storeChecksum etag requestId versionId
                    callbackAnswer?}
            callbackFailed {as proven, with callbackMessage callbackEc code cause remedy repeat}; repeat: the command
                                                    that makes the callback again, secrets hidden as ***
            failed, blocked {path bucket key code cause remedy requestId}
            paused, stopped {path bucket key}       a file goes on later, of a stream nothing is left
            summary {proven callbackFailed failed blocked paused stopped provenBytes safeBytes elapsedMs exitCode}
  append    started {path bucket key position crc64}   where it goes on
            appended {key position size crc64 requestId}   position: the object's length now, size: bytes of this append
            rolled {from to reason}                 full, rotated, truncated or rewritten
            noticed {what reason}                   answerFound, headFound, objectGone, emptyObject, optionsKept,
                                                    bytesMissed, oldFileFound, oldFileLeft, fileMissing
            progress, retrying, notice as for put
            proven {path offset bucket key addedBytes size algorithm checksum crc64 storeChecksum etag requestId
                    versionId}                      at each end of a run; path is null for a file not in its folder
            summary {objects appendedBytes isComplete isAnythingMissed exitCode}
  sync      folder {root target mode isRemembered}  one for each folder, whose root is in all that follows
            listing {objects}, listed {objects bytes}, scanning {files directories}
            scanned {files directories planned plannedBytes}
            decided {atMs path what reason why facts}   --verbose; what: upload, compare, copy, append, delete, mark,
                                                    skip, adopt, hold, forget, conflict, fail or done
            began {path what size}, ended {path what bytes reason why facts}
            problem {path weight sinceMs retryAtMs code cause remedy requestId}   weight: failed, warning or skipped
            solved {path}, replaced {path key trashKey}, conflict {path key conflictKey}
            deletesHeld {count known sample}
            deletesDelayed {count untilMs}
            watching {directoriesFound directoriesWatched overflows mode code? cause? remedy?}   mode: live or scheduled
            rootLost {code cause remedy}, rootBack, paused, resumed, stale {sinceMs}
            upToDate {isUpToDate upToDateAtMs files bytes scannedAtMs provenFiles provenBytes failed warnings skipped
                      waiting waitingBytes heldDeletes isPaused verifiedAtMs}
            progress, retrying, notice as for put
            failed {code cause remedy}              the folder as a whole could not be synced
            left {as problem}                       every problem that is left
            result {uploaded uploadedBytes adopted copied appendedBytes deleted replaced conflicts isStopped … as upToDate}
            summary {folders upToDate exitCode}
            --dry-run: planLine {root what path size reason why facts}, plan {root target byKind requests deletesHeld
                      problems requestCost? monthlyCost? currency?}
            restored {root restored kept isStopped}, ignore {root path isIgnored rule}
  verify    as sync while it reads, verified {root target files verified bytesRead changed missing different unprovable
                      foreign repaired oldestPassMs exitCode}
  why       path {root target path known problem planned}, decision {root atMs path what reason why facts}
  folders   folder {root target endpoint account mode createdAtMs isBusy isStale … as upToDate}, problem as for sync
            paused, resumed, removed {root}
  get       progress, retrying, saved {bucket key path isProven size algorithm checksum etag requestId}
  ls        object {key size etag lastModifiedMs storageClass}, folder {prefix}, summary {objects folders bytes}
  rm        deleted {key size}, failed {key code cause remedy requestId}, summary {deleted failed}
  uploads   upload {key uploadId initiatedAtMs parts storedBytes origin isLiving transferId path? at? percent?}
                                                    origin: transfer, stream, by-hand, left or unknown
            summary {uploads storedBytes transfer loose unknown monthlyCost? currency?}
            aborted {key uploadId storedBytes}, failed {key uploadId code cause remedy requestId}
            tidied, spared {key uploadId}           left by an earlier run; in use by a living process
            lifecycleRule {format document apply}   and with --resume, what put tells
            by hand, also without --json: begun {bucket key uploadId algorithm}
            part {number size etag algorithm checksum}, aborted {bucket key uploadId parts storedBytes}
            completed {bucket key uploadId parts found proven size … as proven, callback? or reason}
                                                    found: an earlier try had made it; code cause remedy repeat
                                                    when a callback failed
  doctor    started {target endpoint}, check {id became says tookMs} with became passed, warned, failed or skipped;
                                                    failed: code cause remedy requestId missing? policy? for says
            summary {passed warned failed skipped prefix left policy}
  link      link {url method bucket key headers expiresAtMs isTemporary curl}
  prove     progress, proven {path bucket key size algorithm checksum …} as for put
            checked {path bucket key object grownBytes file}   --check: object is "same" or {code cause remedy
                                                    requestId}; file is that too, or "gone" or "unread"
            summary {entries sound failed grown filesGone bytes}   --check
  callback  calledBack {bucket key size algorithm checksum … callbackAnswer}
            callbackFailed {as calledBack, with callbackMessage callbackEc code cause remedy repeat}
  explain   code {code is en {cause remedy} zh-CN {cause remedy}}
  accounts  account {name kind endpoint region accessKeyId secretIn}
  serve     listening {port links}, stopped         links: each lets a browser in, the same one once
  bucket    listening {endpoint accessKeyId accessKeySecret buckets}, stats {…}, stopped
  all       error {code cause remedy requestId} when the command as a whole could not be carried out

path is null for what is no file; from is file, stdin, text or web. proven in a summary counts callbackFailed, too.
isTotalKnown is false while a stream goes on whose length nobody knows; totalBytes then is what came so far.
grownBytes were appended to an object since its proof.
checksum is hex; crc64 is the same in decimal, as OSS prints it. Fields may be added, none is taken away.`,
};
