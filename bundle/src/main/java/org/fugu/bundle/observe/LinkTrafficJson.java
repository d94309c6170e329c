package org.fugu.bundle.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.machine.observe.LinkTraffic;
import org.fugu.machine.observe.TraceEvent;

/// What crossed each link, as part of a result's JSON: by link the intervals in which it was used,
/// each as its first cycle and the bytes.
public final class LinkTrafficJson {
    private final Map<String, List<List<Long>>> byLink = new TreeMap<>();

    public void add(TraceEvent.Traffic traffic) {
        byLink.computeIfAbsent(traffic.link(), _ -> new ArrayList<>()).add(List.of(traffic.from(), traffic.bytes()));
    }

    public Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("intervalCycles", LinkTraffic.INTERVAL);
        json.put("links", byLink);
        return json;
    }
}
