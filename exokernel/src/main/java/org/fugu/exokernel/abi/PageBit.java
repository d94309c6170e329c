package org.fugu.exokernel.abi;

/// What the kernel marks in the byte of a page.
public enum PageBit {
    REFERENCED(1, "it was mapped or found again"),
    DIRTY(2, "it was stored to");

    private final int bit;
    private final String meaning;

    PageBit(int bit, String meaning) {
        this.bit = bit;
        this.meaning = meaning;
    }

    public int bit() {
        return bit;
    }

    /// For people.
    public String meaning() {
        return meaning;
    }
}
