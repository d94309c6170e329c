package org.fugu.machine.cpu;

import java.math.BigInteger;

/// IEEE 754 arithmetic in integers, for one of the two formats, with all rounding modes and the
/// accrued exceptions as the RISC-V manual has them: canonical NaNs, tininess after rounding.
///
/// This is the definition. [HostArithmetic] is faster for the common cases, falls back to this one,
/// and is compared with it by tests.
///
/// Numbers are passed as their bits, singles in the low half with zeros above. Inside, a finite
/// number other than zero is a sign, a significand with its highest bit at 63, and the exponent of
/// that bit.
final class FloatingPoint {
    static final int INVALID = 16;
    static final int DIVIDE_BY_ZERO = 8;
    static final int OVERFLOW = 4;
    static final int UNDERFLOW = 2;
    static final int INEXACT = 1;

    /// What is above a single in a floating-point register.
    static final long BOX = 0xffff_ffff_0000_0000L;

    static final FloatingPoint SINGLE = new FloatingPoint(24, 8);
    static final FloatingPoint DOUBLE = new FloatingPoint(53, 11);

    private static final long HIGHEST = 1L << 63;

    private final int precision;
    private final int fractionBits;
    private final int bias;
    private final int leastExponent;
    private final long sign;
    private final long infinity;
    private final long nan;

    private FloatingPoint(int precision, int exponentBits) {
        this.precision = precision;
        this.fractionBits = precision - 1;
        this.bias = (1 << exponentBits - 1) - 1;
        this.leastExponent = 1 - bias;
        this.sign = 1L << fractionBits + exponentBits;
        this.infinity = (1L << exponentBits) - 1 << fractionBits;
        this.nan = infinity | 1L << fractionBits - 1;
    }

    long canonicalNan() {
        return nan;
    }

    long negate(long a) {
        return a ^ sign;
    }

    // ---- What a number is

    private boolean isNegative(long a) {
        return (a & sign) != 0;
    }

    private long magnitude(long a) {
        return a & ~sign;
    }

    private boolean isNan(long a) {
        return magnitude(a) > infinity;
    }

    private boolean isSignalling(long a) {
        return isNan(a) && (a & 1L << fractionBits - 1) == 0;
    }

    private boolean isInfinite(long a) {
        return magnitude(a) == infinity;
    }

    private boolean isZero(long a) {
        return magnitude(a) == 0;
    }

    private boolean isSubnormal(long a) {
        return magnitude(a) < 1L << fractionBits;
    }

    private int exponent(long a) {
        long magnitude = magnitude(a);
        if (!isSubnormal(a)) return (int) (magnitude >>> fractionBits) - bias;
        return leastExponent - fractionBits + 63 - Long.numberOfLeadingZeros(magnitude);
    }

    private long significand(long a) {
        long fraction = a & (1L << fractionBits) - 1;
        if (!isSubnormal(a)) return (fraction | 1L << fractionBits) << 63 - fractionBits;
        return fraction << Long.numberOfLeadingZeros(fraction);
    }

    // ---- Making a number

    private long signed(boolean negative, long magnitude) {
        return negative ? magnitude | sign : magnitude;
    }

    private long invalid(Context context) {
        context.fflags |= INVALID;
        return nan;
    }

    private long propagate(Context context, long a, long b) {
        if (isSignalling(a) || isSignalling(b)) context.fflags |= INVALID;
        return nan;
    }

    /// The sum of two numbers that cancel out exactly.
    private long cancelled(int mode) {
        return signed(mode == Rounding.DOWN, 0);
    }

    private static long shiftRightSticky(long value, int count) {
        if (count == 0) return value;
        if (count > 63) return value == 0 ? 0 : 1;
        return value >>> count | (value << -count != 0 ? 1 : 0);
    }

    /// Shifts a significand's highest bit to 63 and rounds.
    private long normalise(Context context, boolean negative, int exponentOfBit63, long significand, int mode) {
        int zeros = Long.numberOfLeadingZeros(significand);
        return round(context, negative, exponentOfBit63 - zeros, significand << zeros, mode);
    }

    /// @param significand highest bit at 63; bit 0 may stand for anything smaller that was not zero
    private long round(Context context, boolean negative, int exponent, long significand, int mode) {
        int discarded = 64 - precision;
        boolean tiny = false;
        if (exponent < leastExponent) {
            tiny = exponent < leastExponent - 1 || !carries(negative, significand, mode);
            significand = shiftRightSticky(significand, leastExponent - exponent);
            exponent = leastExponent;
        }
        long kept = significand >>> discarded;
        long rest = significand & (1L << discarded) - 1;
        if (rest != 0) {
            context.fflags |= tiny ? UNDERFLOW | INEXACT : INEXACT;
            if (Rounding.increments(mode, negative, (kept & 1) != 0, rest, 1L << discarded - 1)) kept++;
        }
        if (exponent > bias) return overflow(context, negative, mode);
        // The highest bit of a normal number's significand counts as one in the exponent field.
        long magnitude = ((long) (exponent + bias - 1) << fractionBits) + kept;
        return magnitude >= infinity ? overflow(context, negative, mode) : signed(negative, magnitude);
    }

    /// Whether rounding to full precision, whatever the exponent, reaches the next power of two.
    private boolean carries(boolean negative, long significand, int mode) {
        int discarded = 64 - precision;
        long rest = significand & (1L << discarded) - 1;
        return significand >>> discarded == (1L << precision) - 1
                && rest != 0
                && Rounding.increments(mode, negative, true, rest, 1L << discarded - 1);
    }

    private long overflow(Context context, boolean negative, int mode) {
        context.fflags |= OVERFLOW | INEXACT;
        return signed(negative, Rounding.overflowsToInfinity(mode, negative) ? infinity : infinity - 1);
    }

    // ---- Arithmetic

    long add(Context context, long a, long b, int mode) {
        if (isNan(a) || isNan(b)) return propagate(context, a, b);
        if (isInfinite(a)) return isInfinite(b) && a != b ? invalid(context) : a;
        if (isInfinite(b)) return b;
        if (isZero(a)) return isZero(b) && a != b ? cancelled(mode) : b;
        if (isZero(b)) return a;
        return magnitude(a) >= magnitude(b) ? addSmaller(context, a, b, mode) : addSmaller(context, b, a, mode);
    }

    private long addSmaller(Context context, long a, long b, int mode) {
        int exponent = exponent(a);
        // Two bits of room above; the formats leave at least nine below.
        long large = significand(a) >>> 2;
        long small = shiftRightSticky(significand(b) >>> 2, exponent - exponent(b));
        long sum = isNegative(a) == isNegative(b) ? large + small : large - small;
        return sum == 0 ? cancelled(mode) : normalise(context, isNegative(a), exponent + 2, sum, mode);
    }

    long multiply(Context context, long a, long b, int mode) {
        if (isNan(a) || isNan(b)) return propagate(context, a, b);
        boolean negative = isNegative(a) != isNegative(b);
        if (isInfinite(a) || isInfinite(b)) {
            return isZero(a) || isZero(b) ? invalid(context) : signed(negative, infinity);
        }
        if (isZero(a) || isZero(b)) return signed(negative, 0);
        long x = significand(a);
        long y = significand(b);
        long product = Math.unsignedMultiplyHigh(x, y) | (x * y != 0 ? 1 : 0);
        return normalise(context, negative, exponent(a) + exponent(b) + 1, product, mode);
    }

    long divide(Context context, long a, long b, int mode) {
        if (isNan(a) || isNan(b)) return propagate(context, a, b);
        boolean negative = isNegative(a) != isNegative(b);
        if (isInfinite(a)) return isInfinite(b) ? invalid(context) : signed(negative, infinity);
        if (isInfinite(b)) return signed(negative, 0);
        if (isZero(b)) {
            if (isZero(a)) return invalid(context);
            context.fflags |= DIVIDE_BY_ZERO;
            return signed(negative, infinity);
        }
        if (isZero(a)) return signed(negative, 0);
        long quotient = quotient(significand(a) >>> 2, significand(b) >>> 2);
        return normalise(context, negative, exponent(a) - exponent(b) + 2, quotient, mode);
    }

    /// 62 bits of the quotient of two significands of 62 bits, the first worth 1, with a sticky
    /// bit.
    private static long quotient(long remainder, long divisor) {
        long quotient = 0;
        for (int i = 0; i < 62; i++) {
            quotient <<= 1;
            if (remainder >= divisor) {
                remainder -= divisor;
                quotient |= 1;
            }
            remainder <<= 1;
        }
        return remainder == 0 ? quotient : quotient | 1;
    }

    long squareRoot(Context context, long a, int mode) {
        if (isNan(a)) return propagate(context, a, a);
        if (isZero(a)) return a;
        if (isNegative(a)) return invalid(context);
        if (isInfinite(a)) return a;
        int exponent = exponent(a);
        long radicand = (exponent & 1) == 0 ? significand(a) >>> 1 : significand(a);
        return normalise(context, false, (exponent >> 1) + 6, root(radicand), mode);
    }

    /// 58 bits of the root of a number from 1 to 4, whose bit 62 is worth 1, with a sticky bit.
    private static long root(long radicand) {
        long root = 0;
        long remainder = 0;
        for (int i = 0; i < 58; i++) {
            remainder = remainder << 2 | (i < 32 ? radicand >>> 62 - 2 * i & 3 : 0);
            long trial = root << 2 | 1;
            root <<= 1;
            if (remainder >= trial) {
                remainder -= trial;
                root |= 1;
            }
        }
        return remainder == 0 ? root : root | 1;
    }

    /// `a × b + c`, rounded once.
    long fused(Context context, long a, long b, long c, int mode) {
        boolean undefined = isInfinite(a) && isZero(b) || isZero(a) && isInfinite(b);
        // Infinity times zero is invalid even if a quiet NaN is added to it.
        if (undefined) return invalid(context);
        if (isNan(a) || isNan(b) || isNan(c)) {
            if (isSignalling(c)) context.fflags |= INVALID;
            return propagate(context, a, b);
        }
        boolean negative = isNegative(a) != isNegative(b);
        if (isInfinite(a) || isInfinite(b)) {
            return isInfinite(c) && isNegative(c) != negative ? invalid(context) : signed(negative, infinity);
        }
        if (isInfinite(c)) return c;
        if (isZero(a) || isZero(b)) return add(context, signed(negative, 0), c, mode);
        return fusedFinite(context, a, b, c, mode);
    }

    private long fusedFinite(Context context, long a, long b, long c, int mode) {
        var product = exact(a).multiply(exact(b));
        int productUnit = unitExponent(a) + unitExponent(b);
        int addendUnit = isZero(c) ? productUnit : unitExponent(c);
        int unit = Math.min(productUnit, addendUnit);
        var sum = product.shiftLeft(productUnit - unit);
        if (!isZero(c)) sum = sum.add(exact(c).shiftLeft(addendUnit - unit));
        if (sum.signum() == 0) return cancelled(mode);
        var magnitude = sum.abs();
        int excess = Math.max(0, magnitude.bitLength() - 64);
        long significand = magnitude.shiftRight(excess).longValue();
        if (magnitude.getLowestSetBit() < excess) significand |= 1;
        return normalise(context, sum.signum() < 0, unit + excess + 63, significand, mode);
    }

    /// The number as a whole multiple of two to the power of [#unitExponent].
    private BigInteger exact(long a) {
        var whole = BigInteger.valueOf(significand(a) >>> 63 - fractionBits);
        return isNegative(a) ? whole.negate() : whole;
    }

    private int unitExponent(long a) {
        return exponent(a) - fractionBits;
    }

    // ---- Comparison

    /// Orders numbers; both zeros are alike.
    private long order(long a) {
        return isNegative(a) ? -magnitude(a) : magnitude(a);
    }

    boolean equal(Context context, long a, long b) {
        if (!isNan(a) && !isNan(b)) return order(a) == order(b);
        propagate(context, a, b);
        return false;
    }

    boolean less(Context context, long a, long b) {
        return ordered(context, a, b) && order(a) < order(b);
    }

    boolean lessOrEqual(Context context, long a, long b) {
        return ordered(context, a, b) && order(a) <= order(b);
    }

    private boolean ordered(Context context, long a, long b) {
        if (!isNan(a) && !isNan(b)) return true;
        invalid(context);
        return false;
    }

    long minimum(Context context, long a, long b) {
        if (isNan(a) || isNan(b)) return number(context, a, b);
        return strictOrder(a) < strictOrder(b) ? a : b;
    }

    long maximum(Context context, long a, long b) {
        if (isNan(a) || isNan(b)) return number(context, a, b);
        return strictOrder(a) > strictOrder(b) ? a : b;
    }

    /// As [#order], but with −0 below +0.
    private long strictOrder(long a) {
        return isNegative(a) ? -1 - magnitude(a) : magnitude(a);
    }

    private long number(Context context, long a, long b) {
        propagate(context, a, b);
        if (isNan(a) && isNan(b)) return nan;
        return isNan(a) ? b : a;
    }

    long injectSign(long a, long from) {
        return magnitude(a) | from & sign;
    }

    long injectOppositeSign(long a, long from) {
        return magnitude(a) | ~from & sign;
    }

    long injectProductSign(long a, long from) {
        return a ^ from & sign;
    }

    /// The ten classes of `fclass`, one bit each.
    long classify(long a) {
        if (isNan(a)) return isSignalling(a) ? 1 << 8 : 1 << 9;
        int distance = isInfinite(a) ? 3 : isZero(a) ? 0 : isSubnormal(a) ? 1 : 2;
        return isNegative(a) ? 1 << 3 - distance : 1 << 4 + distance;
    }

    // ---- Conversion

    long toSigned(Context context, long a, int mode, int bits) {
        long most = -1L >>> 65 - bits;
        if (isNan(a)) return invalidInteger(context, most);
        boolean negative = isNegative(a);
        long bound = negative ? most + 1 : most;
        if (isInfinite(a) || !isZero(a) && exponent(a) > 63) return invalidInteger(context, negative ? -bound : bound);
        int before = context.fflags;
        long whole = whole(context, a, mode);
        if (Long.compareUnsigned(whole, bound) > 0) {
            context.fflags = before;
            return invalidInteger(context, negative ? -bound : bound);
        }
        return negative ? -whole : whole;
    }

    long toUnsigned(Context context, long a, int mode, int bits) {
        long most = -1L >>> 64 - bits;
        if (isNan(a)) return invalidInteger(context, most);
        boolean negative = isNegative(a);
        long bound = negative ? 0 : most;
        if (isInfinite(a) || !isZero(a) && exponent(a) > 63) return invalidInteger(context, bound);
        int before = context.fflags;
        long whole = whole(context, a, mode);
        if (Long.compareUnsigned(whole, bound) > 0) {
            context.fflags = before;
            return invalidInteger(context, bound);
        }
        return whole;
    }

    private static long invalidInteger(Context context, long result) {
        context.fflags |= INVALID;
        return result;
    }

    /// The magnitude, rounded to a whole number; below 2 to the power of 64.
    private long whole(Context context, long a, int mode) {
        if (isZero(a)) return 0;
        int shift = 63 - exponent(a);
        long significand = significand(a);
        long kept = shift > 63 ? 0 : significand >>> shift;
        long rest = shift == 0 ? 0 : shift < 64 ? significand << -shift : shiftRightSticky(significand, shift - 64);
        if (rest == 0) return kept;
        context.fflags |= INEXACT;
        return Rounding.increments(mode, isNegative(a), (kept & 1) != 0, rest, HIGHEST) ? kept + 1 : kept;
    }

    long fromSigned(Context context, long value, int mode) {
        if (value == 0) return 0;
        return normalise(context, value < 0, 63, Math.abs(value), mode);
    }

    long fromUnsigned(Context context, long value, int mode) {
        return value == 0 ? 0 : normalise(context, false, 63, value, mode);
    }

    /// The number in the other format.
    long convert(Context context, long a, FloatingPoint to, int mode) {
        if (isNan(a)) {
            propagate(context, a, a);
            return to.nan;
        }
        if (isInfinite(a)) return to.signed(isNegative(a), to.infinity);
        if (isZero(a)) return to.signed(isNegative(a), 0);
        return to.round(context, isNegative(a), exponent(a), significand(a), mode);
    }
}
