/**
 * What is left out unless a folder says otherwise, in gitignore syntax. Only what the system or a program makes for itself
 * and makes again, or what is not finished yet; nothing that a user would miss.
 */
export const defaultIgnoreLines: readonly string[] = [
  // Kept by file managers and indexers.
  '.DS_Store',
  '._*',
  '.AppleDouble/',
  '.Spotlight-V100/',
  '.fseventsd/',
  '.TemporaryItems/',
  '.DocumentRevisions-V100/',
  '[Tt]humbs.db',
  '[Ee]hthumbs.db',
  '[Ee]hthumbs_vista.db',
  '[Dd]esktop.ini',
  '.directory',
  // Bins, and what belongs to a file system or a running system as a whole.
  '.Trash-*/',
  '.Trashes/',
  '$RECYCLE.BIN/',
  'System Volume Information/',
  'lost+found/',
  'hiberfil.sys',
  'pagefile.sys',
  'swapfile.sys',
  '.nfs[0-9a-f]*',
  '.fuse_hidden*',
  // Locks and working copies of programs that have a document open.
  '~$*',
  '.~lock.*#',
  '*.swp',
  '.*.sw[a-o]',
  '*.kate-swp',
  '.goutputstream-*',
  // Not finished yet; the finished file has another name.
  '*.tmp',
  '*.part',
  '*.filepart',
  '*.partial',
  '*.crdownload',
  '*.opdownload',
  '*.download/',
];

/** Left out besides, unless the folder includes repositories: their insides are rewritten all the time. */
export const gitIgnoreLines: readonly string[] = ['.git/'];

/** Our own files in a folder, which no line brings back. The ignore files themselves do go up. */
export const ownNamePrefix = '.longshore-';
