package org.fugu.service.problem;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.springframework.core.NestedExceptionUtils;

/// Says failures that come again and again in one line each, and a line of one kind at most once a
/// minute, with how often it happened since. The traces are there at the level of debugging.
public final class FailureLog {
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Logger log;
    /// By kind: what failed, and with what class of exception. Both are in the code, so they are few.
    private final Map<String, Said> kinds = new TreeMap<>();

    /// @param unsaid failures since then
    private record Said(Instant at, long unsaid) {}

    public FailureLog(Logger log) {
        this.log = log;
    }

    /// @param what one sentence, with a place for the subject
    public void warn(String what, Object subject, Throwable failure) {
        log.debug(what, subject, failure);
        var reason = NestedExceptionUtils.getMostSpecificCause(failure);
        long unsaid = unsaid(what + reason.getClass().getName());
        if (unsaid < 0) return;
        var more = unsaid == 0 ? "" : " (%d more of this kind since the last such line)".formatted(unsaid);
        log.warn(what + ": {}{}", subject, firstLine(reason), more);
    }

    /// How many of that kind were not said, if it is time to say one; otherwise a negative number.
    private synchronized long unsaid(String kind) {
        var now = Instant.now();
        var said = kinds.get(kind);
        if (said != null && now.isBefore(said.at().plus(QUIET))) {
            kinds.put(kind, new Said(said.at(), said.unsaid() + 1));
            return -1;
        }
        kinds.put(kind, new Said(now, 0));
        return said == null ? 0 : said.unsaid();
    }

    private static String firstLine(Throwable reason) {
        return reason.toString().lines().findFirst().orElse("");
    }
}
