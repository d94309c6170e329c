package org.fugu.machine.translate;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// For Java's flight recorder.
@Name("org.fugu.RegionsForgotten")
@Label("Regions forgotten")
@Description("The regions of a machine left the cache, for want of room")
@Category("Fugu")
@StackTrace(false)
final class RegionsForgotten extends Event {
    @Label("Regions")
    int regions;

    @Label("Left")
    @Description("Regions in the cache afterwards")
    int left;

    static void tell(int regions, int left) {
        var event = new RegionsForgotten();
        if (!event.shouldCommit()) return;
        event.regions = regions;
        event.left = left;
        event.commit();
    }
}
