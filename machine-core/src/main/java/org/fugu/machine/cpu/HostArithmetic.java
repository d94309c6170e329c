package org.fugu.machine.cpu;

import static org.fugu.machine.cpu.FloatingPoint.DOUBLE;
import static org.fugu.machine.cpu.FloatingPoint.INEXACT;
import static org.fugu.machine.cpu.FloatingPoint.SINGLE;

/// The same as [FloatingPoint], by the host's floating point where that is proven to be exact.
///
/// Java computes with IEEE 754 formats, rounding to nearest even. So in that mode, and away from
/// the ends of the exponent range and from NaNs, only one thing is missing: whether the result was
/// rounded. The residual of each operation answers it, because there it is a number of the format
/// itself (Dekker, Knuth; Boldo and Muller for the fused operation). All other cases go to
/// [FloatingPoint].
///
/// Bounds: with results between [#SMALL] and [#LARGE] no residual leaves the format's range and
/// nothing overflows on the way.
public final class HostArithmetic {
    private static final double LARGE = 1e300;
    private static final double SMALL = 1e-250;
    private static final float LARGE_SINGLE = 1e37f;
    /// Above the least normal number, so that nothing has been tiny.
    private static final float SMALL_SINGLE = 2.4e-38f;

    private HostArithmetic() {}

    private static double toDouble(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static float toSingle(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    private static long bits(double number) {
        return Double.doubleToRawLongBits(number);
    }

    private static long bits(float number) {
        return Float.floatToRawIntBits(number) & 0xffff_ffffL;
    }

    /// False for NaNs too.
    private static boolean moderate(double number) {
        return Math.abs(number) < LARGE;
    }

    private static boolean middling(double number) {
        return Math.abs(number) > SMALL && Math.abs(number) < LARGE;
    }

    private static boolean moderate(float number) {
        return Math.abs(number) < LARGE_SINGLE;
    }

    private static boolean middling(float number) {
        return Math.abs(number) > SMALL_SINGLE && Math.abs(number) < LARGE_SINGLE;
    }

    /// What `sum`, the rounded sum of `x` and `y`, lacks.
    private static double lost(double x, double y, double sum) {
        double part = sum - x;
        return x - (sum - part) + (y - part);
    }

    /// Whether it matters if a result is exact: not once one was not, for flags only accrue.
    private static boolean wasExact(Context context) {
        return (context.fflags & INEXACT) == 0;
    }

    private static void inexactIf(Context context, boolean inexact) {
        if (inexact) context.fflags |= INEXACT;
    }

    public static long addDouble(Context context, long a, long b, int mode) {
        double x = toDouble(a);
        double y = toDouble(b);
        double sum = x + y;
        if (mode != Rounding.NEAREST_EVEN || !moderate(x) || !moderate(y) || !moderate(sum)) {
            return DOUBLE.add(context, a, b, mode);
        }
        inexactIf(context, wasExact(context) && lost(x, y, sum) != 0);
        return bits(sum);
    }

    public static long addSingle(Context context, long a, long b, int mode) {
        float x = toSingle(a);
        float y = toSingle(b);
        float sum = x + y;
        if (mode != Rounding.NEAREST_EVEN || !moderate(x) || !moderate(y) || !moderate(sum)) {
            return SINGLE.add(context, a, b, mode);
        }
        float part = sum - x;
        inexactIf(context, x - (sum - part) + (y - part) != 0);
        return bits(sum);
    }

    public static long multiplyDouble(Context context, long a, long b, int mode) {
        double x = toDouble(a);
        double y = toDouble(b);
        double product = x * y;
        if (mode != Rounding.NEAREST_EVEN) return DOUBLE.multiply(context, a, b, mode);
        if (middling(product)) inexactIf(context, wasExact(context) && Math.fma(x, y, -product) != 0);
        else if (product != 0 || x != 0 && y != 0) return DOUBLE.multiply(context, a, b, mode);
        return bits(product);
    }

    public static long multiplySingle(Context context, long a, long b, int mode) {
        double product = (double) toSingle(a) * toSingle(b);
        float rounded = (float) product;
        if (mode != Rounding.NEAREST_EVEN || product != 0 && !middling(rounded) || Double.isNaN(product)) {
            return SINGLE.multiply(context, a, b, mode);
        }
        inexactIf(context, rounded != product);
        return bits(rounded);
    }

    public static long divideDouble(Context context, long a, long b, int mode) {
        double x = toDouble(a);
        double y = toDouble(b);
        double quotient = x / y;
        if (mode != Rounding.NEAREST_EVEN || !middling(x) || !middling(y) || !middling(quotient)) {
            return DOUBLE.divide(context, a, b, mode);
        }
        inexactIf(context, wasExact(context) && Math.fma(-quotient, y, x) != 0);
        return bits(quotient);
    }

    public static long divideSingle(Context context, long a, long b, int mode) {
        float x = toSingle(a);
        float y = toSingle(b);
        float quotient = x / y;
        if (mode != Rounding.NEAREST_EVEN || !middling(x) || !middling(y) || !middling(quotient)) {
            return SINGLE.divide(context, a, b, mode);
        }
        inexactIf(context, (double) quotient * y != x);
        return bits(quotient);
    }

    public static long squareRootDouble(Context context, long a, int mode) {
        double x = toDouble(a);
        if (mode != Rounding.NEAREST_EVEN || x < 0 || !middling(x)) return DOUBLE.squareRoot(context, a, mode);
        double root = Math.sqrt(x);
        inexactIf(context, wasExact(context) && Math.fma(-root, root, x) != 0);
        return bits(root);
    }

    public static long squareRootSingle(Context context, long a, int mode) {
        float x = toSingle(a);
        if (mode != Rounding.NEAREST_EVEN || x < 0 || !middling(x)) return SINGLE.squareRoot(context, a, mode);
        float root = (float) Math.sqrt(x);
        inexactIf(context, (double) root * root != x);
        return bits(root);
    }

    public static long fusedDouble(Context context, long a, long b, long c, int mode) {
        double x = toDouble(a);
        double y = toDouble(b);
        double z = toDouble(c);
        double product = x * y;
        if (mode != Rounding.NEAREST_EVEN || !middling(product) || !moderate(z) || !moderate(product + z)) {
            return DOUBLE.fused(context, a, b, c, mode);
        }
        if (!wasExact(context)) return bits(Math.fma(x, y, z));
        // The exact result is sum + lostInSum + lostInProduct.
        double sum = product + z;
        double lostInSum = lost(product, z, sum);
        double lostInProduct = Math.fma(x, y, -product);
        double tail = lostInSum + lostInProduct;
        // If even the tail needs two numbers, the whole needs more digits than one can have: the tail
        // loses digits only if the sum was rounded, so the sum is too large for them to come back.
        boolean inexact = lost(lostInSum, lostInProduct, tail) != 0 || lost(sum, tail, sum + tail) != 0;
        inexactIf(context, inexact);
        return bits(Math.fma(x, y, z));
    }

    public static long fusedSingle(Context context, long a, long b, long c, int mode) {
        float x = toSingle(a);
        float y = toSingle(b);
        float z = toSingle(c);
        float result = Math.fma(x, y, z);
        if (mode != Rounding.NEAREST_EVEN || !middling(result) || !moderate(z)) {
            return SINGLE.fused(context, a, b, c, mode);
        }
        double product = (double) x * y;
        double sum = product + z;
        inexactIf(context, result != sum || lost(product, z, sum) != 0);
        return bits(result);
    }

    public static long narrow(Context context, long a, int mode) {
        double x = toDouble(a);
        float rounded = (float) x;
        if (mode != Rounding.NEAREST_EVEN || !middling(rounded)) return DOUBLE.convert(context, a, SINGLE, mode);
        inexactIf(context, rounded != x);
        return bits(rounded);
    }

    public static long widen(Context context, long a) {
        float x = toSingle(a);
        return Float.isNaN(x) ? SINGLE.convert(context, a, DOUBLE, Rounding.NEAREST_EVEN) : bits((double) x);
    }

    public static boolean equalDouble(Context context, long a, long b) {
        double x = toDouble(a);
        double y = toDouble(b);
        return x == y || !(x < y || x > y) && DOUBLE.equal(context, a, b);
    }

    public static boolean lessDouble(Context context, long a, long b) {
        double x = toDouble(a);
        double y = toDouble(b);
        return x < y || !(x >= y) && DOUBLE.less(context, a, b);
    }

    public static boolean lessOrEqualDouble(Context context, long a, long b) {
        double x = toDouble(a);
        double y = toDouble(b);
        return x <= y || !(x > y) && DOUBLE.lessOrEqual(context, a, b);
    }

    /// To a signed integer of 32 or 64 bits.
    public static long toSignedDouble(Context context, long a, int mode, int bits) {
        double x = toDouble(a);
        long whole = (long) x;
        // Far enough inside both ranges for the host's conversion not to saturate.
        if (mode != Rounding.TOWARDS_ZERO || !(Math.abs(x) < (bits == 32 ? 0x7fff_ffff : 1L << 62))) {
            return DOUBLE.toSigned(context, a, mode, bits);
        }
        inexactIf(context, whole != x);
        return whole;
    }

    public static long fromSignedDouble(Context context, long value, int mode) {
        if (Math.abs(value) > 1L << 53 || value == Long.MIN_VALUE) return DOUBLE.fromSigned(context, value, mode);
        return bits((double) value);
    }
}
