package org.fugu.machine.cpu;

/// The five rounding modes, numbered as in `frm`.
final class Rounding {
    static final int NEAREST_EVEN = 0;
    static final int TOWARDS_ZERO = 1;
    static final int DOWN = 2;
    static final int UP = 3;
    static final int NEAREST_AWAY = 4;

    private Rounding() {}

    /// Whether to go to the larger magnitude.
    ///
    /// @param odd whether the last bit that is kept is 1
    /// @param rest what is not kept, never 0, compared without sign with `half`
    static boolean increments(int mode, boolean negative, boolean odd, long rest, long half) {
        int order = Long.compareUnsigned(rest, half);
        return switch (mode) {
            case NEAREST_EVEN -> order > 0 || order == 0 && odd;
            case TOWARDS_ZERO -> false;
            case DOWN -> negative;
            case UP -> !negative;
            case NEAREST_AWAY -> order >= 0;
            default -> throw new IllegalArgumentException("there is no rounding mode " + mode);
        };
    }

    /// Whether a result too large for the format becomes infinity and not the largest number.
    static boolean overflowsToInfinity(int mode, boolean negative) {
        return switch (mode) {
            case TOWARDS_ZERO -> false;
            case DOWN -> negative;
            case UP -> !negative;
            default -> true;
        };
    }
}
