package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What a run did with capabilities can be read after it.
class CapabilitiesIT {
    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();

    private String ended(String bundle) {
        var digest = user.uploaded(RunningService.prebuilt(bundle));
        var id = user.submitted("{\"bundle\":\"" + digest + "\"}");
        user.awaitEnd(id);
        return id;
    }

    private static String path(String id) {
        return "/api/v1/runs/" + id + "/capabilities";
    }

    @Test
    void whatWasGrantedAcceptedRevokedAndGivenUpIsToldInOrder() {
        var told = user.get(path(ended("test/grants.zip"))).requireStatus(200).json();

        long before = 0;
        var listed = new TreeMap<String, Long>();
        for (var each : told.path("capabilityEvents")) {
            assertThat(each.path("cycle").asLong()).isGreaterThanOrEqualTo(before);
            before = each.path("cycle").asLong();
            listed.merge(each.path("call").asString(), 1L, Long::sum);
        }
        assertThat(listed.keySet())
                .contains("frame_allocate", "cap_derive", "cap_grant", "cap_accept", "cap_revoke", "cap_delete");
        long left = 0;
        for (var call : told.path("capabilityCounts").properties()) {
            left += call.getValue().asLong() - listed.getOrDefault(call.getKey(), 0L);
        }
        assertThat(told.path("capabilityEventsLeftOut").asLong())
                .isEqualTo(left)
                .isPositive();
        var granted = first(told, "cap_grant");
        assertThat(granted.path("toRank").asInt()).isEqualTo(1);
        assertThat(granted.path("rights").asString()).isEqualTo("read, write, derive");
        assertThat(first(told, "cap_accept").path("rights")).isEqualTo(granted.path("rights"));
    }

    private static JsonNode first(JsonNode told, String call) {
        for (var each : told.path("capabilityEvents"))
            if (each.path("call").asString().equals(call)) return each;
        throw new AssertionError("there is no " + call + " in " + told);
    }

    @Test
    void aProgramThatUsesNoneHasNone() {
        var told = user.get(path(ended("bare.zip"))).requireStatus(200).json();

        assertThat(told.path("capabilityEvents").isEmpty()).isTrue();
        assertThat(told.path("capabilityCounts").isEmpty()).isTrue();
        assertThat(told.path("capabilityEventsLeftOut").asLong()).isZero();
    }

    @Test
    void anotherUserDoesNotSeeThemAndAnOldRunHasNone() {
        var id = ended("hello.zip");
        service.newUser().get(path(id)).requireProblem(404, "not-found");
        service.bean(JdbcClient.class)
                .sql("update run_results set capability_events = null, capability_counts = null where run_id = :id")
                .param("id", id)
                .update();
        assertThat(user.get(path(id))
                        .requireProblem(404, "capabilities-not-kept")
                        .text())
                .contains("older than the keeping of capability events");
    }
}
