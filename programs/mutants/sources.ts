import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CARGO, fileHash, ROOT, RUSTC, sourceFiles, TARGET } from '../toolchain/paths.ts';

/** A change to the program's source that takes one rule away. */
export interface Mutant {
  readonly number: number;
  /** Stays the same when lines move. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Whether a switch at run time makes it; otherwise it takes a build of its own. */
  readonly switched: boolean;
  /** Bytes of the file. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const TOOL = join(ROOT, 'programs/mutants');
const WORK = join(TARGET, 'mutants');
const PROGRAM = ['Cargo.toml', 'Cargo.lock', 'programs/meshid'];
const SOURCES = 'programs/meshid/src';
const TOOL_FILES = ['src/finder.rs', 'src/main.rs', 'src/switch.rs', 'sources.ts'].map((file) =>
  join(TOOL, file),
);

/** Of the program's own sources: what is true of a mutant of them stays true when the toolchain changes. */
export function programHash(): string {
  const own = sourceFiles().filter((file) => !file.startsWith('programs/toolchain/'));
  return hashOf(own.map((file) => join(ROOT, file)));
}

/** Names what is kept of these very sources and this very tool. */
export const keptAs = (): string => `${programHash().slice(0, 12)}-${hashOf(TOOL_FILES).slice(0, 12)}`;

const hashOf = (paths: readonly string[]): string =>
  createHash('sha256').update(paths.map(fileHash).join()).digest('hex');

/** All that can be taken away from the program's source. */
export function findMutants(): Mutant[] {
  return parse([])
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Mutant);
}

/** A copy of the program, to be changed. */
export const copyPlain = (): string => copyProgram('plain');

/** A copy in which every mutant that can wait for its number does. */
export function copySwitched(): string {
  const folder = copyProgram('switched');
  parse([join(folder, SOURCES)]);
  addSwitch(join(folder, SOURCES, 'lib.rs'));
  return folder;
}

function parse(copy: string[]): string {
  const target = join(WORK, 'tool');
  const build = ['build', '--release', '--locked', '--quiet', '--target-dir', target];
  execFileSync(CARGO, build, { cwd: TOOL, stdio: 'inherit', env: { ...process.env, RUSTC } });
  return execFileSync(join(target, 'release/mutants'), [join(ROOT, SOURCES), ...copy], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
}

/** Leaves the copy with this one mutant in it. */
export function mutate(folder: string, { file, start, end, replacement }: Mutant): void {
  const source = readFileSync(join(ROOT, SOURCES, file));
  const mutated = Buffer.concat([source.subarray(0, start), Buffer.from(replacement), source.subarray(end)]);
  writeFileSync(join(folder, SOURCES, file), mutated);
}

export function restore(folder: string, { file }: Mutant): void {
  writeFileSync(join(folder, SOURCES, file), readFileSync(join(ROOT, SOURCES, file)));
}

function copyProgram(name: string): string {
  const folder = join(WORK, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of PROGRAM) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  return folder;
}

/** What stands in the binary before the number of the mutant that is on. */
const MARK = Buffer.from('meshid:mutant:on');
/** Instead of a mutant's number: nothing is changed, and every mutant that is come to logs its own. */
export const TELL = 2 ** 32 - 1;

function addSwitch(library: string): void {
  const source = readFileSync(library, 'utf8');
  writeFileSync(
    library,
    `${source}
#[repr(C)]
pub struct Switch([u8; ${MARK.length}], u32);
#[no_mangle]
pub static MUTANT_ON: Switch = Switch(*b"${MARK.toString()}", 0);
extern "C" {
    fn sol_log_64_(number: u64, b: u64, c: u64, d: u64, e: u64);
}
#[inline(never)]
pub fn mutant(number: u32) -> bool {
    // Volatile, so that the compiler doesn't know the number that stands there now.
    let on = unsafe { core::ptr::read_volatile(&MUTANT_ON.1) };
    if on == ${TELL} {
        unsafe { sol_log_64_(number.into(), 0, 0, 0, 0) };
        return false;
    }
    on == number
}
/// A signer, which for its own mutant is an unchecked account.
pub struct Signs<const N: u32>(AccountView);
impl<const N: u32> core::ops::Deref for Signs<N> {
    type Target = AccountView;
    fn deref(&self) -> &AccountView {
        &self.0
    }
}
impl<const N: u32> anchor_lang::AnchorAccount for Signs<N> {
    type Data = AccountView;
    const IS_SIGNER: bool = true;
    fn load(view: AccountView) -> core::result::Result<Self, ProgramError> {
        if !mutant(N) {
            <Signer as anchor_lang::AnchorAccount>::load(view)?;
        }
        Ok(Self(view))
    }
    unsafe fn load_mut(view: AccountView) -> core::result::Result<Self, ProgramError> {
        if mutant(N) {
            <UncheckedAccount as anchor_lang::AnchorAccount>::load_mut(view)?;
        } else {
            <Signer as anchor_lang::AnchorAccount>::load_mut(view)?;
        }
        Ok(Self(view))
    }
    fn account(&self) -> &AccountView {
        &self.0
    }
}
impl<const N: u32> anchor_lang::IdlAccountType for Signs<N> {}
pub fn negated<T: core::ops::Not<Output = T>>(number: u32, value: T) -> T {
    if mutant(number) { !value } else { value }
}
`,
  );
}

/** The binary with one mutant on; 0 for none, `TELL` to learn which are come to. */
export function switchOn(binary: Buffer, number: number): Buffer {
  const at = binary.indexOf(MARK);
  if (at === -1 || binary.indexOf(MARK, at + 1) !== -1)
    throw new Error('the switch should stand in the binary once');
  const switched = Buffer.from(binary);
  switched.writeUInt32LE(number, at + MARK.length);
  return switched;
}
