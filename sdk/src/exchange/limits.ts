/** How long others are waited for. */
export interface ServerLimits {
  /** For the next request on an open stream. */
  readonly idleMs: number;
  /** For the rest of a request that has begun. */
  readonly requestMs: number;
  /** For a reader to take one block. */
  readonly stallMs: number;
  /** For a whole request to be answered. */
  readonly totalMs: number;
  /** For the authoriser. */
  readonly decisionMs: number;
  /** Streams that one device may have open, on all its connections together. */
  readonly streamsPerDevice: number;
}

export const SERVER_LIMITS: ServerLimits = {
  idleMs: 60_000,
  requestMs: 10_000,
  stallMs: 30_000,
  totalMs: 600_000,
  decisionMs: 15_000,
  streamsPerDevice: 32,
};

export interface ClientLimits {
  /** For a connection and a stream on it. */
  readonly dialMs: number;
  /** For an answer to begin. */
  readonly answerMs: number;
  /** For the rest of an answer that has begun. */
  readonly blockMs: number;
  /** For the other side to take a request. */
  readonly stallMs: number;
  /** For an answer about which blocks are kept: each is read for it. */
  readonly holdingsMs: number;
}

export const CLIENT_LIMITS: ClientLimits = {
  dialMs: 15_000,
  answerMs: 30_000,
  blockMs: 60_000,
  stallMs: 30_000,
  holdingsMs: 120_000,
};
