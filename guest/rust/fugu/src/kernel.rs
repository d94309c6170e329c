//! The kernel's calls, as they are, and what they are refused with.
use crate::abi;
use core::arch::asm;
use core::fmt;

/// Reads a register; its name is that of the table, as in `read_csr!(CYCLE)`.
macro_rules! read_csr {
    ($name:ident) => {{
        let value: u64;
        unsafe { core::arch::asm!(concat!("csrr {}, ", csr!($name)), out(reg) value) };
        value
    }};
}

/// Writes a register. What that does to the program is the caller's affair: a safe function is around each use.
macro_rules! write_csr {
    ($name:ident, $value:expr) => {
        core::arch::asm!(concat!("csrw ", csr!($name), ", {}"), in(reg) $value)
    };
}

/// Writes a register and answers what it was, in one instruction.
macro_rules! swap_csr {
    ($name:ident, $value:expr) => {{
        let before: u64;
        core::arch::asm!(concat!("csrrw {}, ", csr!($name), ", {}"), out(reg) before, in(reg) $value);
        before
    }};
}

/// Why the kernel did not do what it was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Refusal(i64);

impl Refusal {
    /// One of `abi::E_…`.
    pub fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match abi::REFUSALS.iter().find(|each| each.0 == self.0) {
            Some((_, name, meaning)) => write!(out, "{}: {}", name, meaning),
            None => write!(out, "error {}", self.0),
        }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// Calls the kernel by number, with arguments in a0 to a4.
///
/// # Safety
/// The kernel checks what it is given, but does to the caller's own memory what it is asked for: a call that maps, frees,
/// reads or writes memory can break what the program holds for true of it.
pub unsafe fn call(number: u64, arguments: [u64; 5]) -> Result<u64, Refusal> {
    let answer: i64;
    asm!(
        "ecall",
        inlateout("a0") arguments[0] => answer,
        inlateout("a1") arguments[1] => _,
        in("a2") arguments[2],
        in("a3") arguments[3],
        in("a4") arguments[4],
        in("a7") number,
    );
    if answer < 0 {
        Err(Refusal(answer))
    } else {
        Ok(answer as u64)
    }
}
