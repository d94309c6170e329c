//! Capabilities as types: what a program may do with one follows from what it is for, and dropping it deletes it.
use crate::{abi, boot, call, Refusal};
use core::ops::BitOr;

/// Rights of a capability for frames; each is a right of a page, too, but for the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rights(u64);

impl Rights {
    pub const READ: Rights = Rights(abi::RIGHT_READ);
    pub const WRITE: Rights = Rights(abi::RIGHT_WRITE);
    pub const EXECUTE: Rights = Rights(abi::RIGHT_EXECUTE);
    pub const DERIVE: Rights = Rights(abi::RIGHT_DERIVE);

    pub fn contains(self, other: Rights) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Rights {
    type Output = Rights;

    fn bitor(self, other: Rights) -> Rights {
        Rights(self.0 | other.0)
    }
}

/// A name in this rank's table. Deleted when it is dropped, with everything that was derived from it.
#[derive(Debug)]
struct Handle(u64);

impl Drop for Handle {
    fn drop(&mut self) {
        let _ = unsafe { call(abi::SYS_CAP_DELETE, [self.0, 0, 0, 0, 0]) };
    }
}

/// The right to allocate frames of this node.
pub struct Memory(());

impl Memory {
    /// What every rank begins with.
    pub fn of_this_rank() -> Memory {
        Memory(())
    }

    /// How many frames could be allocated when the job began.
    pub fn frames_at_start(&self) -> u32 {
        boot().frames_available
    }

    /// A run of 1 to 1,024 zeroed frames, with the rights to read, write, execute and derive.
    pub fn allocate(&self, frames: u64) -> Result<Frames, Refusal> {
        let memory = u64::from(boot().cap_memory);
        unsafe { call(abi::SYS_FRAME_ALLOCATE, [memory, frames, 0, 0, 0]) }.map(|cap| Frames(Handle(cap)))
    }
}

/// A run of frames, of this node or of another one. Those that [Memory] gave are given back when it is dropped.
#[derive(Debug)]
pub struct Frames(Handle);

impl Frames {
    fn inspect(&self) -> Result<u64, Refusal> {
        unsafe { call(abi::SYS_CAP_INSPECT, [self.0 .0, 0, 0, 0, 0]) }
    }

    pub fn count(&self) -> Result<u64, Refusal> {
        self.inspect().map(|known| known >> 32)
    }

    pub fn rights(&self) -> Result<Rights, Refusal> {
        self.inspect().map(|known| Rights(known >> 8 & 0xffff))
    }

    /// A second name for the same frames, with these rights and no others. It goes when this one goes.
    pub fn derive(&self, rights: Rights) -> Result<Frames, Refusal> {
        unsafe { call(abi::SYS_CAP_DERIVE, [self.0 .0, rights.0, 0, 0, 0]) }.map(|cap| Frames(Handle(cap)))
    }

    /// A name for some of the frames, from an index on.
    pub fn part(&self, index: u64, count: u64) -> Result<Frames, Refusal> {
        let arguments = [self.0 .0, abi::KIND_FRAMES, index, count, 0];
        unsafe { call(abi::SYS_CAP_PART, arguments) }.map(|cap| Frames(Handle(cap)))
    }

    /// Deletes what was derived from it, wherever it is.
    pub fn revoke(&self) -> Result<(), Refusal> {
        unsafe { call(abi::SYS_CAP_REVOKE, [self.0 .0, 0, 0, 0, 0]) }.map(drop)
    }

    /// A ticket with which one other rank can have the same frames, once, with these rights.
    pub fn grant(&self, rights: Rights, rank: u32) -> Result<Ticket, Refusal> {
        let arguments = [self.0 .0, rights.0, 1 << 32 | u64::from(rank), 0, 0];
        unsafe { call(abi::SYS_CAP_GRANT, arguments) }.map(Ticket)
    }

    /// Maps a page of them at an address, until the capability goes.
    ///
    /// # Safety
    /// Nothing of the program may lie at the address, and no reference to it may outlive the capability.
    pub unsafe fn map(&self, index: u64, address: u64, rights: Rights) -> Result<(), Refusal> {
        call(abi::SYS_TLB_WRITE, [self.0 .0, index, address, rights.0, 0]).map(drop)
    }
}

/// What [Frames::grant] answers. It is a name and no secret: how it gets to the other rank is the program's affair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ticket(pub u64);

impl Ticket {
    pub fn accept(self) -> Result<Frames, Refusal> {
        unsafe { call(abi::SYS_CAP_ACCEPT, [self.0, 0, 0, 0, 0]) }.map(|cap| Frames(Handle(cap)))
    }
}
