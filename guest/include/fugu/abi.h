/* Rendered from the tables of the exokernel; do not edit.
 * ./fugu abi --header > guest/include/fugu/abi.h
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef FUGU_ABI_H
#define FUGU_ABI_H

/* System calls: number in a7, arguments in a0 to a5, result in a0 */
#define FUGU_SYS_LINUX_READ              63 /* (file descriptor 0, address, bytes) */
#define FUGU_SYS_LINUX_WRITE             64 /* (file descriptor 1 or 2, address, bytes) */
#define FUGU_SYS_LINUX_EXIT              93 /* (code) */
#define FUGU_SYS_LINUX_EXIT_GROUP        94 /* (code) */
#define FUGU_SYS_NULL                    4096 /* () */
#define FUGU_SYS_EXIT                    4097 /* (code) */
#define FUGU_SYS_CONSOLE_WRITE           4098 /* (cap, address, bytes); refusals: bad_handle, wrong_object, missing_right, bad_address */
#define FUGU_SYS_FRAME_ALLOCATE          4099 /* (cap, frames, 1 + name of the first frame or 0); refusals: bad_handle, wrong_object, missing_right, bad_argument, in_use, out_of_frames, out_of_slots */
#define FUGU_SYS_FRAME_FREE              4100 /* (cap); refusals: bad_handle, wrong_object, missing_right, in_use */
#define FUGU_SYS_TLB_WRITE               4101 /* (cap, page index, virtual address, rights, address of the page-table word or 0, its value); refusals: bad_handle, wrong_object, missing_right, bad_address, bad_argument, no_shared_memory */
#define FUGU_SYS_TLB_DROP                4102 /* (virtual address, pages or 0 for one); refusals: bad_address, bad_argument */
#define FUGU_SYS_CAP_DERIVE              4103 /* (cap, rights); refusals: bad_handle, missing_right, bad_argument, out_of_slots, too_deep */
#define FUGU_SYS_CAP_DELETE              4104 /* (cap); refusals: bad_handle, in_use */
#define FUGU_SYS_CAP_REVOKE              4105 /* (cap, kind or 0, how many, cycles); refusals: bad_handle, wrong_object, missing_right, bad_argument, in_use, not_ready */
#define FUGU_SYS_CAP_INSPECT             4106 /* (cap, 1 + page index, kind, or 0); refusals: bad_handle, wrong_object, bad_argument */
#define FUGU_SYS_EXCEPTION_ENTRY         4107 /* (address, or 0); refusals: bad_address */
#define FUGU_SYS_EXCEPTION_DECLINE       4108 /* () */
#define FUGU_SYS_MESSAGE_WAIT            4109 /* () */
#define FUGU_SYS_METRIC                  4110 /* (name address, bytes, value); refusals: bad_address, bad_argument, out_of_slots */
#define FUGU_SYS_REGION                  4111 /* (1 begin, 0 end); refusals: bad_argument */
#define FUGU_SYS_CONTEXT_START           4112 /* (cap, context, address, stack pointer, two arguments); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address, in_use */
#define FUGU_SYS_CONTEXT_END             4113 /* (); refusals: bad_argument */
#define FUGU_SYS_TLB_SHOOTDOWN           4114 /* (virtual address); refusals: bad_address */
#define FUGU_SYS_METRIC_UNIT             4115 /* (name address, bytes, unit address, bytes); refusals: bad_address, bad_argument, out_of_slots */
#define FUGU_SYS_REMOTE_READ             4120 /* (cap, offset); refusals: bad_handle, wrong_object, missing_right, bad_argument, no_remote_access */
#define FUGU_SYS_REMOTE_WRITE            4121 /* (cap, offset, address, bytes); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address, no_remote_access */
#define FUGU_SYS_REMOTE_SWAP             4122 /* (cap, offset, expected, wanted); refusals: bad_handle, wrong_object, missing_right, bad_argument, no_remote_access */
#define FUGU_SYS_CAP_GRANT               4123 /* (cap, rights, environment); refusals: bad_handle, wrong_object, missing_right, bad_argument, out_of_slots, too_deep */
#define FUGU_SYS_CAP_ACCEPT              4124 /* (ticket); refusals: bad_ticket, out_of_slots */
#define FUGU_SYS_ENVIRONMENT_MAKE        4125 /* (cap, frames, address, stack pointer, two arguments); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address, out_of_frames, out_of_slots */
#define FUGU_SYS_ENVIRONMENT_SET         4126 /* (cap or 0, what, address, frames cap, first page address or number, rights or pages); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address, in_use, not_ready, out_of_slots, out_of_frames, unsafe_code */
#define FUGU_SYS_ENVIRONMENT_END         4127 /* (cap); refusals: bad_handle, wrong_object, missing_right, not_ready */
#define FUGU_SYS_SLICE_TAKE              4128 /* (cap, position, cycles or 0, environment cap or 0); refusals: bad_handle, wrong_object, missing_right, bad_argument, not_ready */
#define FUGU_SYS_SLICE_YIELD             4129 /* (environment cap or 0); refusals: bad_handle, wrong_object, missing_right, not_ready */
#define FUGU_SYS_TRANSFER_SYNC           4130 /* (environment cap or 0); refusals: bad_handle, wrong_object, missing_right, not_ready */
#define FUGU_SYS_TRANSFER_ASYNC          4131 /* (environment cap); refusals: bad_handle, wrong_object, missing_right, not_ready */
#define FUGU_SYS_CAP_PART                4132 /* (cap or 0, kind, index or badge, count); refusals: bad_handle, wrong_object, missing_right, bad_argument, out_of_slots, too_deep */
#define FUGU_SYS_ENDPOINT_BIND           4133 /* (cap or 0, slot); refusals: bad_handle, wrong_object, missing_right, bad_argument, not_ready */
#define FUGU_SYS_BUFFER_GIVE             4134 /* (cap, or 0 and how many frames to take back); refusals: bad_handle, wrong_object, missing_right, bad_argument, in_use, not_ready */
#define FUGU_SYS_RECLAIM_ANSWER          4135 /* (kind, cap, 1 + position, or 0); refusals: bad_handle, wrong_object, missing_right, bad_argument, in_use, not_ready */
#define FUGU_SYS_EXTENT_TRANSFER         4136 /* (cap, first block, blocks, frames cap, page index, 0 read or 1 write); refusals: bad_handle, wrong_object, missing_right, bad_argument, not_ready */
#define FUGU_SYS_INPUT_READ              4137 /* (cap, which, offset, address, bytes); refusals: bad_handle, wrong_object, missing_right, bad_argument, bad_address */

/* Refusals, in a0 */
#define FUGU_E_BAD_HANDLE                (-1) /* no such slot, or an old generation: the capability was deleted or revoked */
#define FUGU_E_WRONG_OBJECT              (-2) /* the capability is for something else */
#define FUGU_E_MISSING_RIGHT             (-3) /* the capability is for the right thing, but lacks a right the call needs */
#define FUGU_E_BAD_ADDRESS               (-4) /* not mapped with the right the call needs, in a shared segment, or out of range */
#define FUGU_E_BAD_ARGUMENT              (-5) /* an argument is outside the range that the call documents */
#define FUGU_E_OUT_OF_FRAMES             (-6) /* this node has no free run of that many frames */
#define FUGU_E_OUT_OF_SLOTS              (-7) /* every slot is taken: delete something first */
#define FUGU_E_IN_USE                    (-8) /* it is taken: end what is there first */
#define FUGU_E_NO_SHARED_MEMORY          (-9) /* the frame is at home on another node, and this machine's nodes share no memory */
#define FUGU_E_NO_REMOTE_ACCESS          (-10) /* the kernels of this machine do not serve other nodes' memory */
#define FUGU_E_BAD_TICKET                (-11) /* no such ticket for this environment, or it was accepted or revoked: ask for another one */
#define FUGU_E_TOO_DEEP                  (-12) /* derived from what was derived, 64 times over: derive from an earlier one */
#define FUGU_E_NOT_READY                 (-13) /* the environment has ended, or waits for another one, or does not wait to be entered */
#define FUGU_E_UNSAFE_CODE               (-14) /* a handler or a filter is not proved to stay within its bounds */
#define FUGU_E_NO_SUCH_CALL              (-38) /* no system call has that number */

/* Rights of a capability; the first three are those of a page */
#define FUGU_RIGHT_READ                  0x1
#define FUGU_RIGHT_WRITE                 0x2
#define FUGU_RIGHT_EXECUTE               0x4
#define FUGU_RIGHT_DERIVE                0x8
#define FUGU_RIGHT_ALLOCATE              0x10

/* What a capability is for, as cap_inspect answers it */
#define FUGU_KIND_CONSOLE                1
#define FUGU_KIND_MEMORY                 2
#define FUGU_KIND_FRAMES                 3
#define FUGU_KIND_PROCESSOR              4
#define FUGU_KIND_ENVIRONMENT            5
#define FUGU_KIND_ADDRESS_SPACE          6
#define FUGU_KIND_ENDPOINT               7
#define FUGU_KIND_SLICE                  8
#define FUGU_KIND_TIMER                  9
#define FUGU_KIND_EXTENT                 10
#define FUGU_KIND_INPUT                  11

/* What environment_set sets */
#define FUGU_CONTEXT_EXCEPTION           0 /* where exceptions are forwarded to, or 0 */
#define FUGU_CONTEXT_SAVE_AREA           1 /* where their dispatch saves t0, t1 and t2, or 0 */
#define FUGU_CONTEXT_INTERRUPT           2 /* what is told that a time slice ends, an alarm goes off, or what to give back, or 0 */
#define FUGU_CONTEXT_PROTECTED_ENTRY     3 /* where control transfers arrive, or 0 */
#define FUGU_CONTEXT_MAPPING             4 /* first page of frames that the kernel maps by itself */
#define FUGU_CONTEXT_PAGE_BITS           5 /* bytes in which the kernel marks the pages of a window, or 0 */
#define FUGU_CONTEXT_ALARM               6 /* the cycle at which the interrupt context is told, or 0; with a capability for the timer */
#define FUGU_CONTEXT_REPOSSESSION        7 /* where the kernel notes what it has taken by force, or 0 */
#define FUGU_CONTEXT_HANDLER             8 /* a handler of messages that runs while the environment does not, or 0 */
#define FUGU_CONTEXT_FILTER              9 /* a filter, which finds the handler of a message, or 0 */

/* What the kernel marks in the byte of a page */
#define FUGU_PAGE_REFERENCED             1 /* it was mapped or found again */
#define FUGU_PAGE_DIRTY                  2 /* it was stored to */

/* What an environment can be asked to give back, as cap_revoke asks for it */
#define FUGU_RECLAIM_FRAMES              1 /* frames that were cut off for it */
#define FUGU_RECLAIM_SLICES              2 /* positions in the vector of time */
#define FUGU_RECLAIM_MESSAGE_PAGES       3 /* free frames for messages: asked for by the kernel */
#define FUGU_RECLAIM_ENDPOINTS           4 /* endpoint slots that it has bound */

/* Control and status registers */
#define FUGU_CSR_FFLAGS                  0x1 /* accrued floating-point exceptions */
#define FUGU_CSR_FRM                     0x2 /* rounding mode */
#define FUGU_CSR_FCSR                    0x3 /* both */
#define FUGU_CSR_UO0                     0x800 /* output descriptor: destination rank [15:0], endpoint slot [19:16], user tag [63:32] */
#define FUGU_CSR_UO1                     0x801 /* output descriptor: handler pc by convention */
#define FUGU_CSR_UO2                     0x802 /* output descriptor: operand */
#define FUGU_CSR_UO3                     0x803 /* output descriptor: operand */
#define FUGU_CSR_UO4                     0x804 /* output descriptor: operand */
#define FUGU_CSR_UO5                     0x805 /* output descriptor: operand */
#define FUGU_CSR_UO6                     0x806 /* output descriptor: operand */
#define FUGU_CSR_UO7                     0x807 /* output descriptor: operand */
#define FUGU_CSR_ULAUNCH                 0x808 /* launches the descriptor: [2:0] double-words - 1, [4:3] pairs (address, bytes) of bulk data at its end */
#define FUGU_CSR_ULAUNCHC                0x809 /* launches if it can at once: reads 1 sent, 0 refused */
#define FUGU_CSR_UDISPOSE                0x80a /* drops the head message */
#define FUGU_CSR_USINK                   0x80b /* stores the head message's bulk data at an address and drops it */
#define FUGU_CSR_UAC                     0x80c /* [0] interrupts disabled, [1] timer force, [2] dispose pending, [3] atomicity extend */
#define FUGU_CSR_UIVEC                   0x80d /* message-interrupt entry; 0 = poll only */
#define FUGU_CSR_UEPC                    0x80e /* where the trap or interrupt came from */
#define FUGU_CSR_URET                    0x80f /* jumps to uepc and restores uac[0] */
#define FUGU_CSR_UCAUSE                  0x810 /* [61:0] cause, [62] was in a handler, [63] previous uac[0] */
#define FUGU_CSR_UTVAL                   0x811 /* faulting address or instruction */
#define FUGU_CSR_USCRATCH0               0x812 /* free for handlers */
#define FUGU_CSR_USCRATCH1               0x813 /* free for handlers */
#define FUGU_CSR_CYCLE                   0xc00 /* the node's clock */
#define FUGU_CSR_TIME                    0xc01 /* the same */
#define FUGU_CSR_INSTRET                 0xc02 /* instructions retired */
#define FUGU_CSR_UI0                     0xcc0 /* head message: source rank [15:0], endpoint slot [19:16], user tag [63:32] */
#define FUGU_CSR_UI1                     0xcc1 /* head message: handler pc by convention */
#define FUGU_CSR_UI2                     0xcc2 /* head message: operand */
#define FUGU_CSR_UI3                     0xcc3 /* head message: operand */
#define FUGU_CSR_UI4                     0xcc4 /* head message: operand */
#define FUGU_CSR_UI5                     0xcc5 /* head message: operand */
#define FUGU_CSR_UI6                     0xcc6 /* head message: operand */
#define FUGU_CSR_UI7                     0xcc7 /* head message: operand */
#define FUGU_CSR_USTAT                   0xcc8 /* [0] a message is available, [1] output free, [2] there is no message unit, [7:4] its double-words, [63:32] its bulk bytes */
#define FUGU_CSR_URANK                   0xcc9 /* rank [31:0], job size [63:32] */
#define FUGU_CSR_UNODE                   0xcca /* node [11:0], address of the machine-information page [63:12] */

/* Bits of ustat */
#define FUGU_STATUS_AVAILABLE            0x1 /* a message is at the head of the queue */
#define FUGU_STATUS_FREE                 0x2 /* the network takes messages */
#define FUGU_STATUS_NO_UNIT              0x4 /* the machine has no message unit */

/* Trap causes, in ucause */
#define FUGU_CAUSE_INSTRUCTION_MISALIGNED 0
#define FUGU_CAUSE_FETCH_ACCESS_FAULT    1
#define FUGU_CAUSE_ILLEGAL_INSTRUCTION   2
#define FUGU_CAUSE_BREAKPOINT            3
#define FUGU_CAUSE_LOAD_MISALIGNED       4
#define FUGU_CAUSE_LOAD_ACCESS_FAULT     5
#define FUGU_CAUSE_STORE_MISALIGNED      6
#define FUGU_CAUSE_STORE_ACCESS_FAULT    7
#define FUGU_CAUSE_SYSTEM_CALL           8
#define FUGU_CAUSE_FETCH_PAGE_FAULT      12
#define FUGU_CAUSE_LOAD_PAGE_FAULT       13
#define FUGU_CAUSE_STORE_PAGE_FAULT      15
#define FUGU_CAUSE_WRONG_GROUP           24
#define FUGU_CAUSE_DISPOSE_EMPTY         25
#define FUGU_CAUSE_DISPOSE_EXTEND        26
#define FUGU_CAUSE_DISPOSE_FAILURE       27
#define FUGU_CAUSE_ATOMICITY_EXTEND      28
#define FUGU_CAUSE_MESSAGE_INTERRUPT     64
#define FUGU_CAUSE_SLICE_END             65
#define FUGU_CAUSE_TRANSFER              66
#define FUGU_CAUSE_TRANSFER_RETURN       67
#define FUGU_CAUSE_RECLAIM               68
#define FUGU_CAUSE_ALARM                 69
#define FUGU_CAUSE_EXTENT_DONE           70

/* Boot record: offsets of its fields */
#define FUGU_BOOT_MAGIC                  0 /* 8 bytes */
#define FUGU_BOOT_VERSION                8 /* 4 bytes */
#define FUGU_BOOT_SEGMENT_COUNT          12 /* 4 bytes */
#define FUGU_BOOT_RANK                   16 /* 4 bytes */
#define FUGU_BOOT_RANKS                  20 /* 4 bytes */
#define FUGU_BOOT_NODE                   24 /* 4 bytes */
#define FUGU_BOOT_MESH_COLUMNS           28 /* 4 bytes */
#define FUGU_BOOT_MESH_ROWS              32 /* 4 bytes */
#define FUGU_BOOT_CAP_CONSOLE            36 /* 4 bytes */
#define FUGU_BOOT_CAP_MEMORY             40 /* 4 bytes */
#define FUGU_BOOT_FRAMES_AVAILABLE       44 /* 4 bytes */
#define FUGU_BOOT_SEED                   48 /* 8 bytes */
#define FUGU_BOOT_CLOCK_HERTZ            56 /* 8 bytes */
#define FUGU_BOOT_ARGC                   64 /* 8 bytes */
#define FUGU_BOOT_ARGV                   72 /* 8 bytes */
#define FUGU_BOOT_STACK_BASE             80 /* 8 bytes */
#define FUGU_BOOT_STACK_BYTES            88 /* 8 bytes */
#define FUGU_BOOT_SHARED_BASE            96 /* 8 bytes */
#define FUGU_BOOT_SHARED_BYTES           104 /* 8 bytes */
#define FUGU_BOOT_PRESET                 112 /* 16 bytes */
#define FUGU_BOOT_CAP_PROCESSOR          128 /* 4 bytes */
#define FUGU_BOOT_CONTEXTS               132 /* 4 bytes */
#define FUGU_BOOT_SEGMENTS               136 /* 864 bytes */
#define FUGU_BOOT_CAP_INPUT              1000 /* 4 bytes */
#define FUGU_BOOT_INPUT_FILES            1004 /* 4 bytes */
#define FUGU_BOOT_INPUT_BYTES            1008 /* 8 bytes */
#define FUGU_BOOT_LATER                  1016 /* 8 bytes */
#define FUGU_BOOT_PAGE_TABLE             1024 /* 4 bytes */
#define FUGU_BOOT_PLACEMENT              1028 /* 4 bytes */
#define FUGU_BOOT_HOOKS                  1032 /* 8 bytes */
#define FUGU_BOOT_CAP_DISK               1040 /* 4 bytes */
#define FUGU_BOOT_DISK_BLOCKS            1044 /* 4 bytes */

/* Boot record: values */
#define FUGU_BOOT_MAGIC_VALUE            0x544f4f4255475546 /* FUGUBOOT */
#define FUGU_BOOT_VERSION_VALUE          2
#define FUGU_BOOT_SEGMENT_BYTES          24 /* u64 address, bytes; u32 cap, rights */
#define FUGU_BOOT_SEGMENT_SHARED         0x100 /* in a segment's rights */
#define FUGU_BOOT_MOST_SEGMENTS          16
#define FUGU_PAGE_TABLE_LINKED           0
#define FUGU_PAGE_TABLE_TWO_LEVEL        1
#define FUGU_PAGE_TABLE_FLAT             2
#define FUGU_PAGE_TABLE_INVERTED         3
#define FUGU_PLACEMENT_LIBRARY           0
#define FUGU_PLACEMENT_SERVER            1
#define FUGU_PLACEMENT_MONOLITHIC        2

/* Addresses the kernel chooses */
#define FUGU_PAGE_BYTES                  4096
#define FUGU_ADDRESS_BOOT_RECORD         0x3ffffff000
#define FUGU_ADDRESS_STACK_START         0x3ffffe0000
#define FUGU_ADDRESS_STACK_END           0x3fffff0000
#define FUGU_ADDRESS_MESSAGES_START      0x3fff000000
#define FUGU_ADDRESS_MESSAGES_END        0x3fff100000
#define FUGU_ADDRESS_HANDLERS_START      0x3fff100000
#define FUGU_ADDRESS_HANDLERS_END        0x3fff101000
#define FUGU_ADDRESS_FILTERS_START       0x3fff101000
#define FUGU_ADDRESS_FILTERS_END         0x3fff105000
#define FUGU_ADDRESS_IMAGE_START         0x1000
#define FUGU_ADDRESS_IMAGE_END           0x3f00000000
#define FUGU_ADDRESS_LIBRARY_START       0x3c00000000
#define FUGU_ADDRESS_LIBRARY_END         0x3c40000000
#define FUGU_ADDRESS_END                 0x800000000000

/* Bits of p_flags */
#define FUGU_SEGMENT_FLAG_SHARED         0x100000 /* one copy for the whole job */
#define FUGU_SEGMENT_FLAG_GUARANTEED     0x200000 /* always refilled by the kernel */

#endif
