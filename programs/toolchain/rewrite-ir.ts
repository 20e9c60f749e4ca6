// The LLVM intermediate representation of a program, as upstream's BPF back end takes it. The least trusted code of the
// toolchain: tests/program/toolchain.test.ts runs what it makes inside the SVM against the host's answers.

/** BPF passes at most five arguments in registers, LLVM 22 has no others, and a hidden return pointer counts. */
const MOST_ARGUMENTS = 5;

export interface Rewritten {
  readonly ir: string;
  /** Functions that had to be inlined. */
  readonly inlined: number;
  /** Multiplications with an overflow check that were replaced. */
  readonly multiplications: number;
}

export function rewriteIr(original: string): Rewritten {
  // The back end refuses functions marked sret, though the hidden pointer is an ordinary argument.
  const plain = original.replace(/ sret\((?:[^()]|\([^()]*\))*\)/g, '');
  const { ir, inlined } = inlineWhatCannotBeCalled(plain);
  return { ...replaceOverflowingMultiplication(ir), inlined };
}

/** Functions with more than five arguments, or that return a pair, can't be called: they are marked to be inlined. */
function inlineWhatCannotBeCalled(ir: string): { ir: string; inlined: number } {
  let inlined = 0;
  const definition = /^define internal ([^@\n]*)@("[^"]+"|[\w.$]+)\((.*)\) ([^\n]*)\{$/gm;
  const marked = ir.replace(
    definition,
    (whole: string, before: string, name: string, parameters: string, after: string) => {
      if (countParameters(parameters) <= MOST_ARGUMENTS && !returnsPair(before)) return whole;
      inlined++;
      const attributes = /#\d+/.test(after)
        ? after.replace(/#\d+/, 'alwaysinline $&')
        : `${after} alwaysinline `;
      return `define internal ${before}@${name}(${parameters}) ${attributes}{`;
    },
  );
  return { ir: marked, inlined };
}

function countParameters(parameters: string): number {
  let depth = 0;
  let count = parameters.trim() === '' ? 0 : 1;
  for (const character of parameters) {
    if ('([{<'.includes(character)) depth++;
    else if (')]}>'.includes(character)) depth--;
    else if (character === ',' && depth === 0) count++;
  }
  return count;
}

function returnsPair(beforeName: string): boolean {
  return /\{[^{}]*\}$/.test(beforeName.trim());
}

/** BPF has no 128-bit product, which `llvm.umul.with.overflow.i64` asks for: the upper half is made from four 32-bit products. */
function replaceOverflowingMultiplication(ir: string): { ir: string; multiplications: number } {
  const multiplications = ir.match(/call [^\n]*@llvm\.umul\.with\.overflow\.i64\(/g)?.length ?? 0;
  if (multiplications === 0) return { ir, multiplications };
  const replaced = ir
    .replace(/^declare \{ i64, i1 \} @llvm\.umul\.with\.overflow\.i64.*$/m, '')
    .replaceAll('@llvm.umul.with.overflow.i64(', '@sbf.umulo64(');
  return { ir: replaced + MULTIPLICATION, multiplications };
}

// optnone: the optimiser recognises the pattern of the upper half and would turn it back into a 128-bit product.
const MULTIPLICATION = `
define internal { i64, i1 } @sbf.umulo64(i64 %a, i64 %b) alwaysinline nounwind {
  %p = mul i64 %a, %b
  %h = call i64 @sbf.umulh64(i64 %a, i64 %b)
  %o = icmp ne i64 %h, 0
  %r0 = insertvalue { i64, i1 } poison, i64 %p, 0
  %r1 = insertvalue { i64, i1 } %r0, i1 %o, 1
  ret { i64, i1 } %r1
}
define internal i64 @sbf.umulh64(i64 %a, i64 %b) noinline optnone nounwind {
  %al = and i64 %a, 4294967295
  %ah = lshr i64 %a, 32
  %bl = and i64 %b, 4294967295
  %bh = lshr i64 %b, 32
  %ll = mul i64 %al, %bl
  %lh = mul i64 %al, %bh
  %hl = mul i64 %ah, %bl
  %hh = mul i64 %ah, %bh
  %llh = lshr i64 %ll, 32
  %lhl = and i64 %lh, 4294967295
  %m0 = add i64 %llh, %lhl
  %hll = and i64 %hl, 4294967295
  %m1 = add i64 %m0, %hll
  %m1h = lshr i64 %m1, 32
  %lhh = lshr i64 %lh, 32
  %hlh = lshr i64 %hl, 32
  %s0 = add i64 %hh, %lhh
  %s1 = add i64 %s0, %hlh
  %s2 = add i64 %s1, %m1h
  ret i64 %s2
}
`;
