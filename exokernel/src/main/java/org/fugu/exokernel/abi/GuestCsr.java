package org.fugu.exokernel.abi;

import java.util.Locale;

/// The control and status registers a guest program can reach.
public enum GuestCsr {
    FFLAGS(0x001, "accrued floating-point exceptions"),
    FRM(0x002, "rounding mode"),
    FCSR(0x003, "both"),
    UO0(0x800, "output descriptor: destination rank [15:0], endpoint slot [19:16], user tag [63:32]"),
    UO1(0x801, "output descriptor: handler pc by convention"),
    UO2(0x802, "output descriptor: operand"),
    UO3(0x803, "output descriptor: operand"),
    UO4(0x804, "output descriptor: operand"),
    UO5(0x805, "output descriptor: operand"),
    UO6(0x806, "output descriptor: operand"),
    UO7(0x807, "output descriptor: operand"),
    ULAUNCH(
            0x808,
            "launches the descriptor: [2:0] double-words - 1, [4:3] pairs (address, bytes) of bulk data at its end"),
    ULAUNCHC(0x809, "launches if it can at once: reads 1 sent, 0 refused"),
    UDISPOSE(0x80A, "drops the head message"),
    USINK(0x80B, "stores the head message's bulk data at an address and drops it"),
    UAC(0x80C, "[0] interrupts disabled, [1] timer force, [2] dispose pending, [3] atomicity extend"),
    UIVEC(0x80D, "message-interrupt entry; 0 = poll only"),
    UEPC(0x80E, "where the trap or interrupt came from"),
    URET(0x80F, "jumps to uepc and restores uac[0]"),
    UCAUSE(0x810, "[61:0] cause, [62] was in a handler, [63] previous uac[0]"),
    UTVAL(0x811, "faulting address or instruction"),
    USCRATCH0(0x812, "free for handlers"),
    USCRATCH1(0x813, "free for handlers"),
    CYCLE(0xC00, "the node's clock"),
    TIME(0xC01, "the same"),
    INSTRET(0xC02, "instructions retired"),
    UI0(0xCC0, "head message: source rank [15:0], endpoint slot [19:16], user tag [63:32]"),
    UI1(0xCC1, "head message: handler pc by convention"),
    UI2(0xCC2, "head message: operand"),
    UI3(0xCC3, "head message: operand"),
    UI4(0xCC4, "head message: operand"),
    UI5(0xCC5, "head message: operand"),
    UI6(0xCC6, "head message: operand"),
    UI7(0xCC7, "head message: operand"),
    USTAT(
            0xCC8,
            "[0] a message is available, [1] output free, [2] there is no message unit, [7:4] its double-words, [63:32] its bulk bytes"),
    URANK(0xCC9, "rank [31:0], job size [63:32]"),
    UNODE(0xCCA, "node [11:0], address of the machine-information page [63:12]");

    private static final int READ_ONLY = 0xC00;

    private final int number;
    private final String meaning;

    GuestCsr(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }

    /// Whether writing it traps; the two top bits of the number say so, as the manual has it.
    public boolean readOnly() {
        return (number & READ_ONLY) == READ_ONLY;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
