/** Small files and parts of large ones wait in lanes of their own, so that neither size starves the other. */
export type LaneName = 'small' | 'large';

/** What waits in one lane: what the user has asked for goes before what a folder's sync wants, however long that has waited. */
export type Priority = 'manual' | 'background';
