package org.fugu.service.machine;

import java.util.Arrays;
import java.util.List;

/// The entity tag of a machine: which definition, and who held what on it.
///
/// Leases come and go all the time, so a change of the machine asks for the same definition alone.
final class MachineTag {
    private MachineTag() {}

    static String of(NamedMachine machine, List<HeldRectangle> held) {
        return "\"" + definition(machine) + Integer.toHexString(held.hashCode()) + "\"";
    }

    static boolean matches(String ifMatch, NamedMachine machine) {
        return Arrays.stream(ifMatch.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.startsWith("\"" + definition(machine)));
    }

    private static String definition(NamedMachine machine) {
        return machine.number() + "." + machine.revision() + ".";
    }
}
