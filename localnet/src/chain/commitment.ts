/** How settled a block is. Ordered: what is finalized is confirmed too, and what is confirmed is processed. */
export const COMMITMENTS = ['processed', 'confirmed', 'finalized'] as const;
export type Commitment = (typeof COMMITMENTS)[number];
