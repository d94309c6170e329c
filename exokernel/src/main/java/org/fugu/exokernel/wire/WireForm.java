package org.fugu.exokernel.wire;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// How values of one kind are written and read: an object that begins with the form's name and
/// version. What is read and written again has the same bytes.
///
/// Fields have one order, and each is there. A form with other fields is another version. A value is
/// written in the earliest version that can say it, so what was stored before there was a later one
/// keeps its bytes.
public final class WireForm<T> {
    private final String name;
    private final int mostBytes;
    private final List<Version<T>> versions;

    /// One version of a form.
    ///
    /// @param says whether a value can be said in it
    /// @param writer of the fields
    /// @param reader of the same fields in the same order; an [IllegalArgumentException] refuses them
    public record Version<T>(
            int number, Predicate<T> says, BiConsumer<WireWriter, T> writer, Function<WireReader, T> reader) {
        /// One that says all there is.
        public Version(int number, BiConsumer<WireWriter, T> writer, Function<WireReader, T> reader) {
            this(number, _ -> true, writer, reader);
        }
    }

    /// @param name for example `fugu-run-request`
    /// @param mostBytes what is longer is refused before it is looked at
    /// @param versions the earliest first; the last one says all there is
    public WireForm(String name, int mostBytes, List<Version<T>> versions) {
        this.name = name;
        this.mostBytes = mostBytes;
        this.versions = List.copyOf(versions);
    }

    public int mostBytes() {
        return mostBytes;
    }

    /// @throws IllegalArgumentException if the value has a text with half of a surrogate pair, or is
    ///     longer than may be read
    public byte[] write(T value) {
        var version = versionOf(value);
        var out = new WireWriter();
        out.open('{').field("form").text(name).field("version").number(version.number());
        version.writer().accept(out, value);
        var bytes = out.close('}').bytes();
        if (bytes.length > mostBytes) throw tooLong(bytes.length);
        return bytes;
    }

    private Version<T> versionOf(T value) {
        for (var version : versions) if (version.says().test(value)) return version;
        throw new IllegalStateException("no version of " + name + " says all there is");
    }

    /// @throws WireException if the bytes are anything else than what [#write] makes
    public T read(byte[] bytes) {
        if (bytes.length > mostBytes) throw tooLong(bytes.length);
        try {
            var value = fields(new WireReader(bytes));
            if (Arrays.equals(write(value), bytes)) return value;
        } catch (WireException e) {
            throw new WireException("this is no " + name + " of version " + numbers() + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new WireException("this " + name + " is impossible: " + e.getMessage());
        }
        throw new WireException("this " + name + " says what it says in other words than it was written in");
    }

    private T fields(WireReader in) {
        in.open('{').field("form").constant(name);
        long found = in.field("version").number(0, Integer.MAX_VALUE);
        var value = numbered(found).reader().apply(in);
        in.close('}').end();
        return value;
    }

    private Version<T> numbered(long number) {
        for (var version : versions) if (version.number() == number) return version;
        throw new WireException("it has version " + number + "; only version " + numbers() + " is read here");
    }

    private String numbers() {
        return versions.stream()
                .map(version -> Integer.toString(version.number()))
                .collect(Collectors.joining(" or "));
    }

    private WireException tooLong(int length) {
        return new WireException(
                "a " + name + " of " + length + " bytes is too large; at most " + mostBytes + " bytes are possible");
    }
}
