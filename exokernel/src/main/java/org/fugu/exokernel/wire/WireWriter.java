package org.fugu.exokernel.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes the one text of a value: no blanks, and of all ways to write a letter the shortest.
public final class WireWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    /// @param bracket `{` or `[`
    public WireWriter open(char bracket) {
        text.append(bracket);
        first = true;
        return this;
    }

    public WireWriter close(char bracket) {
        text.append(bracket);
        first = false;
        return this;
    }

    /// Begins a field, whose value comes next.
    public WireWriter field(String name) {
        separate();
        text(name);
        text.append(':');
        return this;
    }

    private void separate() {
        if (!first) text.append(',');
        first = false;
    }

    public WireWriter number(long value) {
        text.append(value);
        return this;
    }

    public WireWriter text(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) letter(value.charAt(i));
        text.append('"');
        return this;
    }

    private void letter(char letter) {
        if (letter == '"' || letter == '\\') {
            text.append('\\').append(letter);
        } else if (letter < ' ') {
            text.append("\\u00").append(HEX.charAt(letter >> 4)).append(HEX.charAt(letter & 15));
        } else {
            text.append(letter);
        }
    }

    /// Bytes, as a text in Base64.
    public WireWriter base64(byte[] bytes) {
        return text(Base64.getEncoder().encodeToString(bytes));
    }

    /// A value that may be absent.
    public <V> WireWriter orNull(@Nullable V value, Consumer<V> writer) {
        if (value == null) text.append("null");
        else writer.accept(value);
        return this;
    }

    public <V> WireWriter list(Iterable<V> values, Consumer<V> writer) {
        open('[');
        for (var value : values) {
            separate();
            writer.accept(value);
        }
        return close(']');
    }

    public WireWriter texts(Iterable<String> values) {
        return list(values, this::text);
    }

    /// An object whose fields are not known before, in the order of their names.
    public <V> WireWriter map(SortedMap<String, V> values, Consumer<V> writer) {
        open('{');
        values.forEach((name, value) -> {
            field(name);
            writer.accept(value);
            first = false;
        });
        return close('}');
    }

    byte[] bytes() {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text has half of a surrogate pair, which no UTF-8 can hold", e);
        }
    }
}
