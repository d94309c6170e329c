package org.fugu.exokernel.run;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Disassembler;

/// A program as its bytes, whoever drew it, and a text of it that people and tests read.
record KeptProgram(FlowProgram.Kind kind, int start, byte[] code, byte[] words, byte[] data) {
    private static final int ROW = 32;

    KeptProgram withoutData() {
        return new KeptProgram(kind, start, code, words, new byte[data.length]);
    }

    /// @param cycle at which it was seen that something differs, or 0
    /// @param about why it is kept, in one line or more
    String text(FlowSetting setting, long seed, long cycle, String about) {
        var text = new StringBuilder();
        about.lines().forEach(line -> text.append("# ").append(line).append('\n'));
        text.append("setting ").append(setting).append('\n');
        text.append("seed ").append(seed).append('\n');
        text.append("cycle ").append(cycle).append('\n');
        text.append("kind %s %s %s %s%n".formatted(kind.everywhere(), kind.faults(), kind.rewrites(), kind.contexts()));
        text.append("start ").append(Integer.toHexString(start)).append('\n');
        text.append("code\n");
        disassemble(text);
        text.append("words\n");
        rows(text, words);
        text.append("data\n");
        rows(text, data);
        return text.toString();
    }

    private void disassemble(StringBuilder text) {
        for (int at = 0; at < code.length; ) {
            int low = half(at);
            int bytes = Decoder.isShort(low) || at + 4 > code.length ? 2 : 4;
            int bits = bytes == 2 ? low : low | half(at + 2) << 16;
            long d = bytes == 2 ? Decoder.decodeShort(bits) : Decoder.decode(bits);
            text.append(HexFormat.of().formatHex(code, at, at + bytes)).append(bytes == 2 ? "    " : "");
            text.append(" # %x: %s%n".formatted(start + at, Disassembler.text(d, start + at)));
            at += bytes;
        }
    }

    private int half(int at) {
        return code[at] & 0xff | (code[at + 1] & 0xff) << 8;
    }

    private static void rows(StringBuilder text, byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) length--;
        for (int at = 0; at < length; at += ROW) {
            text.append(HexFormat.of().formatHex(bytes, at, Math.min(at + ROW, length)))
                    .append('\n');
        }
    }

    /// Reads what [#text] wrote.
    static KeptProgram parse(List<String> lines) {
        var flags = value(lines, "kind").split(" ");
        var kind = new FlowProgram.Kind(isTrue(flags[0]), isTrue(flags[1]), isTrue(flags[2]), isTrue(flags[3]));
        int start = Integer.parseInt(value(lines, "start"), 16);
        var code = section(lines, "code");
        var words = Arrays.copyOf(section(lines, "words"), FlowProgram.DATA - FlowProgram.WORDS);
        return new KeptProgram(kind, start, code, words, Arrays.copyOf(section(lines, "data"), FlowProgram.DATA_BYTES));
    }

    static FlowSetting setting(List<String> lines) {
        return FlowSetting.parse(value(lines, "setting"));
    }

    static long seed(List<String> lines) {
        return Long.parseLong(value(lines, "seed"));
    }

    static long cycle(List<String> lines) {
        return Long.parseLong(value(lines, "cycle"));
    }

    private static boolean isTrue(String text) {
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        throw new IllegalArgumentException("neither true nor false: " + text);
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no line of " + name));
    }

    private static byte[] section(List<String> lines, String name) {
        var bytes = new ByteArrayOutputStream();
        int first = lines.indexOf(name) + 1;
        for (var line : lines.subList(first, lines.size())) {
            var digits = line.replaceFirst("#.*", "").strip();
            if (!digits.matches("([0-9a-f]{2})+")) break;
            bytes.writeBytes(HexFormat.of().parseHex(digits));
        }
        return bytes.toByteArray();
    }
}
