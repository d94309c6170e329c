package org.fugu.exokernel.abi;

/// A set of rights.
///
/// @param bits the sum of [Right#bit]; other bits are refused
public record Rights(int bits) {
    public static final Rights NONE = new Rights(0);

    /// What the owner of frames may do with them.
    public static final Rights FRAME_OWNER = of(Right.READ, Right.WRITE, Right.EXECUTE, Right.DERIVE);

    /// Every right there is.
    public static final int ALL = 0x1f;
    private static final int ACCESS = 0x7;

    public Rights {
        if ((bits & ~ALL) != 0) throw new IllegalArgumentException("unknown rights: 0x" + Integer.toHexString(bits));
    }

    public static Rights of(Right... rights) {
        int bits = 0;
        for (var right : rights) bits |= right.bit();
        return new Rights(bits);
    }

    /// Whether a word from a guest is a set of rights at all.
    public static boolean areRights(long word) {
        return (word & ~ALL) == 0;
    }

    /// Whether a word from a guest is a set of rights to access memory, and not the empty one.
    public static boolean areAccessRights(long word) {
        return word != 0 && (word & ~ACCESS) == 0;
    }

    public boolean contains(Rights others) {
        return (bits & others.bits) == others.bits;
    }

    public boolean contains(Right right) {
        return (bits & right.bit()) != 0;
    }
}
