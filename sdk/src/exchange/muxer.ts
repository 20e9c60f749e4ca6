import type { MessageStream, StreamMuxerFactory } from '@libp2p/interface';

const MIB = 2 ** 20;
/**
 * Both the window that is offered and the one that is assumed of the other side (yamux itself says 256 KiB), so every computer of the
 * mesh must use the same. It is what may be under way on a stream, and the most that one stream's reader can be made to hold.
 */
export const STREAM_WINDOW_BYTES = 4 * MIB;
const STREAMS_PER_CONNECTION = 64;
const HEADER_BYTES = 12;
const DATA = 0;

/** yamux with windows wide enough for a fast link, and with its frames' lengths checked. */
export async function createMuxer(): Promise<() => StreamMuxerFactory> {
  const { yamux } = await import('@chainsafe/libp2p-yamux');
  const create = yamux({
    maxInboundStreams: STREAMS_PER_CONNECTION,
    streamOptions: {
      initialStreamWindowSize: STREAM_WINDOW_BYTES,
      maxStreamWindowSize: STREAM_WINDOW_BYTES,
      // A paused stream still gets what its window allows.
      maxReadBufferLength: 2 * STREAM_WINDOW_BYTES,
    },
  });
  return () => {
    const factory = create();
    return {
      protocol: factory.protocol,
      createStreamMuxer: (connection) => {
        refuseLongFrames(connection);
        return factory.createStreamMuxer(connection);
      },
    };
  };
}

/**
 * Ends a connection that announces more than a window allows.
 *
 * yamux 8 collects a frame up to the length that its header states, 4 GiB, before it compares that with the window; anybody who can
 * connect could fill the memory.
 */
function refuseLongFrames(connection: MessageStream): void {
  const header = new Uint8Array(HEADER_BYTES);
  let headerBytes = 0;
  let bodyBytes = 0;
  const walk = (chunk: Uint8Array): boolean => {
    for (let at = 0; at < chunk.length;) {
      if (bodyBytes > 0) {
        const skipped = Math.min(bodyBytes, chunk.length - at);
        bodyBytes -= skipped;
        at += skipped;
        continue;
      }
      const part = chunk.subarray(at, at + HEADER_BYTES - headerBytes);
      header.set(part, headerBytes);
      headerBytes += part.length;
      at += part.length;
      if (headerBytes < HEADER_BYTES) continue;
      headerBytes = 0;
      if (header[1] === DATA) bodyBytes = new DataView(header.buffer).getUint32(8);
      if (bodyBytes > STREAM_WINDOW_BYTES) return false;
    }
    return true;
  };
  connection.addEventListener('message', ({ data }) => {
    for (const chunk of data instanceof Uint8Array ? [data] : data)
      if (!walk(chunk)) {
        connection.abort(new Error('a frame is longer than the window'));
        return;
      }
  });
}
