package org.fugu.exokernel.loader;

import java.nio.ByteBuffer;

/// Names in a hostile file.
public final class Text {
    private Text() {}

    /// Up to a zero, the end or so many characters; what is not printable is a question mark.
    public static String at(ByteBuffer bytes, int from, int longest) {
        var text = new StringBuilder();
        for (int i = from; i < bytes.capacity() && bytes.get(i) != 0 && text.length() < longest; i++) {
            char character = (char) (bytes.get(i) & 0xff);
            text.append(character > ' ' && character < 0x7f ? character : '?');
        }
        return text.toString();
    }
}
