package org.fugu.cli.argument;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Whole numbers of the command line, each kind with the range that its refusal names.
public final class WholeNumber {
    private static final Pattern FORM = Pattern.compile("[+-]?[0-9]+");

    private WholeNumber() {}

    /// For options that say no range of their own.
    public static void register(CommandLine commands) {
        commands.registerConverter(Long.class, text -> parse(text, Long.MIN_VALUE, Long.MAX_VALUE));
        commands.registerConverter(long.class, text -> parse(text, Long.MIN_VALUE, Long.MAX_VALUE));
        commands.registerConverter(Integer.class, text -> (int) parse(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        commands.registerConverter(int.class, text -> (int) parse(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    private static long parse(String text, long least, long most) {
        if (FORM.matcher(text).matches()) {
            try {
                long value = Long.parseLong(text);
                if (value >= least && value <= most) return value;
            } catch (NumberFormatException e) {
                throw outside(text, least, most, e);
            }
        }
        throw outside(text, least, most, null);
    }

    private static TypeConversionException outside(
            String text, long least, long most, @Nullable NumberFormatException cause) {
        var refusal = new TypeConversionException(
                String.format(Locale.ROOT, "'%s' is not a whole number from %,d to %,d", text, least, most));
        if (cause != null) refusal.initCause(cause);
        return refusal;
    }

    /// How many of something: at least one, and at most what can be had.
    public abstract static class UpTo implements ITypeConverter<Integer> {
        private final int most;

        protected UpTo(int most) {
            this.most = most;
        }

        @Override
        public final Integer convert(String text) {
            return (int) parse(text, 1, most);
        }
    }

    /// A limit: at least one.
    static final class Most implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text, 1, Long.MAX_VALUE);
        }
    }

    /// A simulated cycle.
    public static final class Cycle implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text, 0, Long.MAX_VALUE);
        }
    }
}
