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

export interface Source extends SourceIdentity {
  /** Absolute path. */
  readonly path: string;
}
