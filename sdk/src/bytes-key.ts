/** Bytes as a key for a Map or a Set: a character each, of one byte, which is the most compact string. */
export function bytesKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The bytes of a key. */
export function keyedBytes(key: string): Uint8Array {
  return Buffer.from(key, 'latin1');
}
