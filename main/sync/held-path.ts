/** Where held deletions stand among a folder's problems: they belong to no single path. */
export const heldPath = '';
