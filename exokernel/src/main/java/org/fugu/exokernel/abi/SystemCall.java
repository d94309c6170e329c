package org.fugu.exokernel.abi;

import static org.fugu.exokernel.abi.KernelError.BAD_ADDRESS;
import static org.fugu.exokernel.abi.KernelError.BAD_ARGUMENT;
import static org.fugu.exokernel.abi.KernelError.BAD_HANDLE;
import static org.fugu.exokernel.abi.KernelError.BAD_TICKET;
import static org.fugu.exokernel.abi.KernelError.IN_USE;
import static org.fugu.exokernel.abi.KernelError.MISSING_RIGHT;
import static org.fugu.exokernel.abi.KernelError.NOT_READY;
import static org.fugu.exokernel.abi.KernelError.NO_REMOTE_ACCESS;
import static org.fugu.exokernel.abi.KernelError.NO_SHARED_MEMORY;
import static org.fugu.exokernel.abi.KernelError.OUT_OF_FRAMES;
import static org.fugu.exokernel.abi.KernelError.OUT_OF_SLOTS;
import static org.fugu.exokernel.abi.KernelError.TOO_DEEP;
import static org.fugu.exokernel.abi.KernelError.UNSAFE_CODE;
import static org.fugu.exokernel.abi.KernelError.WRONG_OBJECT;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The system calls, all of them. At most [#MOST_KERNEL_CALLS] are the kernel's; the others are there
/// to measure, or so that programs of Linux run.
///
/// A call costs its path, and for work that grows, so much for each unit of it, in instructions of
/// one cycle each. The table of lengths is a file of its own, `paths.tsv`.
public enum SystemCall {
    LINUX_READ(63, "file descriptor 0, address, bytes", "input, read"),
    LINUX_WRITE(64, "file descriptor 1 or 2, address, bytes", "console, write"),
    LINUX_EXIT(93, "code", ""),
    LINUX_EXIT_GROUP(94, "code", ""),

    NULL(4096, "", ""),
    EXIT(4097, "code", ""),
    CONSOLE_WRITE(4098, "cap, address, bytes", "console, write", BAD_HANDLE, WRONG_OBJECT, MISSING_RIGHT, BAD_ADDRESS),
    FRAME_ALLOCATE(
            4099,
            "cap, frames, 1 + name of the first frame or 0",
            "memory, allocate",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            IN_USE,
            OUT_OF_FRAMES,
            OUT_OF_SLOTS),
    FRAME_FREE(4100, "cap", "frames as allocated", BAD_HANDLE, WRONG_OBJECT, MISSING_RIGHT, IN_USE),
    TLB_WRITE(
            4101,
            "cap, page index, virtual address, rights, address of the page-table word or 0, its value",
            "frames, the rights asked for",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ADDRESS,
            BAD_ARGUMENT,
            NO_SHARED_MEMORY),
    TLB_DROP(4102, "virtual address, pages or 0 for one", "", BAD_ADDRESS, BAD_ARGUMENT),
    CAP_DERIVE(4103, "cap, rights", "derive", BAD_HANDLE, MISSING_RIGHT, BAD_ARGUMENT, OUT_OF_SLOTS, TOO_DEEP),
    CAP_DELETE(4104, "cap", "", BAD_HANDLE, IN_USE),
    CAP_REVOKE(
            4105,
            "cap, kind or 0, how many, cycles",
            "derive; environment, write",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            IN_USE,
            NOT_READY),
    CAP_INSPECT(4106, "cap, 1 + page index, kind, or 0", "", BAD_HANDLE, WRONG_OBJECT, BAD_ARGUMENT),
    EXCEPTION_ENTRY(4107, "address, or 0", "", BAD_ADDRESS),
    EXCEPTION_DECLINE(4108, "", ""),
    MESSAGE_WAIT(4109, "", ""),
    METRIC(4110, "name address, bytes, value", "", BAD_ADDRESS, BAD_ARGUMENT, OUT_OF_SLOTS),
    REGION(4111, "1 begin, 0 end", "", BAD_ARGUMENT),
    CONTEXT_START(
            4112,
            "cap, context, address, stack pointer, two arguments",
            "processor, execute",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            BAD_ADDRESS,
            IN_USE),
    CONTEXT_END(4113, "", "", BAD_ARGUMENT),
    TLB_SHOOTDOWN(4114, "virtual address", "", BAD_ADDRESS),
    METRIC_UNIT(4115, "name address, bytes, unit address, bytes", "", BAD_ADDRESS, BAD_ARGUMENT, OUT_OF_SLOTS),

    // Numbers up to 4119 are left for calls that all machines have.
    REMOTE_READ(
            4120,
            "cap, offset",
            "frames, read",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            NO_REMOTE_ACCESS),
    REMOTE_WRITE(
            4121,
            "cap, offset, address, bytes",
            "frames, write",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            BAD_ADDRESS,
            NO_REMOTE_ACCESS),
    REMOTE_SWAP(
            4122,
            "cap, offset, expected, wanted",
            "frames, read and write",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            NO_REMOTE_ACCESS),

    CAP_GRANT(
            4123,
            "cap, rights, environment",
            "derive",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            OUT_OF_SLOTS,
            TOO_DEEP),
    CAP_ACCEPT(4124, "ticket", "", BAD_TICKET, OUT_OF_SLOTS),

    ENVIRONMENT_MAKE(
            4125,
            "cap, frames, address, stack pointer, two arguments",
            "memory, allocate",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            BAD_ADDRESS,
            OUT_OF_FRAMES,
            OUT_OF_SLOTS),
    ENVIRONMENT_SET(
            4126,
            "cap or 0, what, address, frames cap, first page address or number, rights or pages",
            "environment, write; for a mapping, address space, write",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            BAD_ADDRESS,
            IN_USE,
            NOT_READY,
            OUT_OF_SLOTS,
            OUT_OF_FRAMES,
            UNSAFE_CODE),
    ENVIRONMENT_END(4127, "cap", "environment, write", BAD_HANDLE, WRONG_OBJECT, MISSING_RIGHT, NOT_READY),
    SLICE_TAKE(
            4128,
            "cap, position, cycles or 0, environment cap or 0",
            "processor or slice, execute; environment, execute",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            NOT_READY),
    SLICE_YIELD(
            4129, "environment cap or 0", "environment, execute", BAD_HANDLE, WRONG_OBJECT, MISSING_RIGHT, NOT_READY),
    TRANSFER_SYNC(
            4130, "environment cap or 0", "environment, execute", BAD_HANDLE, WRONG_OBJECT, MISSING_RIGHT, NOT_READY),
    TRANSFER_ASYNC(4131, "environment cap", "environment, execute", BAD_HANDLE, WRONG_OBJECT, MISSING_RIGHT, NOT_READY),

    CAP_PART(
            4132,
            "cap or 0, kind, index or badge, count",
            "derive",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            OUT_OF_SLOTS,
            TOO_DEEP),
    ENDPOINT_BIND(
            4133,
            "cap or 0, slot",
            "endpoint, write",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            NOT_READY),

    BUFFER_GIVE(
            4134,
            "cap, or 0 and how many frames to take back",
            "frames as allocated",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            IN_USE,
            NOT_READY),
    RECLAIM_ANSWER(
            4135,
            "kind, cap, 1 + position, or 0",
            "frames as allocated",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            IN_USE,
            NOT_READY),

    EXTENT_TRANSFER(
            4136,
            "cap, first block, blocks, frames cap, page index, 0 read or 1 write",
            "extent, read or write; frames, write or read",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            NOT_READY),

    INPUT_READ(
            4137,
            "cap, which, offset, address, bytes",
            "input, read",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            BAD_ADDRESS);

    /// A kernel that only protects needs few.
    public static final int MOST_KERNEL_CALLS = 34;

    /// Why there is a call.
    public enum Purpose {
        KERNEL,
        MEASUREMENT,
        LINUX
    }

    private static final int FIRST_OWN = 4096;

    private final int number;
    private final String arguments;
    private final String capability;
    private final List<KernelError> errors;
    private final PathLength length;

    SystemCall(int number, String arguments, String capability, KernelError... errors) {
        this.number = number;
        this.arguments = arguments;
        this.capability = capability;
        this.errors = List.of(errors);
        length = PathLength.of(wireName());
    }

    /// The call that a guest means with `a7`, or null.
    public static @Nullable SystemCall numbered(long number) {
        if (number >= FIRST_OWN && number < FIRST_OWN + OWN.length) return OWN[(int) number - FIRST_OWN];
        if (number == LINUX_READ.number) return LINUX_READ;
        if (number == LINUX_WRITE.number) return LINUX_WRITE;
        if (number == LINUX_EXIT.number) return LINUX_EXIT;
        if (number == LINUX_EXIT_GROUP.number) return LINUX_EXIT_GROUP;
        return null;
    }

    private static final @Nullable SystemCall[] OWN = own();

    private static @Nullable SystemCall[] own() {
        int last = Arrays.stream(values()).mapToInt(SystemCall::number).max().orElseThrow();
        var byNumber = new @Nullable SystemCall[last - FIRST_OWN + 1];
        for (var call : values()) if (call.number >= FIRST_OWN) byNumber[call.number - FIRST_OWN] = call;
        return byNumber;
    }

    public int number() {
        return number;
    }

    /// What the call is for, apart from what it does.
    public Purpose purpose() {
        return switch (this) {
            case LINUX_READ, LINUX_WRITE, LINUX_EXIT, LINUX_EXIT_GROUP -> Purpose.LINUX;
            case NULL, METRIC, METRIC_UNIT, REGION -> Purpose.MEASUREMENT;
            default -> Purpose.KERNEL;
        };
    }

    /// Stable name, for example `console_write`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What goes into `a0` and on, for people.
    public String arguments() {
        return arguments;
    }

    /// What the capability argument must be for, and with which rights; empty without one.
    public String capability() {
        return capability;
    }

    public List<KernelError> errors() {
        return errors;
    }

    /// Instructions that every call of it costs, refused or not.
    public int path() {
        return length.instructions();
    }

    /// What a call that succeeds costs beyond its path, for each [#unit].
    public int unitPath() {
        return length.each();
    }

    /// What the work of the call is counted in; empty if its cost is fixed.
    public String unit() {
        return length.unit();
    }

    /// Where its costs are from.
    public String costSource() {
        return length.source();
    }

    String errorNames() {
        return errors.stream().map(KernelError::wireName).collect(Collectors.joining(", "));
    }
}
