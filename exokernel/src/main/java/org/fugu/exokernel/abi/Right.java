package org.fugu.exokernel.abi;

/// One operation that a capability permits. The first three are also the rights of a translation.
public enum Right {
    READ(1),
    WRITE(2),
    EXECUTE(4),
    DERIVE(8),
    ALLOCATE(0x10);

    private final int bit;

    Right(int bit) {
        this.bit = bit;
    }

    /// Its place in a mask of rights.
    public int bit() {
        return bit;
    }
}
