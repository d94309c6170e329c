package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/grants`: frames go from one node to the next and to a third, and are taken away from
/// both. The program itself checks what is refused.
class GrantsTests {
    private static RunRequest request(String fidelity) {
        return Requests.with(GuestPrograms.request("test/grants", "3x1"), Fidelity.parse(fidelity));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100", "relaxed:1000"})
    void whatIsGrantedCanBeUsedAndWhatIsNotIsRefused(String fidelity) {
        var report = Requests.run(request(fidelity));
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
        assertThat(Requests.console(report)).contains("taken away from all");
        assertThat(report.metrics())
                .containsKeys("grant_cycles", "accept_cycles", "derive_cycles", "revoke_cycles", "revoke_many_cycles");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3x1", "2x2", "4x4"})
    void ranksThatTakeNoPartChangeNothing(String mesh) {
        var report = Requests.run(GuestPrograms.request("test/grants", mesh));
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(request("timing"));
    }

    @Test
    void aRunThatGoesOnFromASnapshotEndsAlike() {
        Repeatable.assertSnapshotsChangeNothing(request("timing"), 1);
    }
}
