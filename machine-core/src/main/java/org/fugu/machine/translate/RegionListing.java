package org.fugu.machine.translate;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import org.fugu.machine.isa.Disassembler;

/// A region as text: its guest code, and the bytecode of its methods.
final class RegionListing {
    private final StringBuilder text = new StringBuilder();
    private final List<Label> labels = new ArrayList<>();

    private RegionListing() {}

    static String of(GuestRegion region, byte[] type) {
        var listing = new RegionListing();
        listing.guest(region);
        for (var method : ClassFile.of().parse(type).methods()) {
            var name = method.methodName().stringValue();
            if (!name.startsWith("<"))
                method.findAttribute(Attributes.code()).ifPresent(code -> listing.method(name, code));
        }
        return listing.text.toString();
    }

    private void line(String form, Object... arguments) {
        text.append(form.formatted(arguments)).append('\n');
    }

    private void guest(GuestRegion region) {
        var entries = Arrays.stream(region.entries()).boxed().toList();
        line("region at 0x%x, %d instructions, %d groups", region.page(), region.size(), region.groups().length);
        int expected = -1;
        for (int place : region.places()) {
            if (expected >= 0 && place != expected) line("");
            if (entries.contains(place)) line("entry %d", entries.indexOf(place));
            else if (region.isLeader(place)) line("leader");
            long d = region.at(place);
            long pc = region.page() + place;
            line("  %x  %s%s", pc, Disassembler.text(d, pc), GuestRegion.isInterpreted(d) ? "  (interpreted)" : "");
            expected = place + org.fugu.machine.isa.Instruction.bytes(d);
        }
    }

    private void method(String name, CodeAttribute code) {
        line("");
        line("%s: %d bytes", name, code.codeLength());
        for (var element : code) element(element);
    }

    /// Labels are numbered as they come.
    private String name(Label label) {
        if (!labels.contains(label)) labels.add(label);
        return "L" + labels.indexOf(label);
    }

    private void element(CodeElement element) {
        switch (element) {
            case LabelTarget target -> line("%s:", name(target.label()));
            case Instruction instruction -> {
                var operand = operand(instruction);
                // Some have their operand in their name.
                var opcode =
                        instruction.opcode().name().toLowerCase(Locale.ROOT).replaceFirst("_(m?\\d)$", "");
                line("    %s%s", opcode, operand.isEmpty() ? "" : " " + operand);
            }
            default -> {}
        }
    }

    private String operand(Instruction instruction) {
        return switch (instruction) {
            case LoadInstruction load -> "" + load.slot();
            case StoreInstruction store -> "" + store.slot();
            case IncrementInstruction increment -> increment.slot() + " " + increment.constant();
            case ConstantInstruction.LoadConstantInstruction constant -> constant(constant.constantEntry());
            case ConstantInstruction constant -> "" + constant.constantValue();
            case BranchInstruction branch -> name(branch.target());
            case FieldInstruction field ->
                simple(field.owner().asInternalName()) + "." + field.name().stringValue();
            case InvokeInstruction invoked ->
                simple(invoked.owner().asInternalName()) + "." + invoked.name().stringValue();
            case TableSwitchInstruction table -> cases(table.cases(), table.defaultTarget());
            case LookupSwitchInstruction table -> cases(table.cases(), table.defaultTarget());
            default -> "";
        };
    }

    private static String constant(LoadableConstantEntry entry) {
        return Objects.toString(entry.constantValue());
    }

    private static String simple(String internalName) {
        return internalName.substring(internalName.lastIndexOf('/') + 1);
    }

    private String cases(List<SwitchCase> cases, Label other) {
        var all = new StringJoiner(", ");
        for (var each : cases) all.add(each.caseValue() + " " + name(each.target()));
        return all.add("else " + name(other)).toString();
    }
}
