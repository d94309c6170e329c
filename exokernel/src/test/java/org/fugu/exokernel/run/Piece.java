package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fugu.machine.isa.Operation;

/// A piece of a program, which may hold others. It can be left out as a whole unless it is needed by
/// others.
final class Piece {
    /// A place in the code. It stays where its piece would be if that is left out.
    static final class Label {
        int address;
    }

    sealed interface Part {}

    /// @param bytes 2 or 4
    record Fixed(int bits, int bytes) implements Part {}

    /// A branch, in the shortest form that reaches.
    record Branch(Operation operation, int rs1, int rs2, Label to) implements Part {
        boolean hasShortForm() {
            return (operation == Operation.BEQ || operation == Operation.BNE) && rs2 == 0 && rs1 >= 8 && rs1 < 16;
        }
    }

    record Jump(int link, Label to) implements Part {}

    /// Puts a label's address into a register: `auipc`, `addi`.
    record Address(int register, Label to) implements Part {}

    record Mark(Label label) implements Part {}

    record Nested(Piece piece) implements Part {}

    final boolean isNeeded;
    private final List<Part> parts = new ArrayList<>();

    Piece(boolean isNeeded) {
        this.isNeeded = isNeeded;
    }

    Piece word(int bits) {
        return add(new Fixed(bits, 4));
    }

    Piece half(int bits) {
        return add(new Fixed(bits, 2));
    }

    Piece add(Part part) {
        parts.add(part);
        return this;
    }

    Piece add(Piece piece) {
        return add(new Nested(piece));
    }

    /// All pieces in this one that can be left out, from the outside in.
    List<Piece> spare() {
        var found = new ArrayList<Piece>();
        if (!isNeeded) found.add(this);
        for (var part : parts) if (part instanceof Nested(var piece)) found.addAll(piece.spare());
        return found;
    }

    /// All that is to be laid out.
    ///
    /// @param left out
    List<Part> flat(Set<Piece> left) {
        var found = new ArrayList<Part>();
        boolean isLeft = left.contains(this);
        for (var part : parts) {
            if (part instanceof Nested(var piece)) {
                found.addAll(piece.flat(isLeft && !piece.isNeeded ? Set.of(piece) : left));
            } else if (!isLeft || part instanceof Mark) {
                found.add(part);
            }
        }
        return found;
    }
}
