//! The numbers of the kernel's interface.
//!
//! Rendered from the tables of the exokernel; do not edit.
//! ./fugu abi --rust > guest/rust/fugu/src/abi.rs
//! SPDX-License-Identifier: Apache-2.0

// System calls: number in a7, arguments in a0 to a5, result in a0
/// `(file descriptor 0, address, bytes)`
pub const SYS_LINUX_READ: u64 = 63;
/// `(file descriptor 1 or 2, address, bytes)`
pub const SYS_LINUX_WRITE: u64 = 64;
/// `(code)`
pub const SYS_LINUX_EXIT: u64 = 93;
/// `(code)`
pub const SYS_LINUX_EXIT_GROUP: u64 = 94;
/// `()`
pub const SYS_NULL: u64 = 4096;
/// `(code)`
pub const SYS_EXIT: u64 = 4097;
/// `(cap, address, bytes); refusals: bad_handle, wrong_object, missing_right, bad_address`
pub const SYS_CONSOLE_WRITE: u64 = 4098;
/// `(cap, frames, 1 + name of the first frame or 0); refusals: bad_handle, wrong_object, missing_right, bad_argument, in_use, out_of_frames, out_of_slots`
pub const SYS_FRAME_ALLOCATE: u64 = 4099;
/// `(cap); refusals: bad_handle, wrong_object, missing_right, in_use`
pub const SYS_FRAME_FREE: u64 = 4100;
/// `(cap, page index, virtual address, rights, address of the page-table word or 0, its value); refusals: bad_handle, wrong_object, missing_right, bad_address, bad_argument, no_shared_memory`
pub const SYS_TLB_WRITE: u64 = 4101;
/// `(virtual address, pages or 0 for one); refusals: bad_address, bad_argument`
pub const SYS_TLB_DROP: u64 = 4102;
/// `(cap, rights); refusals: bad_handle, missing_right, bad_argument, out_of_slots, too_deep`
pub const SYS_CAP_DERIVE: u64 = 4103;
/// `(cap); refusals: bad_handle, in_use`
pub const SYS_CAP_DELETE: u64 = 4104;
/// `(cap, kind or 0, how many, cycles); refusals: bad_handle, wrong_object, missing_right, bad_argument, in_use, not_ready`
pub const SYS_CAP_REVOKE: u64 = 4105;
/// `(cap, 1 + page index, kind, or 0); refusals: bad_handle, wrong_object, bad_argument`
pub const SYS_CAP_INSPECT: u64 = 4106;
/// `(address, or 0); refusals: bad_address`
pub const SYS_EXCEPTION_ENTRY: u64 = 4107;
/// `()`
pub const SYS_EXCEPTION_DECLINE: u64 = 4108;
/// `()`
pub const SYS_MESSAGE_WAIT: u64 = 4109;
/// `(name address, bytes, value); refusals: bad_address, bad_argument, out_of_slots`
pub const SYS_METRIC: u64 = 4110;
/// `(1 begin, 0 end); refusals: bad_argument`
pub const SYS_REGION: u64 = 4111;
/// `(cap, context, address, stack pointer, two arguments); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address, in_use`
pub const SYS_CONTEXT_START: u64 = 4112;
/// `(); refusals: bad_argument`
pub const SYS_CONTEXT_END: u64 = 4113;
/// `(virtual address); refusals: bad_address`
pub const SYS_TLB_SHOOTDOWN: u64 = 4114;
/// `(name address, bytes, unit address, bytes); refusals: bad_address, bad_argument, out_of_slots`
pub const SYS_METRIC_UNIT: u64 = 4115;
/// `(cap, offset); refusals: bad_handle, wrong_object, missing_right, bad_argument, no_remote_access`
pub const SYS_REMOTE_READ: u64 = 4120;
/// `(cap, offset, address, bytes); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address, no_remote_access`
pub const SYS_REMOTE_WRITE: u64 = 4121;
/// `(cap, offset, expected, wanted); refusals: bad_handle, wrong_object, missing_right, bad_argument, no_remote_access`
pub const SYS_REMOTE_SWAP: u64 = 4122;
/// `(cap, rights, environment); refusals: bad_handle, wrong_object, missing_right, bad_argument, out_of_slots, too_deep`
pub const SYS_CAP_GRANT: u64 = 4123;
/// `(ticket); refusals: bad_ticket, out_of_slots`
pub const SYS_CAP_ACCEPT: u64 = 4124;
/// `(cap, frames, address, stack pointer, two arguments); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address, out_of_frames, out_of_slots`
pub const SYS_ENVIRONMENT_MAKE: u64 = 4125;
/// `(cap or 0, what, address, frames cap, first page address or number, rights or pages); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address, in_use, not_ready, out_of_slots, out_of_frames, unsafe_code`
pub const SYS_ENVIRONMENT_SET: u64 = 4126;
/// `(cap); refusals: bad_handle, wrong_object, missing_right, not_ready`
pub const SYS_ENVIRONMENT_END: u64 = 4127;
/// `(cap, position, cycles or 0, environment cap or 0); refusals: bad_handle, wrong_object, missing_right, bad_argument, not_ready`
pub const SYS_SLICE_TAKE: u64 = 4128;
/// `(environment cap or 0); refusals: bad_handle, wrong_object, missing_right, not_ready`
pub const SYS_SLICE_YIELD: u64 = 4129;
/// `(environment cap or 0); refusals: bad_handle, wrong_object, missing_right, not_ready`
pub const SYS_TRANSFER_SYNC: u64 = 4130;
/// `(environment cap); refusals: bad_handle, wrong_object, missing_right, not_ready`
pub const SYS_TRANSFER_ASYNC: u64 = 4131;
/// `(cap or 0, kind, index or badge, count); refusals: bad_handle, wrong_object, missing_right, bad_argument, out_of_slots, too_deep`
pub const SYS_CAP_PART: u64 = 4132;
/// `(cap or 0, slot); refusals: bad_handle, wrong_object, missing_right, bad_argument, not_ready`
pub const SYS_ENDPOINT_BIND: u64 = 4133;
/// `(cap, or 0 and how many frames to take back); refusals: bad_handle, wrong_object, missing_right, bad_argument, in_use, not_ready`
pub const SYS_BUFFER_GIVE: u64 = 4134;
/// `(kind, cap, 1 + position, or 0); refusals: bad_handle, wrong_object, missing_right, bad_argument, in_use, not_ready`
pub const SYS_RECLAIM_ANSWER: u64 = 4135;
/// `(cap, first block, blocks, frames cap, page index, 0 read or 1 write); refusals: bad_handle, wrong_object, missing_right, bad_argument, not_ready`
pub const SYS_EXTENT_TRANSFER: u64 = 4136;
/// `(cap, which, offset, address, bytes); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address`
pub const SYS_INPUT_READ: u64 = 4137;

// Refusals, in a0
/// `no such slot, or an old generation: the capability was deleted or revoked`
pub const E_BAD_HANDLE: i64 = -1;
/// `the capability is for something else`
pub const E_WRONG_OBJECT: i64 = -2;
/// `the capability is for the right thing, but lacks a right the call needs`
pub const E_MISSING_RIGHT: i64 = -3;
/// `not mapped with the right the call needs, in a shared segment, or out of range`
pub const E_BAD_ADDRESS: i64 = -4;
/// `an argument is outside the range that the call documents`
pub const E_BAD_ARGUMENT: i64 = -5;
/// `this node has no free run of that many frames`
pub const E_OUT_OF_FRAMES: i64 = -6;
/// `every slot is taken: delete something first`
pub const E_OUT_OF_SLOTS: i64 = -7;
/// `it is taken: end what is there first`
pub const E_IN_USE: i64 = -8;
/// `the frame is at home on another node, and this machine's nodes share no memory`
pub const E_NO_SHARED_MEMORY: i64 = -9;
/// `the kernels of this machine do not serve other nodes' memory`
pub const E_NO_REMOTE_ACCESS: i64 = -10;
/// `no such ticket for this environment, or it was accepted or revoked: ask for another one`
pub const E_BAD_TICKET: i64 = -11;
/// `derived from what was derived, 64 times over: derive from an earlier one`
pub const E_TOO_DEEP: i64 = -12;
/// `the environment has ended, or waits for another one, or does not wait to be entered`
pub const E_NOT_READY: i64 = -13;
/// `a handler or a filter is not proved to stay within its bounds`
pub const E_UNSAFE_CODE: i64 = -14;
/// `no system call has that number`
pub const E_NO_SUCH_CALL: i64 = -38;

// Rights of a capability; the first three are those of a page
pub const RIGHT_READ: u64 = 0x1;
pub const RIGHT_WRITE: u64 = 0x2;
pub const RIGHT_EXECUTE: u64 = 0x4;
pub const RIGHT_DERIVE: u64 = 0x8;
pub const RIGHT_ALLOCATE: u64 = 0x10;

// What a capability is for, as cap_inspect answers it
pub const KIND_CONSOLE: u64 = 1;
pub const KIND_MEMORY: u64 = 2;
pub const KIND_FRAMES: u64 = 3;
pub const KIND_PROCESSOR: u64 = 4;
pub const KIND_ENVIRONMENT: u64 = 5;
pub const KIND_ADDRESS_SPACE: u64 = 6;
pub const KIND_ENDPOINT: u64 = 7;
pub const KIND_SLICE: u64 = 8;
pub const KIND_TIMER: u64 = 9;
pub const KIND_EXTENT: u64 = 10;
pub const KIND_INPUT: u64 = 11;

// What environment_set sets
/// `where exceptions are forwarded to, or 0`
pub const CONTEXT_EXCEPTION: u64 = 0;
/// `where their dispatch saves t0, t1 and t2, or 0`
pub const CONTEXT_SAVE_AREA: u64 = 1;
/// `what is told that a time slice ends, an alarm goes off, or what to give back, or 0`
pub const CONTEXT_INTERRUPT: u64 = 2;
/// `where control transfers arrive, or 0`
pub const CONTEXT_PROTECTED_ENTRY: u64 = 3;
/// `first page of frames that the kernel maps by itself`
pub const CONTEXT_MAPPING: u64 = 4;
/// `bytes in which the kernel marks the pages of a window, or 0`
pub const CONTEXT_PAGE_BITS: u64 = 5;
/// `the cycle at which the interrupt context is told, or 0; with a capability for the timer`
pub const CONTEXT_ALARM: u64 = 6;
/// `where the kernel notes what it has taken by force, or 0`
pub const CONTEXT_REPOSSESSION: u64 = 7;
/// `a handler of messages that runs while the environment does not, or 0`
pub const CONTEXT_HANDLER: u64 = 8;
/// `a filter, which finds the handler of a message, or 0`
pub const CONTEXT_FILTER: u64 = 9;

// What the kernel marks in the byte of a page
/// `it was mapped or found again`
pub const PAGE_REFERENCED: u64 = 1;
/// `it was stored to`
pub const PAGE_DIRTY: u64 = 2;

// What an environment can be asked to give back, as cap_revoke asks for it
/// `frames that were cut off for it`
pub const RECLAIM_FRAMES: u64 = 1;
/// `positions in the vector of time`
pub const RECLAIM_SLICES: u64 = 2;
/// `free frames for messages: asked for by the kernel`
pub const RECLAIM_MESSAGE_PAGES: u64 = 3;
/// `endpoint slots that it has bound`
pub const RECLAIM_ENDPOINTS: u64 = 4;

// Control and status registers
/// `accrued floating-point exceptions`
pub const CSR_FFLAGS: u64 = 0x1;
/// `rounding mode`
pub const CSR_FRM: u64 = 0x2;
/// `both`
pub const CSR_FCSR: u64 = 0x3;
/// `output descriptor: destination rank [15:0], endpoint slot [19:16], user tag [63:32]`
pub const CSR_UO0: u64 = 0x800;
/// `output descriptor: handler pc by convention`
pub const CSR_UO1: u64 = 0x801;
/// `output descriptor: operand`
pub const CSR_UO2: u64 = 0x802;
/// `output descriptor: operand`
pub const CSR_UO3: u64 = 0x803;
/// `output descriptor: operand`
pub const CSR_UO4: u64 = 0x804;
/// `output descriptor: operand`
pub const CSR_UO5: u64 = 0x805;
/// `output descriptor: operand`
pub const CSR_UO6: u64 = 0x806;
/// `output descriptor: operand`
pub const CSR_UO7: u64 = 0x807;
/// `launches the descriptor: [2:0] double-words - 1, [4:3] pairs (address, bytes) of bulk data at its end`
pub const CSR_ULAUNCH: u64 = 0x808;
/// `launches if it can at once: reads 1 sent, 0 refused`
pub const CSR_ULAUNCHC: u64 = 0x809;
/// `drops the head message`
pub const CSR_UDISPOSE: u64 = 0x80a;
/// `stores the head message's bulk data at an address and drops it`
pub const CSR_USINK: u64 = 0x80b;
/// `[0] interrupts disabled, [1] timer force, [2] dispose pending, [3] atomicity extend`
pub const CSR_UAC: u64 = 0x80c;
/// `message-interrupt entry; 0 = poll only`
pub const CSR_UIVEC: u64 = 0x80d;
/// `where the trap or interrupt came from`
pub const CSR_UEPC: u64 = 0x80e;
/// `jumps to uepc and restores uac[0]`
pub const CSR_URET: u64 = 0x80f;
/// `[61:0] cause, [62] was in a handler, [63] previous uac[0]`
pub const CSR_UCAUSE: u64 = 0x810;
/// `faulting address or instruction`
pub const CSR_UTVAL: u64 = 0x811;
/// `free for handlers`
pub const CSR_USCRATCH0: u64 = 0x812;
/// `free for handlers`
pub const CSR_USCRATCH1: u64 = 0x813;
/// `the node's clock`
pub const CSR_CYCLE: u64 = 0xc00;
/// `the same`
pub const CSR_TIME: u64 = 0xc01;
/// `instructions retired`
pub const CSR_INSTRET: u64 = 0xc02;
/// `head message: source rank [15:0], endpoint slot [19:16], user tag [63:32]`
pub const CSR_UI0: u64 = 0xcc0;
/// `head message: handler pc by convention`
pub const CSR_UI1: u64 = 0xcc1;
/// `head message: operand`
pub const CSR_UI2: u64 = 0xcc2;
/// `head message: operand`
pub const CSR_UI3: u64 = 0xcc3;
/// `head message: operand`
pub const CSR_UI4: u64 = 0xcc4;
/// `head message: operand`
pub const CSR_UI5: u64 = 0xcc5;
/// `head message: operand`
pub const CSR_UI6: u64 = 0xcc6;
/// `head message: operand`
pub const CSR_UI7: u64 = 0xcc7;
/// `[0] a message is available, [1] output free, [2] there is no message unit, [7:4] its double-words, [63:32] its bulk bytes`
pub const CSR_USTAT: u64 = 0xcc8;
/// `rank [31:0], job size [63:32]`
pub const CSR_URANK: u64 = 0xcc9;
/// `node [11:0], address of the machine-information page [63:12]`
pub const CSR_UNODE: u64 = 0xcca;

// Bits of ustat
/// `a message is at the head of the queue`
pub const STATUS_AVAILABLE: u64 = 0x1;
/// `the network takes messages`
pub const STATUS_FREE: u64 = 0x2;
/// `the machine has no message unit`
pub const STATUS_NO_UNIT: u64 = 0x4;

// Trap causes, in ucause
pub const CAUSE_INSTRUCTION_MISALIGNED: u64 = 0;
pub const CAUSE_FETCH_ACCESS_FAULT: u64 = 1;
pub const CAUSE_ILLEGAL_INSTRUCTION: u64 = 2;
pub const CAUSE_BREAKPOINT: u64 = 3;
pub const CAUSE_LOAD_MISALIGNED: u64 = 4;
pub const CAUSE_LOAD_ACCESS_FAULT: u64 = 5;
pub const CAUSE_STORE_MISALIGNED: u64 = 6;
pub const CAUSE_STORE_ACCESS_FAULT: u64 = 7;
pub const CAUSE_SYSTEM_CALL: u64 = 8;
pub const CAUSE_FETCH_PAGE_FAULT: u64 = 12;
pub const CAUSE_LOAD_PAGE_FAULT: u64 = 13;
pub const CAUSE_STORE_PAGE_FAULT: u64 = 15;
pub const CAUSE_WRONG_GROUP: u64 = 24;
pub const CAUSE_DISPOSE_EMPTY: u64 = 25;
pub const CAUSE_DISPOSE_EXTEND: u64 = 26;
pub const CAUSE_DISPOSE_FAILURE: u64 = 27;
pub const CAUSE_ATOMICITY_EXTEND: u64 = 28;
pub const CAUSE_MESSAGE_INTERRUPT: u64 = 64;
pub const CAUSE_SLICE_END: u64 = 65;
pub const CAUSE_TRANSFER: u64 = 66;
pub const CAUSE_TRANSFER_RETURN: u64 = 67;
pub const CAUSE_RECLAIM: u64 = 68;
pub const CAUSE_ALARM: u64 = 69;
pub const CAUSE_EXTENT_DONE: u64 = 70;

// Boot record: offsets of its fields
/// `8 bytes`
pub const BOOT_MAGIC: u64 = 0;
/// `4 bytes`
pub const BOOT_VERSION: u64 = 8;
/// `4 bytes`
pub const BOOT_SEGMENT_COUNT: u64 = 12;
/// `4 bytes`
pub const BOOT_RANK: u64 = 16;
/// `4 bytes`
pub const BOOT_RANKS: u64 = 20;
/// `4 bytes`
pub const BOOT_NODE: u64 = 24;
/// `4 bytes`
pub const BOOT_MESH_COLUMNS: u64 = 28;
/// `4 bytes`
pub const BOOT_MESH_ROWS: u64 = 32;
/// `4 bytes`
pub const BOOT_CAP_CONSOLE: u64 = 36;
/// `4 bytes`
pub const BOOT_CAP_MEMORY: u64 = 40;
/// `4 bytes`
pub const BOOT_FRAMES_AVAILABLE: u64 = 44;
/// `8 bytes`
pub const BOOT_SEED: u64 = 48;
/// `8 bytes`
pub const BOOT_CLOCK_HERTZ: u64 = 56;
/// `8 bytes`
pub const BOOT_ARGC: u64 = 64;
/// `8 bytes`
pub const BOOT_ARGV: u64 = 72;
/// `8 bytes`
pub const BOOT_STACK_BASE: u64 = 80;
/// `8 bytes`
pub const BOOT_STACK_BYTES: u64 = 88;
/// `8 bytes`
pub const BOOT_SHARED_BASE: u64 = 96;
/// `8 bytes`
pub const BOOT_SHARED_BYTES: u64 = 104;
/// `16 bytes`
pub const BOOT_PRESET: u64 = 112;
/// `4 bytes`
pub const BOOT_CAP_PROCESSOR: u64 = 128;
/// `4 bytes`
pub const BOOT_CONTEXTS: u64 = 132;
/// `864 bytes`
pub const BOOT_SEGMENTS: u64 = 136;
/// `4 bytes`
pub const BOOT_CAP_INPUT: u64 = 1000;
/// `4 bytes`
pub const BOOT_INPUT_FILES: u64 = 1004;
/// `8 bytes`
pub const BOOT_INPUT_BYTES: u64 = 1008;
/// `8 bytes`
pub const BOOT_LATER: u64 = 1016;
/// `4 bytes`
pub const BOOT_PAGE_TABLE: u64 = 1024;
/// `4 bytes`
pub const BOOT_PLACEMENT: u64 = 1028;
/// `8 bytes`
pub const BOOT_HOOKS: u64 = 1032;
/// `4 bytes`
pub const BOOT_CAP_DISK: u64 = 1040;
/// `4 bytes`
pub const BOOT_DISK_BLOCKS: u64 = 1044;

// Boot record: values
/// `FUGUBOOT`
pub const BOOT_MAGIC_VALUE: u64 = 0x544f4f4255475546;
pub const BOOT_VERSION_VALUE: u64 = 2;
/// `u64 address, bytes; u32 cap, rights`
pub const BOOT_SEGMENT_BYTES: u64 = 24;
/// `in a segment's rights`
pub const BOOT_SEGMENT_SHARED: u64 = 0x100;
pub const BOOT_MOST_SEGMENTS: u64 = 16;
pub const PAGE_TABLE_LINKED: u64 = 0;
pub const PAGE_TABLE_TWO_LEVEL: u64 = 1;
pub const PAGE_TABLE_FLAT: u64 = 2;
pub const PAGE_TABLE_INVERTED: u64 = 3;
pub const PLACEMENT_LIBRARY: u64 = 0;
pub const PLACEMENT_SERVER: u64 = 1;
pub const PLACEMENT_MONOLITHIC: u64 = 2;

// Addresses the kernel chooses
pub const PAGE_BYTES: u64 = 4096;
pub const ADDRESS_BOOT_RECORD: u64 = 0x3ffffff000;
pub const ADDRESS_STACK_START: u64 = 0x3ffffe0000;
pub const ADDRESS_STACK_END: u64 = 0x3fffff0000;
pub const ADDRESS_MESSAGES_START: u64 = 0x3fff000000;
pub const ADDRESS_MESSAGES_END: u64 = 0x3fff100000;
pub const ADDRESS_HANDLERS_START: u64 = 0x3fff100000;
pub const ADDRESS_HANDLERS_END: u64 = 0x3fff101000;
pub const ADDRESS_FILTERS_START: u64 = 0x3fff101000;
pub const ADDRESS_FILTERS_END: u64 = 0x3fff105000;
pub const ADDRESS_IMAGE_START: u64 = 0x1000;
pub const ADDRESS_IMAGE_END: u64 = 0x3f00000000;
pub const ADDRESS_LIBRARY_START: u64 = 0x3c00000000;
pub const ADDRESS_LIBRARY_END: u64 = 0x3c40000000;
pub const ADDRESS_END: u64 = 0x800000000000;

// Bits of p_flags
/// `one copy for the whole job`
pub const SEGMENT_FLAG_SHARED: u64 = 0x100000;
/// `always refilled by the kernel`
pub const SEGMENT_FLAG_GUARANTEED: u64 = 0x200000;

// What a refusal means
pub const REFUSALS: &[(i64, &str, &str)] = &[
    (E_BAD_HANDLE, "bad_handle", "no such slot, or an old generation: the capability was deleted or revoked"),
    (E_WRONG_OBJECT, "wrong_object", "the capability is for something else"),
    (E_MISSING_RIGHT, "missing_right", "the capability is for the right thing, but lacks a right the call needs"),
    (E_BAD_ADDRESS, "bad_address", "not mapped with the right the call needs, in a shared segment, or out of range"),
    (E_BAD_ARGUMENT, "bad_argument", "an argument is outside the range that the call documents"),
    (E_OUT_OF_FRAMES, "out_of_frames", "this node has no free run of that many frames"),
    (E_OUT_OF_SLOTS, "out_of_slots", "every slot is taken: delete something first"),
    (E_IN_USE, "in_use", "it is taken: end what is there first"),
    (E_NO_SHARED_MEMORY, "no_shared_memory", "the frame is at home on another node, and this machine's nodes share no memory"),
    (E_NO_REMOTE_ACCESS, "no_remote_access", "the kernels of this machine do not serve other nodes' memory"),
    (E_BAD_TICKET, "bad_ticket", "no such ticket for this environment, or it was accepted or revoked: ask for another one"),
    (E_TOO_DEEP, "too_deep", "derived from what was derived, 64 times over: derive from an earlier one"),
    (E_NOT_READY, "not_ready", "the environment has ended, or waits for another one, or does not wait to be entered"),
    (E_UNSAFE_CODE, "unsafe_code", "a handler or a filter is not proved to stay within its bounds"),
    (E_NO_SUCH_CALL, "no_such_call", "no system call has that number"),
];

/// A register's number as a text, for instructions.
#[macro_export]
macro_rules! csr {
    (FFLAGS) => { "0x1" };
    (FRM) => { "0x2" };
    (FCSR) => { "0x3" };
    (UO0) => { "0x800" };
    (UO1) => { "0x801" };
    (UO2) => { "0x802" };
    (UO3) => { "0x803" };
    (UO4) => { "0x804" };
    (UO5) => { "0x805" };
    (UO6) => { "0x806" };
    (UO7) => { "0x807" };
    (ULAUNCH) => { "0x808" };
    (ULAUNCHC) => { "0x809" };
    (UDISPOSE) => { "0x80a" };
    (USINK) => { "0x80b" };
    (UAC) => { "0x80c" };
    (UIVEC) => { "0x80d" };
    (UEPC) => { "0x80e" };
    (URET) => { "0x80f" };
    (UCAUSE) => { "0x810" };
    (UTVAL) => { "0x811" };
    (USCRATCH0) => { "0x812" };
    (USCRATCH1) => { "0x813" };
    (CYCLE) => { "0xc00" };
    (TIME) => { "0xc01" };
    (INSTRET) => { "0xc02" };
    (UI0) => { "0xcc0" };
    (UI1) => { "0xcc1" };
    (UI2) => { "0xcc2" };
    (UI3) => { "0xcc3" };
    (UI4) => { "0xcc4" };
    (UI5) => { "0xcc5" };
    (UI6) => { "0xcc6" };
    (UI7) => { "0xcc7" };
    (USTAT) => { "0xcc8" };
    (URANK) => { "0xcc9" };
    (UNODE) => { "0xcca" };
}
