package org.fugu.exokernel.wire;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// How values of one kind are written and read: an object that begins with the form's name and
/// version. What is read and written again has the same bytes.
///
/// Fields have one order, and each is there. A form with other fields is another version.
public final class WireForm<T> {
    private final String name;
    private final int version;
    private final int mostBytes;
    private final BiConsumer<WireWriter, T> writer;
    private final Function<WireReader, T> reader;

    /// @param name for example `fugu-run-request`
    /// @param mostBytes what is longer is refused before it is looked at
    /// @param writer of the fields
    /// @param reader of the same fields in the same order; an [IllegalArgumentException] refuses them
    public WireForm(
            String name, int version, int mostBytes, BiConsumer<WireWriter, T> writer, Function<WireReader, T> reader) {
        this.name = name;
        this.version = version;
        this.mostBytes = mostBytes;
        this.writer = writer;
        this.reader = reader;
    }

    public int mostBytes() {
        return mostBytes;
    }

    /// @throws IllegalArgumentException if the value has a text with half of a surrogate pair, or is
    ///     longer than may be read
    public byte[] write(T value) {
        var out = new WireWriter();
        out.open('{').field("form").text(name).field("version").number(version);
        writer.accept(out, value);
        var bytes = out.close('}').bytes();
        if (bytes.length > mostBytes) throw tooLong(bytes.length);
        return bytes;
    }

    /// @throws WireException if the bytes are anything else than what [#write] makes
    public T read(byte[] bytes) {
        if (bytes.length > mostBytes) throw tooLong(bytes.length);
        try {
            var value = fields(new WireReader(bytes));
            if (Arrays.equals(write(value), bytes)) return value;
        } catch (WireException e) {
            throw new WireException("this is no " + name + " of version " + version + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new WireException("this " + name + " is impossible: " + e.getMessage());
        }
        throw new WireException("this " + name + " says what it says in other words than it was written in");
    }

    private T fields(WireReader in) {
        in.open('{').field("form").constant(name);
        long found = in.field("version").number(0, Integer.MAX_VALUE);
        if (found != version) {
            throw new WireException("it has version " + found + "; only version " + version + " is read here");
        }
        var value = reader.apply(in);
        in.close('}').end();
        return value;
    }

    private WireException tooLong(int length) {
        return new WireException(
                "a " + name + " of " + length + " bytes is too large; at most " + mostBytes + " bytes are possible");
    }
}
