package org.fugu.machine.cpu;

/// Integer operations whose RISC-V results differ from Java's operators.
public final class IntegerUnit {
    private IntegerUnit() {}

    public static long multiplyHighSignedUnsigned(long a, long b) {
        return Math.multiplyHigh(a, b) + (b < 0 ? a : 0);
    }

    // Division by zero gives all ones, or the dividend as the remainder; nothing traps. Java's own
    // operators already give the manual's result for the most negative number by minus one.

    public static long divide(long a, long b) {
        return b == 0 ? -1 : a / b;
    }

    public static long divideUnsigned(long a, long b) {
        return b == 0 ? -1 : Long.divideUnsigned(a, b);
    }

    public static long remainder(long a, long b) {
        return b == 0 ? a : a % b;
    }

    public static long remainderUnsigned(long a, long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    public static long divideWord(int a, int b) {
        return b == 0 ? -1 : a / b;
    }

    public static long divideUnsignedWord(int a, int b) {
        return b == 0 ? -1 : Integer.divideUnsigned(a, b);
    }

    public static long remainderWord(int a, int b) {
        return b == 0 ? a : a % b;
    }

    public static long remainderUnsignedWord(int a, int b) {
        return b == 0 ? a : Integer.remainderUnsigned(a, b);
    }
}
