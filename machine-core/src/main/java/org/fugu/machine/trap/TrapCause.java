package org.fugu.machine.trap;

import java.util.Locale;

/// Why a processor left its program. The numbers below 24 are those of the RISC-V privileged
/// manual.
public enum TrapCause {
    INSTRUCTION_MISALIGNED(0),
    FETCH_ACCESS_FAULT(1),
    ILLEGAL_INSTRUCTION(2),
    BREAKPOINT(3),
    LOAD_MISALIGNED(4),
    LOAD_ACCESS_FAULT(5),
    STORE_MISALIGNED(6),
    STORE_ACCESS_FAULT(7),
    SYSTEM_CALL(8),
    FETCH_PAGE_FAULT(12),
    LOAD_PAGE_FAULT(13),
    STORE_PAGE_FAULT(15),
    WRONG_GROUP(24),
    DISPOSE_EMPTY(25),
    DISPOSE_EXTEND(26),
    DISPOSE_FAILURE(27),
    ATOMICITY_EXTEND(28),
    MESSAGE_INTERRUPT(64),

    // What only a kernel tells its program.
    SLICE_END(65),
    TRANSFER(66),
    TRANSFER_RETURN(67),
    RECLAIM(68),
    ALARM(69),
    EXTENT_DONE(70);

    private static final int MOST = 127;
    private static final TrapCause[] BY_NUMBER = new TrapCause[MOST + 1];

    static {
        for (var cause : values()) BY_NUMBER[cause.number] = cause;
    }

    private final int number;

    TrapCause(int number) {
        this.number = number;
    }

    /// What the guest finds in `ucause`.
    public int number() {
        return number;
    }

    /// Whether a translation or a right of one was missing.
    public boolean isPageFault() {
        return this == FETCH_PAGE_FAULT || this == LOAD_PAGE_FAULT || this == STORE_PAGE_FAULT;
    }

    /// The same of a number, which need not be that of any cause.
    public static boolean isPageFault(long number) {
        return number == FETCH_PAGE_FAULT.number()
                || number == LOAD_PAGE_FAULT.number()
                || number == STORE_PAGE_FAULT.number();
    }

    /// Stable name in reports, for example `store_page_fault`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException if no cause has that number
    public static TrapCause of(int number) {
        if (number >= 0 && number < BY_NUMBER.length && BY_NUMBER[number] != null) return BY_NUMBER[number];
        throw new IllegalArgumentException("no trap cause has the number " + number);
    }
}
