//! Messages: a message names a function and carries up to six 64-bit operands. On the rank it is sent to, the function
//! is called with the sender's rank and the operands.
//!
//! A handler is an `extern "C" fn` with as many parameters as the message has operands; the compiler counts them.
//! Handlers run when the program polls or waits, or at once after [interrupt]: what they share with the rest of the
//! program is in statics, which Rust lets them change only by atomics, or in an [atomic] section.

pub type Handler0 = extern "C" fn(u32);
pub type Handler1 = extern "C" fn(u32, u64);
pub type Handler2 = extern "C" fn(u32, u64, u64);
pub type Handler3 = extern "C" fn(u32, u64, u64, u64);
pub type Handler4 = extern "C" fn(u32, u64, u64, u64, u64);
pub type Handler5 = extern "C" fn(u32, u64, u64, u64, u64, u64);
pub type Handler6 = extern "C" fn(u32, u64, u64, u64, u64, u64, u64);

/// A function that a message with so many operands can name. Every rank has it at the same address.
pub trait Handler<const N: usize> {
    fn address(self) -> u64;
}

macro_rules! handlers {
    ($($type:ident $operands:literal),*) => {
        $(impl Handler<$operands> for $type {
            fn address(self) -> u64 {
                self as usize as u64
            }
        })*
    };
}

handlers!(Handler0 0, Handler1 1, Handler2 2, Handler3 3, Handler4 4, Handler5 5, Handler6 6);

extern "C" {
    fn fugu_offer_mailbox(operands: u32) -> bool;
    fn fugu_send_refused();
    fn fugu_dispatch(status: u64) -> bool;
    fn fugu_wait();
    fn fugu_barrier();
    fn fugu_interrupts_enable() -> bool;
}

/// Fills the output descriptor and offers it to the network. Answers whether the network took it.
fn offer(rank: u32, handler: u64, operands: &[u64]) -> bool {
    // What is written here is sent and nothing else happens; a handler that interrupts has a descriptor of its own.
    unsafe {
        write_csr!(UO0, u64::from(rank));
        write_csr!(UO1, handler);
        if let Some(&operand) = operands.get(0) {
            write_csr!(UO2, operand);
        }
        if let Some(&operand) = operands.get(1) {
            write_csr!(UO3, operand);
        }
        if let Some(&operand) = operands.get(2) {
            write_csr!(UO4, operand);
        }
        if let Some(&operand) = operands.get(3) {
            write_csr!(UO5, operand);
        }
        if let Some(&operand) = operands.get(4) {
            write_csr!(UO6, operand);
        }
        if let Some(&operand) = operands.get(5) {
            write_csr!(UO7, operand);
        }
        swap_csr!(ULAUNCHC, operands.len() as u64 + 1) != 0 || fugu_offer_mailbox(operands.len() as u32)
    }
}

/// Sends a message, to this rank itself if need be. While the network refuses, arriving messages are handled. A rank
/// that the job does not have ends the job.
///
///     extern "C" fn add(source: u32, value: u64) { … }
///     fugu::send(1, add as fugu::Handler1, [42]);
pub fn send<const N: usize>(rank: u32, handler: impl Handler<N>, operands: [u64; N]) {
    let address = handler.address();
    while !offer(rank, address, &operands) {
        unsafe { fugu_send_refused() };
    }
}

/// As [send], but tries once. Answers whether the message was sent.
pub fn try_send<const N: usize>(rank: u32, handler: impl Handler<N>, operands: [u64; N]) -> bool {
    offer(rank, handler.address(), &operands)
}

/// Runs the handler of the next message, if there is one. Answers whether it did.
pub fn poll() -> bool {
    let status = read_csr!(USTAT);
    status & (crate::abi::STATUS_AVAILABLE | crate::abi::STATUS_NO_UNIT) != 0 && unsafe { fugu_dispatch(status) }
}

/// Does something while no handler can run on this node. Sections nest.
pub fn atomic<T>(what: impl FnOnce() -> T) -> T {
    let before: u64;
    unsafe { core::arch::asm!(concat!("csrrsi {}, ", csr!(UAC), ", 1"), out(reg) before) };
    let answer = what();
    if before & 1 == 0 {
        unsafe { core::arch::asm!(concat!("csrci ", csr!(UAC), ", 1")) };
    }
    answer
}

/// Handles messages, asleep in between, until the condition holds.
pub fn wait_until(mut condition: impl FnMut() -> bool) {
    atomic(|| {
        while !condition() {
            unsafe { fugu_wait() };
        }
    })
}

/// From now on messages interrupt the program, outside [atomic] sections. Answers whether they will: without a message
/// unit nothing does.
pub fn interrupt() -> bool {
    unsafe { fugu_interrupts_enable() }
}

/// All ranks call it; none returns before the last has called it.
pub fn barrier() {
    unsafe { fugu_barrier() }
}
