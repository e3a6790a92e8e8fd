/** Small files and parts of large ones wait in lanes of their own, so that neither size starves the other. */
export type LaneName = 'small' | 'large';
