package org.fugu.machine.message;

/// Numbers of the message unit's CSRs, in the unprivileged custom range.
public final class CsrNumber {
    /// First of the eight words of the output descriptor.
    public static final int UO0 = 0x800;

    public static final int ULAUNCH = 0x808;
    public static final int ULAUNCHC = 0x809;
    public static final int UDISPOSE = 0x80A;
    public static final int USINK = 0x80B;
    public static final int UAC = 0x80C;
    public static final int UIVEC = 0x80D;
    public static final int UEPC = 0x80E;
    public static final int URET = 0x80F;
    public static final int UCAUSE = 0x810;
    public static final int UTVAL = 0x811;
    public static final int USCRATCH0 = 0x812;
    public static final int USCRATCH1 = 0x813;

    /// First of the eight words of the head message.
    public static final int UI0 = 0xCC0;

    public static final int USTAT = 0xCC8;
    public static final int URANK = 0xCC9;
    public static final int UNODE = 0xCCA;

    private CsrNumber() {}
}
