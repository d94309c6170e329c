package org.fugu.machine.translate;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// For Java's flight recorder; its duration is how long translating took.
@Name("org.fugu.RegionTranslated")
@Label("Region translated")
@Description("Guest code became a class")
@Category("Fugu")
@StackTrace(false)
final class RegionTranslated extends Event {
    @Label("Address")
    @Description("Virtual address of the hot instruction, hexadecimal")
    @Nullable
    String address;

    @Label("Instructions")
    int instructions;

    @Label("Bytecodes")
    @Description("Bytes of its longest method; HotSpot compiles none above 8,000")
    int bytecodes;

    @Label("Entries")
    int entries;

    @Label("Class")
    @Nullable
    String type;

    /// @param entries how many
    /// @param type of the class that it became
    void tell(long pc, GuestRegion region, Emitter.Emitted emitted, int entries, String type) {
        end();
        if (!shouldCommit()) return;
        address = Long.toHexString(pc);
        instructions = region.size();
        bytecodes = emitted.bytecodes();
        this.entries = entries;
        this.type = type;
        commit();
    }
}
