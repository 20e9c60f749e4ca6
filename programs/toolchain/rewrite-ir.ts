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
  return { ...replaceOverflowingMultiplication(replaceMemoryFunctions(ir)), inlined };
}

/**
 * The memory functions of compiler-builtins are loops over single bytes; the runtime's syscalls cost ten units for up to 2,500.
 * memcpy is a move: the syscall that copies refuses ranges that are one and the same, which LLVM's may be.
 */
function replaceMemoryFunctions(ir: string): string {
  const names = Object.keys(MEMORY_FUNCTIONS) as (keyof typeof MEMORY_FUNCTIONS)[];
  return names.reduce(
    (before, name) => {
      const defined = new RegExp(`^define [^\\n]*@${name}\\(ptr[^\\n]*\\{\\n[^]*?^\\}$`, 'm');
      return before.replace(defined, MEMORY_FUNCTIONS[name]);
    },
    outlineCopies(ir) + SYSCALLS,
  );
}

/** The back end writes copies out, up to 1,024 bytes each: 16 bytes of code for 8. From this many on a call is shorter. */
const OUTLINED_BYTES = 64;

function outlineCopies(ir: string): string {
  const copy =
    /^( *(?:tail )?call )void @llvm\.mem(?:cpy|move)\.p0\.p0\.i64\((ptr [^\n]*?), i64 (\d+), i1 false\)([^\n]*)$/gm;
  return ir.replace(copy, (whole: string, call: string, pointers: string, bytes: string) =>
    Number(bytes) < OUTLINED_BYTES ? whole : `${call}void @sbf.move(${pointers}, i64 ${bytes})`,
  );
}

const SYSCALLS = `
declare void @sol_memmove_(ptr, ptr, i64)
declare void @sol_memset_(ptr, i8, i64)
declare void @sol_memcmp_(ptr, ptr, i64, ptr)
define internal void @sbf.move(ptr %to, ptr %from, i64 %n) noinline nounwind {
  call void @sol_memmove_(ptr %to, ptr %from, i64 %n)
  ret void
}
`;

const move = (
  name: string,
): string => `define weak hidden ptr @${name}(ptr %to, ptr %from, i64 %n) noinline nounwind {
  call void @sol_memmove_(ptr %to, ptr %from, i64 %n)
  ret ptr %to
}`;
const compare = (
  name: string,
): string => `define weak hidden i32 @${name}(ptr %a, ptr %b, i64 %n) noinline nounwind {
  %at = alloca i32
  call void @sol_memcmp_(ptr %a, ptr %b, i64 %n, ptr %at)
  %order = load i32, ptr %at
  ret i32 %order
}`;
const MEMORY_FUNCTIONS = {
  memcpy: move('memcpy'),
  memmove: move('memmove'),
  memcmp: compare('memcmp'),
  bcmp: compare('bcmp'),
  memset: `define weak hidden ptr @memset(ptr %at, i32 %byte, i64 %n) noinline nounwind {
  %low = trunc i32 %byte to i8
  call void @sol_memset_(ptr %at, i8 %low, i64 %n)
  ret ptr %at
}`,
};

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
