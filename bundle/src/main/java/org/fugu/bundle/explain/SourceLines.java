package org.fugu.bundle.explain;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.loader.Sections;
import org.fugu.exokernel.loader.Text;
import org.jspecify.annotations.Nullable;

/// The source lines of addresses, from a program's `.debug_line` (DWARF 2 to 5, 64-bit addresses).
///
/// The section may hold anything. Each byte is looked at a bounded number of times, and whatever is
/// wrong ends the reading of its unit: addresses that were not found until then have no line.
public final class SourceLines {
    private static final int LONGEST_NAME = 200;
    private static final int MOST_FILES = 1 << 16;
    private static final long LONG_FORM = 0xffff_ffffL;

    private static final int COPY = 1;
    private static final int ADVANCE_PC = 2;
    private static final int ADVANCE_LINE = 3;
    private static final int SET_FILE = 4;
    private static final int CONST_ADD_PC = 8;
    private static final int FIXED_ADVANCE_PC = 9;
    private static final int END_SEQUENCE = 1;
    private static final int SET_ADDRESS = 2;

    private static final int CONTENT_PATH = 1;
    private static final int FORM_BLOCK2 = 0x03;
    private static final int FORM_DATA2 = 0x05;
    private static final int FORM_DATA4 = 0x06;
    private static final int FORM_DATA8 = 0x07;
    private static final int FORM_STRING = 0x08;
    private static final int FORM_BLOCK = 0x09;
    private static final int FORM_DATA1 = 0x0b;
    private static final int FORM_STRP = 0x0e;
    private static final int FORM_UDATA = 0x0f;
    private static final int FORM_DATA16 = 0x1e;
    private static final int FORM_LINE_STRP = 0x1f;

    private final @Nullable ByteBuffer strings;
    private final @Nullable ByteBuffer lineStrings;
    private final TreeSet<Long> wanted;
    private final Map<Long, String> found = new TreeMap<>();

    private SourceLines(Sections sections, TreeSet<Long> wanted) {
        this.strings = sections.named(".debug_str");
        this.lineStrings = sections.named(".debug_line_str");
        this.wanted = wanted;
    }

    /// The lines of those addresses that have one, as `main.c:12`.
    public static Map<Long, String> of(Sections sections, TreeSet<Long> addresses) {
        var lines = new SourceLines(sections, new TreeSet<>(addresses));
        var section = sections.named(".debug_line");
        if (section != null) lines.readUnits(section);
        return lines.found;
    }

    private void readUnits(ByteBuffer section) {
        while (section.remaining() > Integer.BYTES && !wanted.isEmpty()) {
            long length = section.getInt() & LONG_FORM;
            // Units of 4 GB and more do not fit into a bundle.
            if (length > section.remaining()) return;
            var unit = section.slice(section.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
            section.position(section.position() + (int) length);
            try {
                new Unit(unit).read();
            } catch (BufferUnderflowException | Malformed e) {
                continue;
            }
        }
    }

    /// The unit says what cannot be.
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super("a unit of .debug_line is malformed", null, false, false);
        }
    }

    /// A file's name, read only if somebody asks for it.
    private record Name(@Nullable ByteBuffer texts, long at) {
        static final Name NONE = new Name(null, 0);

        /// Without folders, which are of the host that the program was made on.
        String text() {
            var path = texts == null || at >= texts.capacity() ? "" : Text.at(texts, (int) at, LONGEST_NAME);
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    private final class Unit {
        private final ByteBuffer in;
        private final List<Name> files = new ArrayList<>();
        private int firstFile;
        private int shortest;
        private int lineBase;
        private int lineRange;
        private int firstSpecial;
        private byte[] operands = {};

        // The registers of the line-number program.
        private long address;
        private long file;
        private long line;

        // The row before, if there is one in this sequence.
        private boolean begun;
        private long rowAddress;
        private long rowFile;
        private long rowLine;

        Unit(ByteBuffer in) {
            this.in = in;
        }

        void read() {
            int version = in.getShort();
            if (version < 2 || version > 5) return;
            if (version == 5) {
                int addressBytes = in.get();
                in.get();
                if (addressBytes != Long.BYTES) return;
            }
            long headerLength = in.getInt() & LONG_FORM;
            if (headerLength > in.remaining()) return;
            int program = in.position() + (int) headerLength;
            shortest = in.get() & 0xff;
            if (version >= 4) in.get();
            in.get();
            lineBase = in.get();
            lineRange = in.get() & 0xff;
            firstSpecial = in.get() & 0xff;
            if (lineRange == 0 || firstSpecial == 0) return;
            operands = new byte[firstSpecial - 1];
            in.get(operands);
            if (version == 5) {
                skipEntries();
                readFiles();
            } else {
                readOldFiles();
            }
            in.position(program);
            run();
        }

        private void readOldFiles() {
            firstFile = 1;
            while (!isAtZero()) string();
            in.get();
            while (!isAtZero()) {
                add(string());
                for (int i = 0; i < 3; i++) unsigned();
            }
        }

        private boolean isAtZero() {
            if (!in.hasRemaining()) throw new Malformed();
            return in.get(in.position()) == 0;
        }

        private void skipEntries() {
            entries(false);
        }

        private void readFiles() {
            entries(true);
        }

        private void entries(boolean keep) {
            int formats = in.get() & 0xff;
            var contents = new long[formats];
            var forms = new long[formats];
            for (int i = 0; i < formats; i++) {
                contents[i] = unsigned();
                forms[i] = unsigned();
            }
            long count = unsigned();
            if (count < 0 || count > MOST_FILES || count > 0 && formats == 0) throw new Malformed();
            for (long entry = 0; entry < count; entry++) {
                var path = Name.NONE;
                for (int i = 0; i < formats; i++) {
                    var text = value(forms[i]);
                    if (contents[i] == CONTENT_PATH) path = text;
                }
                if (keep) add(path);
            }
        }

        /// Where the text of a value is; nowhere for what is no text.
        private Name value(long form) {
            return switch ((int) form) {
                case FORM_STRING -> string();
                case FORM_LINE_STRP -> new Name(lineStrings, in.getInt() & LONG_FORM);
                case FORM_STRP -> new Name(strings, in.getInt() & LONG_FORM);
                case FORM_UDATA -> {
                    unsigned();
                    yield Name.NONE;
                }
                case FORM_DATA1 -> skipped(1);
                case FORM_DATA2 -> skipped(2);
                case FORM_DATA4 -> skipped(4);
                case FORM_DATA8 -> skipped(8);
                case FORM_DATA16 -> skipped(16);
                case FORM_BLOCK -> skipped(unsigned());
                case FORM_BLOCK2 -> skipped(in.getShort() & 0xffff);
                default -> throw new Malformed();
            };
        }

        private Name skipped(long bytes) {
            if (bytes < 0 || bytes > in.remaining()) throw new Malformed();
            in.position(in.position() + (int) bytes);
            return Name.NONE;
        }

        private Name string() {
            var name = new Name(in, in.position());
            while (in.get() != 0) continue;
            return name;
        }

        private void add(Name name) {
            if (files.size() == MOST_FILES) throw new Malformed();
            files.add(name);
        }

        private void run() {
            begin();
            while (in.hasRemaining() && !wanted.isEmpty()) {
                int code = in.get() & 0xff;
                if (code >= firstSpecial) special(code - firstSpecial);
                else if (code == 0) extended();
                else standard(code);
            }
        }

        private void begin() {
            address = 0;
            file = 1;
            line = 1;
            begun = false;
        }

        private void special(int code) {
            address += (long) (code / lineRange) * shortest;
            line += lineBase + code % lineRange;
            row();
        }

        private void standard(int code) {
            switch (code) {
                case COPY -> row();
                case ADVANCE_PC -> address += unsigned() * shortest;
                case ADVANCE_LINE -> line += signed();
                case SET_FILE -> file = unsigned();
                case CONST_ADD_PC -> address += (long) ((255 - firstSpecial) / lineRange) * shortest;
                case FIXED_ADVANCE_PC -> address += in.getShort() & 0xffff;
                default -> {
                    for (int i = 0; i < operands[code - 1]; i++) unsigned();
                }
            }
        }

        private void extended() {
            long length = unsigned();
            if (length <= 0 || length > in.remaining()) throw new Malformed();
            int next = in.position() + (int) length;
            int code = in.get();
            if (code == END_SEQUENCE) {
                row();
                begin();
            } else if (code == SET_ADDRESS && length == 1 + Long.BYTES) {
                address = in.getLong();
            }
            in.position(next);
        }

        /// What lies between the row before and this one belongs to that before.
        private void row() {
            if (begun && Long.compareUnsigned(rowAddress, address) < 0 && rowAddress >= 0) {
                var inside = wanted.subSet(rowAddress, address < 0 ? Long.MAX_VALUE : address);
                for (var at : new ArrayList<>(inside)) {
                    wanted.remove(at);
                    long index = rowFile - firstFile;
                    if (index < 0 || index >= files.size() || rowLine <= 0) continue;
                    var name = files.get((int) index).text();
                    if (!name.isEmpty()) found.put(at, name + ":" + rowLine);
                }
            }
            begun = true;
            rowAddress = address;
            rowFile = file;
            rowLine = line;
        }

        private long unsigned() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte part = in.get();
                if (shift < Long.SIZE) value |= (part & 0x7fL) << shift;
                if (part >= 0) return value;
            }
        }

        private long signed() {
            long value = 0;
            for (int shift = 0; ; ) {
                byte part = in.get();
                if (shift < Long.SIZE) value |= (part & 0x7fL) << shift;
                shift += 7;
                if (part < 0) continue;
                return (part & 0x40) != 0 && shift < Long.SIZE ? value | -1L << shift : value;
            }
        }
    }
}
