package org.fugu.cli.argument;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// What `--set` gives a figure of the machine: `60`, or with its unit `60ns`.
///
/// @param unit as it was written; empty if it was not
public record FigureSetting(long value, String unit) {
    private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,18})\\s*([A-Za-z].*)?");

    /// Reads one from the command line.
    public static final class Converter implements ITypeConverter<FigureSetting> {
        @Override
        public FigureSetting convert(String text) {
            var parts = FORM.matcher(text.strip());
            if (!parts.matches()) {
                throw new TypeConversionException(
                        "'" + text + "' is not a whole number, with its unit behind it if you like (ni.word=60ns)");
            }
            return new FigureSetting(Long.parseLong(parts.group(1)), parts.group(2) == null ? "" : parts.group(2));
        }
    }
}
