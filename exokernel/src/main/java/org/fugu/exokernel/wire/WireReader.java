package org.fugu.exokernel.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads what [WireWriter] wrote, and nothing else. Whoever reads knows what has to come next, so
/// nothing is built that was not asked for, and no input makes it nest.
public final class WireReader {
    /// Letters of the input in a message.
    private static final int SHOWN = 40;

    private final String text;
    private int at;
    private boolean first = true;

    WireReader(byte[] bytes) {
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WireException("it is no UTF-8");
        }
    }

    /// @param bracket `{` or `[`
    public WireReader open(char bracket) {
        take(bracket);
        first = true;
        return this;
    }

    public WireReader close(char bracket) {
        if (bracket == '}' && !first && peek() == ',') {
            at++;
            throw new WireException("there is no field '" + shown(name()) + "' here");
        }
        take(bracket);
        first = false;
        return this;
    }

    /// Begins the field that has to come next.
    public WireReader field(String expected) {
        int before = at;
        separate();
        if (peek() != '"') throw unexpected("the field '" + expected + "'");
        var found = name();
        if (found.equals(expected)) return this;
        at = before;
        throw new WireException(
                "the field '" + expected + "' is expected at letter " + before + ", not '" + shown(found) + "'");
    }

    private String name() {
        var name = text(Integer.MAX_VALUE);
        take(':');
        return name;
    }

    private void separate() {
        if (!first) take(',');
        first = false;
    }

    public long number(long least, long most) {
        int from = at;
        if (peek() == '-') at++;
        while (isDigit(peek())) at++;
        var digits = text.substring(from, at);
        long value;
        try {
            value = Long.parseLong(digits);
        } catch (NumberFormatException e) {
            at = from;
            throw unexpected("a whole number of 64 bits");
        }
        if (!Long.toString(value).equals(digits)) throw new WireException("'" + digits + "' is no plain number");
        if (value < least || value > most) {
            throw new WireException(value + " at letter " + from + " is not from " + least + " to " + most);
        }
        return value;
    }

    public int intNumber(int least, int most) {
        return (int) number(least, most);
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /// @param most letters
    public String text(int most) {
        int begin = at;
        if (peek() != '"') throw unexpected("a text");
        at++;
        var value = new StringBuilder();
        while (peek() != '"') {
            value.append(letter());
            if (value.length() > most) {
                throw new WireException("the text at letter " + begin + " has more than " + most + " letters");
            }
        }
        at++;
        return value.toString();
    }

    private char letter() {
        char letter = peek();
        if (at == text.length() || letter < ' ') throw unexpected("the end of a text");
        at++;
        if (letter != '\\') return letter;
        char escaped = peek();
        at++;
        if (escaped == '"' || escaped == '\\') return escaped;
        // Of the others only control characters, each of which has one way to be written.
        if (escaped == 'u' && text.startsWith("00", at) && at + 4 <= text.length()) {
            int code = Character.digit(text.charAt(at + 2), 16) << 4 | Character.digit(text.charAt(at + 3), 16);
            at += 4;
            if (code >= 0 && code < ' ') return (char) code;
        }
        throw new WireException("the text has an escape at letter " + at + " that is not written here");
    }

    /// A text that has to be that one.
    public WireReader constant(String expected) {
        var found = text(Integer.MAX_VALUE);
        if (found.equals(expected)) return this;
        throw new WireException("'" + expected + "' is expected, not '" + shown(found) + "'");
    }

    /// Bytes, as a text in Base64.
    public byte[] base64(int most) {
        return Base64.getDecoder().decode(text(most / 3 * 4 + 4));
    }

    /// A value that may be absent.
    public <V> @Nullable V orNull(Supplier<V> value) {
        if (!text.startsWith("null", at)) return value.get();
        at += "null".length();
        return null;
    }

    public <V> List<V> list(int most, Supplier<V> value) {
        var values = new ArrayList<V>();
        open('[');
        while (peek() != ']') {
            separate();
            requireFewer(values.size(), most);
            values.add(value.get());
        }
        close(']');
        return Collections.unmodifiableList(values);
    }

    public List<String> texts(int most, int mostLetters) {
        return list(most, () -> text(mostLetters));
    }

    /// An object whose fields are not known before, in the order of their names.
    public <V> SortedMap<String, V> map(int most, Supplier<V> value) {
        var values = new TreeMap<String, V>();
        open('{');
        while (peek() != '}') {
            separate();
            requireFewer(values.size(), most);
            var name = name();
            if (!values.isEmpty() && values.lastKey().compareTo(name) >= 0) {
                throw new WireException("'" + shown(name) + "' comes after '" + shown(values.lastKey())
                        + "', which is not the order of names");
            }
            values.put(name, value.get());
            first = false;
        }
        close('}');
        return Collections.unmodifiableSortedMap(values);
    }

    private static void requireFewer(int size, int most) {
        if (size >= most) throw new WireException("there are more than " + most + " of one kind");
    }

    void end() {
        if (at < text.length()) throw unexpected("the end");
    }

    private void take(char expected) {
        if (at == text.length() || text.charAt(at) != expected) throw unexpected("'" + expected + "'");
        at++;
    }

    /// The next letter; the zero character, which no text holds as it is, at the end.
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private WireException unexpected(String expected) {
        var found = at < text.length()
                ? "'" + shown(text.substring(at, Math.min(text.length(), at + SHOWN + 1))) + "'"
                : "the end";
        return new WireException(expected + " is expected at letter " + at + ", not " + found);
    }

    private static String shown(String text) {
        var brief = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return brief.chars()
                .collect(
                        StringBuilder::new,
                        (line, letter) -> line.append(Character.isISOControl(letter) ? '?' : (char) letter),
                        StringBuilder::append)
                .toString();
    }
}
