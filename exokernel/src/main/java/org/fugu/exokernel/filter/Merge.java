package org.fugu.exokernel.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.fugu.exokernel.handler.Verified;
import org.fugu.exokernel.handler.Verifier;
import org.fugu.machine.isa.Operation;
import org.fugu.machine.message.CsrNumber;

/// Merges filters and compiles what came of it: first what all have in common, then a part for each shape, those that
/// compare most bits first. A part tests what its filters have in common, and finds where they differ in a hash table;
/// where a message is of none, the next part follows. So the time does not grow with the number of filters, but with
/// that of shapes (tuple space search: Srinivasan, Suri and Varghese, SIGCOMM 1999).
///
/// The code of a message is verified as any handler's ([Verifier]). That of memory is the same, instruction by
/// instruction, but for loads in place of reads of the message unit; nobody but the rank itself executes it.
final class Merge {
    private static final int ZERO = 0;
    private static final int T0 = 5;
    private static final int T1 = 6;
    private static final int T2 = 7;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int T5 = 30;

    /// Registers of the words of a key.
    private static final int[] KEYS = {12, 13, 14, 15, 16, 17, 28, 29};

    private static final int LARGEST_IMMEDIATE = 0x7ff;
    private static final int UPPER = 0xfff;
    private static final int NO_TABLE = -1;

    /// Where a double-word of the message is from.
    private enum Form {
        MESSAGE,
        MEMORY
    }

    /// @param table of its tables, or [#NO_TABLE]
    private record Part(Shape shape, int table) {}

    private final Shape.Common common;
    private final List<Part> parts = new ArrayList<>();
    private final Tables tables = new Tables();
    private final List<Tables.Slots> slots = new ArrayList<>();
    private int placed;

    private Merge(Shape.Common common) {
        this.common = common;
    }

    static Optional<Compiled> compiled(SortedMap<Integer, Pattern> filters) {
        var shapes = Shape.sorted(filters);
        var merge = new Merge(shapes.size() > 1 ? new Shape.Common(filters.values()) : new Shape.Common());
        merge.common.tests().forEach(merge::takeIn);
        for (var each : shapes) if (!merge.add(Shape.of(each, merge.common))) return Optional.empty();
        return merge.compiled();
    }

    private Optional<Compiled> compiled() {
        var data = tables.bytes();
        var code = code(Form.MESSAGE);
        if (code.length > Compiled.MOST_CODE || data.length > Compiled.MOST_TABLES) return Optional.empty();
        return switch (Verifier.verify(code, data.length)) {
            case Verified.Rejected(var flaw) -> throw new IllegalStateException("compiled filters: " + flaw.text());
            case Verified.Accepted(var kept, int instructions) -> {
                int units = code.length / Integer.BYTES + placed;
                yield Optional.of(new Compiled(kept, code(Form.MEMORY), data, instructions, units));
            }
        };
    }

    // What is known before the code is made: constants and tables.

    private boolean add(Shape shape) {
        shape.tests().forEach(this::takeIn);
        if (shape.keys().isEmpty()) return parts.add(new Part(shape, NO_TABLE));
        var hash = PerfectHash.of(shape.values());
        if (hash == null) return false;
        placed += hash.placed();
        shape.keys().forEach(key -> takeIn(key.mask()));
        tables.add(hash.multiplier());
        slots.add(Tables.Slots.of(hash, shape.values(), shape.numbers()));
        return parts.add(new Part(shape, tables.add(slots.getLast())));
    }

    private void takeIn(Shape.Test test) {
        takeIn(test.mask());
        takeIn(test.value());
    }

    private void takeIn(long value) {
        if (!isImmediate(value)) tables.add(value);
    }

    /// Whether instructions hold it themselves.
    private static boolean isImmediate(long value) {
        return value == -1 || value >= 0 && value <= LARGEST_IMMEDIATE;
    }

    // The code.

    private byte[] code(Form form) {
        var code = new Assembler();
        var none = new Assembler.Label();
        for (var test : common.tests()) test(code, form, test, none);
        for (var part : parts) {
            var next = new Assembler.Label();
            part(code, form, part, next);
            code.set(next);
        }
        code.set(none);
        code.immediate(Operation.ADDI, A0, ZERO, -1);
        code.end();
        return code.bytes();
    }

    private void part(Assembler code, Form form, Part part, Assembler.Label next) {
        for (var test : part.shape.tests()) test(code, form, test, next);
        if (part.table == NO_TABLE)
            code.immediate(Operation.ADDI, A0, ZERO, part.shape.numbers()[0]);
        else lookUp(code, form, part, next);
        code.end();
    }

    private void test(Assembler code, Form form, Shape.Test test, Assembler.Label otherwise) {
        fetch(code, form, T0, test);
        if (test.value() != 0) constant(code, T1, test.value());
        code.branch(Operation.BNE, T0, test.value() == 0 ? ZERO : T1, otherwise);
    }

    /// A word of the message under its mask.
    private void fetch(Assembler code, Form form, int to, Shape.Test of) {
        switch (form) {
            case MESSAGE -> code.immediate(Operation.CSRRS, to, ZERO, CsrNumber.UI0 + of.word());
            case MEMORY -> code.immediate(Operation.LD, to, A1, of.word() * Long.BYTES);
        }
        if (of.mask() == -1) return;
        if (isImmediate(of.mask())) {
            code.immediate(Operation.ANDI, to, to, (int) of.mask());
        } else {
            code.immediate(Operation.LD, T2, A0, tables.constant(of.mask()));
            code.compute(Operation.AND, to, to, T2);
        }
    }

    private void constant(Assembler code, int to, long value) {
        if (isImmediate(value)) code.immediate(Operation.ADDI, to, ZERO, (int) value);
        else code.immediate(Operation.LD, to, A0, tables.constant(value));
    }

    private void lookUp(Assembler code, Form form, Part part, Assembler.Label otherwise) {
        var table = slots.get(part.table);
        int words = part.shape.keys().size();
        constant(code, T5, table.hash().multiplier());
        for (int i = 0; i < words; i++) {
            fetch(code, form, KEYS[i], part.shape.keys().get(i));
            if (i > 0) code.compute(Operation.ADD, T1, T1, KEYS[i]);
            code.compute(Operation.MUL, T1, i > 0 ? T1 : KEYS[i], T5);
        }
        slot(code, part, table.hash());
        code.immediate(Operation.SLLI, T1, T1, table.strideBits());
        int at = address(code, T1, tables.slots(part.table));
        for (int i = 0; i < words; i++) {
            code.immediate(Operation.LD, T0, T1, at + i * Long.BYTES);
            code.branch(Operation.BNE, T0, KEYS[i], otherwise);
        }
        code.immediate(Operation.LBU, A0, T1, at + words * Long.BYTES);
    }

    /// From the hash in `t1` to the slot.
    private void slot(Assembler code, Part part, PerfectHash hash) {
        int bucketBits = hash.bucketBits();
        code.immediate(Operation.SRLI, T1, T1, Long.SIZE - bucketBits - hash.slotBits());
        if (bucketBits == 0) return;
        code.immediate(Operation.SRLI, T0, T1, hash.slotBits());
        int at = address(code, T0, tables.displacements(part.table));
        code.immediate(Operation.LBU, T0, T0, at);
        code.compute(Operation.ADD, T1, T1, T0);
        code.immediate(Operation.ANDI, T1, T1, hash.slotCount() - 1);
    }

    /// From a distance in a table to an address, of which a load is still so far away as this answers.
    private static int address(Assembler code, int register, int table) {
        int upper = table + (UPPER + 1) / 2 & ~UPPER;
        if (upper != 0) {
            code.upper(T2, upper);
            code.compute(Operation.ADD, register, register, T2);
        }
        code.compute(Operation.ADD, register, A0, register);
        return table - upper;
    }
}
