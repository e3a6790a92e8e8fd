/**
 * Who a local file is. Two looks at an unchanged file are equal in every field; the times, `inode` and
 * `device` are decimal text because they exceed what a JavaScript number holds.
 */
export interface SourceIdentity {
  readonly size: number;
  readonly mtimeNs: string;
  /** Time of the last change of contents or properties; unlike `mtimeNs`, no program can set it back. */
  readonly ctimeNs: string;
  readonly inode: string;
  readonly device: string;
}

/** Which bytes of a file are meant: from `offset`, `length` of them or, without it, all to the end. */
export interface ByteWindow {
  readonly offset: number;
  readonly length?: number;
}

export interface Source extends SourceIdentity {
  /** Absolute path. */
  readonly path: string;
  /** First byte that goes up; 0 for the whole file. */
  readonly offset: number;
  /** Bytes that go up; `size` for the whole file. */
  readonly length: number;
}
