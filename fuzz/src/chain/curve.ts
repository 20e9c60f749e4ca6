const P = 2n ** 255n - 19n;
/** Edwards 25519's, RFC 8032, section 5.1. */
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/**
 * Whether 32 bytes are a compressed point of Ed25519: whether x² = (y² - 1) / (dy² + 1) has a root. The Jacobi symbol tells
 * that several times faster than the root itself, which a library would compute; the chain would refuse a wrong address.
 */
export function isPoint(bytes: Buffer): boolean {
  const reversed = Buffer.from(bytes).reverse();
  reversed[0] = (reversed[0] ?? 0) & 0x7f;
  const square = BigInt(`0x${reversed.toString('hex')}`) ** 2n % P;
  return jacobi(((square - 1n) * (D * square + 1n)) % P) !== -1;
}

/** Of a number over P. */
function jacobi(number: bigint): -1 | 0 | 1 {
  let [top, bottom] = [((number % P) + P) % P, P];
  let sign: -1 | 1 = 1;
  while (top !== 0n) {
    while ((top & 1n) === 0n) {
      top >>= 1n;
      const rest = bottom & 7n;
      if (rest === 3n || rest === 5n) sign = sign === 1 ? -1 : 1;
    }
    [top, bottom] = [bottom, top];
    if ((top & 3n) === 3n && (bottom & 3n) === 3n) sign = sign === 1 ? -1 : 1;
    top %= bottom;
  }
  return bottom === 1n ? sign : 0;
}
