//! Programming a Fugu machine in Rust.
//!
//! One copy of the program runs on each node of a job, as ranks 0 to `ranks() - 1`; all start at cycle 0, and the job
//! ends when rank 0 returns from its main function. There is no `std`: `core` is all, and the library OS exos is
//! underneath, as for programs in C. `guest/include/fugu/fugu.h` says of each thing what it does in full.
//!
//! What is safe here cannot break the program's own memory. What can is marked `unsafe`, and says what is asked of who
//! calls it.
#![no_std]

#[macro_use]
pub mod abi;
#[macro_use]
mod kernel;
mod capability;
#[macro_use]
mod console;
mod message;

pub use capability::{Frames, Memory, Rights, Ticket};
pub use console::Console;
pub use kernel::{call, Refusal};
pub use message::{
    atomic, barrier, interrupt, poll, send, try_send, wait_until, Handler, Handler0, Handler1, Handler2, Handler3,
    Handler4, Handler5, Handler6,
};

/// The machine-information page, as far as the program asks for it here; `fugu/boot.h` has all of it.
#[repr(C)]
struct BootRecord {
    magic: u64,
    version: u32,
    segment_count: u32,
    rank: u32,
    ranks: u32,
    node: u32,
    mesh_columns: u32,
    mesh_rows: u32,
    cap_console: u32,
    cap_memory: u32,
    frames_available: u32,
    seed: u64,
}

const _: () = {
    assert!(core::mem::size_of::<BootRecord>() as u64 == abi::BOOT_CLOCK_HERTZ);
    assert!(abi::BOOT_CAP_MEMORY == 40 && abi::BOOT_SEED == 48);
};

extern "C" {
    static fugu_boot: &'static BootRecord;
}

fn boot() -> &'static BootRecord {
    // exos sets it before main, and never again.
    unsafe { fugu_boot }
}

/// This copy's number, 0 to `ranks() - 1`.
pub fn rank() -> u32 {
    boot().rank
}

/// How many copies of the program this job has.
pub fn ranks() -> u32 {
    boot().ranks
}

/// Where this rank is.
pub fn node() -> u32 {
    boot().node
}

/// Columns and rows of the mesh.
pub fn mesh() -> (u32, u32) {
    (boot().mesh_columns, boot().mesh_rows)
}

/// What the run's seed gives to this rank.
pub fn seed() -> u64 {
    boot().seed
}

/// Cycles of this node since the job began. All nodes count from the same instant.
pub fn cycles() -> u64 {
    read_csr!(CYCLE)
}

/// Reports a figure of this run: 1 to 64 characters a-z 0-9 _ . ; the last value of a name counts.
pub fn metric(name: &str, value: i64) -> Result<(), Refusal> {
    // The kernel reads memory that is mapped now; the stack always is.
    let mut copy = [0; 65];
    let bytes = name.len().min(copy.len());
    copy[..bytes].copy_from_slice(&name.as_bytes()[..bytes]);
    unsafe { call(abi::SYS_METRIC, [copy.as_ptr() as u64, bytes as u64, value as u64, 0, 0]) }.map(drop)
}

/// Names the function that the program begins with. It has no parameters and answers nothing, or the exit code:
///
///     fugu::main!(run);
///     fn run() -> i32 { 0 }
#[macro_export]
macro_rules! main {
    ($function:path) => {
        #[no_mangle]
        extern "C" fn main() -> i32 {
            $crate::Code::code($function())
        }
    };
}

/// What a main function may answer.
pub trait Code {
    fn code(self) -> i32;
}

impl Code for () {
    fn code(self) -> i32 {
        0
    }
}

impl Code for i32 {
    fn code(self) -> i32 {
        self
    }
}

impl Code for Result<(), Refusal> {
    fn code(self) -> i32 {
        match self {
            Ok(()) => 0,
            Err(refusal) => {
                println!("refused: {}", refusal);
                1
            }
        }
    }
}

extern "C" {
    fn abort() -> !;
}

/// A panic says where and why, and ends the rank as abort() does, with code 134.
#[panic_handler]
fn panic(what: &core::panic::PanicInfo) -> ! {
    println!("{}", what);
    unsafe { abort() }
}
