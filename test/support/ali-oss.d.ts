/** What the tests use of the official OSS SDK, which brings no types. */
declare module 'ali-oss' {
  import type { IncomingHttpHeaders } from 'node:http';

  interface Answer {
    readonly res: { readonly status: number; readonly headers: IncomingHttpHeaders };
  }

  interface Checkpoint {
    readonly file: string | Buffer;
    readonly name: string;
    readonly fileSize: number;
    readonly partSize: number;
    readonly uploadId: string;
    readonly doneParts: { readonly number: number; readonly etag: string }[];
  }

  interface CallbackOption {
    readonly url: string;
    readonly host?: string;
    readonly body: string;
    readonly contentType?: string;
    readonly callbackSNI?: boolean;
    readonly customValue?: Readonly<Record<string, string>>;
  }

  /** What the application said, when a callback was asked for. */
  interface CalledBack {
    readonly data?: unknown;
  }

  interface MultipartOptions {
    readonly partSize?: number;
    readonly parallel?: number;
    readonly checkpoint?: Checkpoint;
    readonly headers?: Record<string, string>;
    readonly meta?: Record<string, string>;
    readonly mime?: string;
    readonly callback?: CallbackOption;
    progress?(fraction: number, checkpoint?: Checkpoint): void | Promise<void>;
  }

  interface Listed {
    readonly name: string;
    readonly size: number;
    readonly etag: string;
    readonly type: string;
  }

  interface Options {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly stsToken?: string;
    readonly region?: string;
    readonly endpoint?: string;
    readonly bucket?: string;
    readonly sldEnable?: boolean;
    readonly authorizationV4?: boolean;
  }

  type Headers = { readonly headers?: Record<string, string> };

  class OSS {
    constructor(options: Options);
    put(
      name: string,
      file: Buffer | string,
      options?: Headers & {
        readonly meta?: Record<string, string>;
        readonly mime?: string;
        readonly callback?: CallbackOption;
      },
    ): Promise<Answer & CalledBack>;
    get(name: string, options?: Headers): Promise<Answer & { readonly content: Buffer }>;
    head(name: string): Promise<Answer & { readonly meta: Record<string, string> | null }>;
    getObjectMeta(name: string): Promise<Answer>;
    delete(name: string): Promise<Answer>;
    deleteMulti(
      names: readonly string[],
      options?: { readonly quiet?: boolean },
    ): Promise<Answer & { readonly deleted: readonly { readonly Key: string }[] | null }>;
    copy(
      name: string,
      source: string,
      options?: Headers & { readonly meta?: Record<string, string> },
    ): Promise<Answer & { readonly data: { readonly etag: string } | null }>;
    append(
      name: string,
      file: Buffer,
      options?: { readonly position?: string | number },
    ): Promise<Answer & { readonly nextAppendPosition: string }>;
    list(query: Record<string, string | number>): Promise<
      Answer & {
        readonly objects?: readonly Listed[];
        readonly prefixes: readonly string[] | null;
        readonly isTruncated: boolean;
        readonly nextMarker: string | null;
      }
    >;
    listV2(query: Record<string, string | number>): Promise<
      Answer & {
        readonly objects?: readonly Listed[];
        readonly prefixes: readonly string[] | null;
        readonly isTruncated: boolean;
        readonly nextContinuationToken: string | null;
        readonly keyCount: number;
      }
    >;
    multipartUpload(
      name: string,
      file: string | Buffer,
      options?: MultipartOptions,
    ): Promise<Answer & CalledBack & { readonly etag: string }>;
    multipartUploadCopy(
      name: string,
      source: { readonly sourceKey: string; readonly sourceBucketName: string },
      options?: MultipartOptions,
    ): Promise<Answer & { readonly etag: string }>;
    initMultipartUpload(name: string): Promise<Answer & { readonly uploadId: string }>;
    uploadPart(
      name: string,
      uploadId: string,
      number: number,
      file: string | Buffer,
      start: number,
      end: number,
    ): Promise<Answer & { readonly etag: string }>;
    completeMultipartUpload(
      name: string,
      uploadId: string,
      parts: readonly { readonly number: number; readonly etag: string }[],
    ): Promise<Answer>;
    abortMultipartUpload(name: string, uploadId: string): Promise<Answer>;
    listParts(
      name: string,
      uploadId: string,
      query?: Record<string, string | number>,
    ): Promise<
      Answer & {
        readonly parts: readonly {
          readonly PartNumber: string;
          readonly ETag: string;
          readonly Size: string;
        }[];
        readonly isTruncated: string;
        readonly nextPartNumberMarker: string;
      }
    >;
    listUploads(query: Record<string, string | number>): Promise<
      Answer & {
        readonly uploads: readonly { readonly name: string; readonly uploadId: string }[];
        readonly isTruncated: boolean;
        readonly nextKeyMarker: string | null;
        readonly nextUploadIdMarker: string | null;
      }
    >;
    signatureUrl(
      name: string,
      options?: {
        readonly method?: string;
        readonly expires?: number;
        readonly 'Content-Type'?: string;
        readonly callback?: CallbackOption;
        readonly trafficLimit?: number;
      },
    ): string;
    signatureUrlV4(
      method: string,
      expires: number,
      request: { readonly headers?: Record<string, string>; readonly queries?: Record<string, string> },
      name: string,
    ): Promise<string>;
    getObjectTagging(name: string): Promise<Answer & { readonly tag: Readonly<Record<string, string>> }>;
    getACL(name: string): Promise<Answer & { readonly acl: string }>;
    listBuckets(): Promise<{
      readonly buckets: readonly { readonly name: string; readonly region: string }[];
    }>;
    putBucket(name: string): Promise<Answer>;
    deleteBucket(name: string): Promise<Answer>;
    getBucketInfo(
      name: string,
    ): Promise<{ readonly bucket: { readonly Name: string; readonly Location: string } }>;
    getBucketLocation(name: string): Promise<{ readonly location: string }>;
    getBucketStat(name: string): Promise<{ readonly stat: Record<string, string> }>;
  }

  export = OSS;
}
