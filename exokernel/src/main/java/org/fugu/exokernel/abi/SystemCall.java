package org.fugu.exokernel.abi;

import static org.fugu.exokernel.abi.KernelError.BAD_ADDRESS;
import static org.fugu.exokernel.abi.KernelError.BAD_ARGUMENT;
import static org.fugu.exokernel.abi.KernelError.BAD_HANDLE;
import static org.fugu.exokernel.abi.KernelError.IN_USE;
import static org.fugu.exokernel.abi.KernelError.MISSING_RIGHT;
import static org.fugu.exokernel.abi.KernelError.NO_REMOTE_ACCESS;
import static org.fugu.exokernel.abi.KernelError.NO_SHARED_MEMORY;
import static org.fugu.exokernel.abi.KernelError.OUT_OF_FRAMES;
import static org.fugu.exokernel.abi.KernelError.OUT_OF_SLOTS;
import static org.fugu.exokernel.abi.KernelError.WRONG_OBJECT;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The system calls, all of them.
///
/// A call costs its path, and for work that grows, so much for each unit of it, in instructions of
/// one cycle each. The first 21 of every path are Aegis' dispatch: 18 instructions and 3 stores.
/// The rest are assumptions of ours until measured against a kernel that was written out.
public enum SystemCall {
    LINUX_WRITE(64, 33, 1, "byte", "file descriptor 1 or 2, address, bytes", "console, write"),
    LINUX_EXIT(93, 30, "code", ""),
    LINUX_EXIT_GROUP(94, 30, "code", ""),

    NULL(4096, 21, "", ""),
    EXIT(4097, 30, "code", ""),
    CONSOLE_WRITE(
            4098,
            33,
            1,
            "byte",
            "cap, address, bytes",
            "console, write",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ADDRESS),
    FRAME_ALLOCATE(
            4099,
            60,
            520,
            "frame",
            "cap, frames",
            "memory, allocate",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            OUT_OF_FRAMES,
            OUT_OF_SLOTS),
    FRAME_FREE(
            4100,
            50,
            12,
            "capability or binding that goes",
            "cap",
            "frames as allocated",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            IN_USE),
    TLB_WRITE(
            4101,
            44,
            "cap, page index, virtual address, rights, address of the page-table word or 0, its value",
            "frames, the rights asked for",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ADDRESS,
            BAD_ARGUMENT,
            NO_SHARED_MEMORY),
    TLB_DROP(4102, 33, "virtual address", "", BAD_ADDRESS),
    CAP_DERIVE(4103, 48, "cap, rights", "derive", BAD_HANDLE, MISSING_RIGHT, BAD_ARGUMENT, OUT_OF_SLOTS),
    CAP_DELETE(4104, 40, 12, "capability or binding that goes", "cap", "", BAD_HANDLE, IN_USE),
    CAP_REVOKE(4105, 36, 12, "capability or binding that goes", "cap", "derive", BAD_HANDLE, MISSING_RIGHT),
    CAP_INSPECT(4106, 30, "cap", "", BAD_HANDLE),
    EXCEPTION_ENTRY(4107, 28, 12, "binding that goes", "address, or 0", "", BAD_ADDRESS),
    EXCEPTION_DECLINE(4108, 30, "", ""),
    MESSAGE_WAIT(4109, 28, "", ""),
    METRIC(4110, 60, 1, "byte", "name address, bytes, value", "", BAD_ADDRESS, BAD_ARGUMENT, OUT_OF_SLOTS),
    REGION(4111, 30, "1 begin, 0 end", "", BAD_ARGUMENT),
    CONTEXT_START(
            4112,
            60,
            "cap, context, address, stack pointer, two arguments",
            "processor, execute",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            BAD_ADDRESS,
            IN_USE),
    CONTEXT_END(4113, 30, "", "", BAD_ARGUMENT),
    TLB_SHOOTDOWN(4114, 40, 12, "other node of the job", "virtual address", "", BAD_ADDRESS),
    METRIC_UNIT(
            4115,
            60,
            1,
            "byte",
            "name address, bytes, unit address, bytes",
            "",
            BAD_ADDRESS,
            BAD_ARGUMENT,
            OUT_OF_SLOTS),

    // Numbers up to 4119 are left for calls that all machines have.
    REMOTE_READ(
            4120,
            360,
            "cap, offset",
            "frames, read",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            NO_REMOTE_ACCESS),
    REMOTE_WRITE(
            4121,
            360,
            130,
            "24 bytes",
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
            360,
            "cap, offset, expected, wanted",
            "frames, read and write",
            BAD_HANDLE,
            WRONG_OBJECT,
            MISSING_RIGHT,
            BAD_ARGUMENT,
            NO_REMOTE_ACCESS);

    /// What is charged for a number that no call has.
    public static final int UNKNOWN_CALL_PATH = 21;

    /// Forwarding an exception to the library OS: Aegis' 18 instructions and 3 stores.
    public static final int EXCEPTION_DISPATCH_PATH = 21;

    /// Refilling the TLB from a guaranteed mapping: dispatch and a search of at most 18 ranges.
    public static final int GUARANTEED_REFILL_PATH = 45;

    /// Dropping a translation because another node asks for it.
    public static final int SHOOTDOWN_HANDLER_PATH = 40;

    /// Counting a node's answer.
    public static final int SHOOTDOWN_ANSWER_PATH = 12;

    /// Looking at a message of another group and dropping it.
    public static final int MISDELIVERY_PATH = 40;

    /// Finding that a program holds messages off for too long.
    public static final int ATOMICITY_TIMEOUT_PATH = 40;

    /// Serving another node's read, and sending the answer: calibrated to 45 us for all of it.
    public static final int REMOTE_READ_HANDLER_PATH = 380;

    /// Serving another node's compare-and-swap: calibrated to 38 us for all of it.
    public static final int REMOTE_SWAP_HANDLER_PATH = 200;

    /// Storing what one packet of another node's write brings.
    public static final int REMOTE_WRITE_HANDLER_PATH = 120;

    /// Taking what was read to the program that waits for it.
    public static final int REMOTE_ANSWER_PATH = 170;

    private static final int FIRST_OWN = 4096;

    private final int number;
    private final int path;
    private final int unitPath;
    private final String unit;
    private final String arguments;
    private final String capability;
    private final List<KernelError> errors;

    SystemCall(int number, int path, String arguments, String capability, KernelError... errors) {
        this(number, path, 0, "", arguments, capability, errors);
    }

    SystemCall(
            int number,
            int path,
            int unitPath,
            String unit,
            String arguments,
            String capability,
            KernelError... errors) {
        this.number = number;
        this.path = path;
        this.unitPath = unitPath;
        this.unit = unit;
        this.arguments = arguments;
        this.capability = capability;
        this.errors = List.of(errors);
    }

    /// The call that a guest means with `a7`, or null.
    public static @Nullable SystemCall numbered(long number) {
        if (number >= FIRST_OWN && number < FIRST_OWN + OWN.length) return OWN[(int) number - FIRST_OWN];
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
        return path;
    }

    /// What a call that succeeds costs beyond its path, for each [#unit].
    public int unitPath() {
        return unitPath;
    }

    /// What the work of the call is counted in; empty if its cost is fixed.
    public String unit() {
        return unit;
    }

    String errorNames() {
        return errors.stream().map(KernelError::wireName).collect(Collectors.joining(", "));
    }
}
