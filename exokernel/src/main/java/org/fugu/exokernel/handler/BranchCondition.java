package org.fugu.exokernel.handler;

import org.fugu.machine.isa.Opcode;

/// What a branch tells of the two numbers that it compares.
enum BranchCondition {
    EQUAL,
    DIFFERENT,
    LESS,
    NOT_LESS,
    LESS_UNSIGNED,
    NOT_LESS_UNSIGNED;

    /// What holds where the branch is taken.
    static BranchCondition of(int opcode) {
        return switch (opcode) {
            case Opcode.BEQ -> EQUAL;
            case Opcode.BNE -> DIFFERENT;
            case Opcode.BLT -> LESS;
            case Opcode.BGE -> NOT_LESS;
            case Opcode.BLTU -> LESS_UNSIGNED;
            case Opcode.BGEU -> NOT_LESS_UNSIGNED;
            default -> throw new IllegalArgumentException("no branch is " + opcode);
        };
    }

    /// What holds where it is not.
    BranchCondition not() {
        return switch (this) {
            case EQUAL -> DIFFERENT;
            case DIFFERENT -> EQUAL;
            case LESS -> NOT_LESS;
            case NOT_LESS -> LESS;
            case LESS_UNSIGNED -> NOT_LESS_UNSIGNED;
            case NOT_LESS_UNSIGNED -> LESS_UNSIGNED;
        };
    }

    /// Adds to what is known that this holds for two registers.
    ///
    /// @return false if it cannot hold, so that nobody comes there
    boolean holds(Paths paths, int left, int right) {
        var a = paths.get(left);
        var b = paths.get(right);
        // Addresses are compared as the numbers that they are, of which nothing is known.
        if (left == right || a.isAddress() || b.isAddress()) return true;
        return switch (this) {
            case EQUAL -> equal(paths, left, right, a, b);
            case DIFFERENT -> different(paths, left, right, a, b);
            case LESS -> less(paths, left, right, a, b);
            case NOT_LESS ->
                narrow(paths, left, Math.max(a.low(), b.low()), a.high())
                        && narrow(paths, right, b.low(), Math.min(b.high(), a.high()));
            case LESS_UNSIGNED -> !b.isNatural() || lessNatural(paths, left, right, a, b);
            case NOT_LESS_UNSIGNED ->
                !a.isNatural()
                        || narrow(paths, left, Math.max(a.low(), Math.max(b.low(), 0)), a.high())
                                && narrow(paths, right, Math.max(b.low(), 0), Math.min(b.high(), a.high()));
        };
    }

    private static boolean equal(Paths paths, int left, int right, Known a, Known b) {
        long low = Math.max(a.low(), b.low());
        long high = Math.min(a.high(), b.high());
        return narrow(paths, left, low, high) && narrow(paths, right, low, high);
    }

    private static boolean different(Paths paths, int left, int right, Known a, Known b) {
        return (!b.isConstant() || without(paths, left, a, b.low()))
                && (!a.isConstant() || without(paths, right, b, a.low()));
    }

    private static boolean without(Paths paths, int register, Known value, long gone) {
        if (value.low() == gone && value.high() == gone) return false;
        if (value.low() == gone) return narrow(paths, register, gone + 1, value.high());
        return value.high() != gone || narrow(paths, register, value.low(), gone - 1);
    }

    private static boolean less(Paths paths, int left, int right, Known a, Known b) {
        if (b.high() == Long.MIN_VALUE || a.low() == Long.MAX_VALUE) return false;
        return narrow(paths, left, a.low(), Math.min(a.high(), b.high() - 1))
                && narrow(paths, right, Math.max(b.low(), a.low() + 1), b.high());
    }

    private static boolean lessNatural(Paths paths, int left, int right, Known a, Known b) {
        if (b.high() == 0) return false;
        long low = Math.max(a.low(), 0);
        return narrow(paths, left, low, Math.min(a.high(), b.high() - 1))
                && narrow(paths, right, Math.max(b.low(), low + 1), b.high());
    }

    private static boolean narrow(Paths paths, int register, long low, long high) {
        if (low > high) return false;
        paths.set(register, Known.between(low, high));
        // x0 is 0, whatever is said of it.
        return register != 0 || low <= 0 && high >= 0;
    }
}
