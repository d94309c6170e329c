package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Windows;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs as they are shipped on workstations that a switch connects, and on DASH.
class LocalNetworkTests {

    private static RunRequest request(String machine, String bundle, String mesh, String... arguments) {
        return GuestPrograms.requestOn(machine, bundle, mesh, arguments);
    }

    private static RunReport exited(RunRequest request) {
        var report = Requests.run(request);
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        assertThat(report.exitCode()).isZero();
        return report;
    }

    private static long metric(RunReport report, String name) {
        return Objects.requireNonNull(report.metrics().get(name), name);
    }

    @ParameterizedTest
    @CsvSource({
        "now-atm-am, poll",
        "now-atm-am, interrupt",
        "now-remote-access, poll",
        "now-remote-access, interrupt",
        "now-hpam, poll",
        "now-hpam, interrupt",
        "now-myrinet, poll",
        "now-myrinet, interrupt"
    })
    void pingPongRunsUnchanged(String machine, String way) {
        var report = exited(request(machine, "pingpong", "2x1", "200", way));
        assertThat(report.messagesSent()).isEqualTo(report.messagesReceived()).isGreaterThanOrEqualTo(400);
        assertThat(metric(report, "round_trip_cycles"))
                .isGreaterThan(metric(exited(request("fugu", "pingpong", "2x1", "200", way)), "round_trip_cycles"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"now-atm-am", "now-remote-access", "now-hpam", "now-myrinet"})
    void aProgramThatSharesVariablesIsToldWhyItEnds(String machine) {
        var report = Requests.run(request(machine, "sum", "4x1", "64"));
        assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(report.message()).contains("at home on").contains("share no memory");
        exited(request(machine, "sum", "1x1", "64"));
    }

    private static List<RunReport> variants(RunRequest request) {
        var reports = new ArrayList<RunReport>();
        var twoThreads = Requests.machine(request, 2);
        reports.add(Requests.runOn(request, twoThreads));
        assertThat(twoThreads.hostThreadsUsed()).isEqualTo(2);
        for (long seed = 1; seed <= 4; seed++) {
            reports.add(Requests.runOn(request, Requests.choppedMachine(request, seed)));
        }
        for (var windows : List.of(new Windows.Halves(), new Windows.OneCycle(), new Windows.OneAtATime())) {
            reports.add(Requests.runOn(request, Requests.machine(request, windows)));
        }
        return reports;
    }

    @ParameterizedTest
    @CsvSource({
        "now-atm-am, bench/request, 20",
        "now-remote-access, bench/request, 20",
        "now-hpam, bench/request, 20",
        "now-myrinet, bench/request, 20",
        "dash, bench/request, 20",
        "dash, bench/stream, messages",
        "now-atm-am, bench/stream, messages",
        "now-myrinet, bench/stream, messages",
        "now-remote-access, bench/remote, ''"
    })
    void nothingDependsOnWindowsAndHostThreads(String machine, String bundle, String argument) {
        var arguments = argument.isEmpty() ? new String[0] : new String[] {argument};
        var request = request(machine, bundle, "2x1", arguments);
        var digest = exited(request).digest();
        for (var variant : variants(request)) assertThat(variant.digest()).isEqualTo(digest);
    }

    @Test
    void aRunWithRemoteAccessGoesOnFromASnapshot() {
        var request = request("now-remote-access", "bench/remote", "2x1");
        var kept = new ArrayList<byte[]>();
        var observer = new RunObserver() {
            @Override
            public SortedSet<Long> snapshotCycles() {
                return new TreeSet<>(List.of(40_000L, 100_000L, 150_123L, 200_000L, 400_000L));
            }

            @Override
            public void snapshot(long cycle, byte[] snapshot) {
                kept.add(snapshot);
            }
        };
        var digest = Exokernel.run(request, observer).digest();
        assertThat(kept).hasSize(5);
        for (var snapshot : kept) {
            assertThat(Exokernel.resume(request, snapshot, RunObserver.NONE).digest())
                    .isEqualTo(digest);
        }
    }

    @Test
    void otherMachinesRefuseRemoteAccess() {
        var report = Requests.run(request("now-myrinet", "bench/remote", "2x1"));
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(Requests.console(report)).contains("do not serve");
    }

    @ParameterizedTest
    @CsvSource({
        "pingpong, 2x1, 20 poll",
        "pingpong, 1x1, 20",
        "bench/stream, 2x1, messages",
        "bench/request, 2x1, 20 6",
        "bench/alltoall, 5x3, message 2",
        "test/messages, 1x1, ''",
        "test/messages, 5x1, ''",
        "test/messages, 4x3, ''"
    })
    void messagesOnDashGoThroughSharedMemory(String bundle, String mesh, String arguments) {
        var list = arguments.isEmpty() ? new String[0] : arguments.split(" ");
        var report = exited(request("dash", bundle, mesh, list));
        assertThat(report.messagesSent()).isZero();
    }

    /// Who waits for a message lets the other contexts run, although nothing wakes it.
    @ParameterizedTest
    @CsvSource({"dash, 2x1", "decstation-2100, 1x1"})
    void contextsWaitForMessagesWithoutAUnit(String machine, String mesh) {
        var preset = Preset.named(machine).with("processor.contexts", 4);
        exited(Requests.with(request(machine, "test/contexts", mesh), preset));
    }

    /// A word in a slot tells the lap by 13 bits: after 8,192 laps of 32 slots it says the same again.
    @Test
    void mailboxesGoRoundAndRound() {
        var alone = request("dash", "pingpong", "1x1", Integer.toString(8_192 * 32 / 2 + 100));
        var lasting = Requests.with(alone, new Limits(200_000_000, 200_000_000, 1 << 16, 16L << 20));
        exited(Requests.with(lasting, new Fidelity.Functional()));
    }

    @ParameterizedTest
    @CsvSource({
        "bench/stream, 2x1, dma, bulk data need a message unit",
        "test/stranger, 2x1, '', a rank that the job does not have",
        "pingpong, 13x5, 1, 64 ranks at most"
    })
    void whatMailboxesCannotDoIsSaid(String bundle, String mesh, String argument, String reason) {
        var arguments = argument.isEmpty() ? new String[0] : new String[] {argument};
        var report = Requests.run(request("dash", bundle, mesh, arguments));
        assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(Requests.console(report)).contains(reason);
    }

    @Test
    void messagesDoNotInterruptOnDash() {
        var report = Requests.run(request("dash", "pingpong", "2x1", "20", "interrupt"));
        assertThat(report.exitCode()).isEqualTo(2);
        assertThat(Requests.console(report)).contains("No message interrupts").contains("pingpong 20 poll");
    }

    @ParameterizedTest
    @ValueSource(strings = {"decstation-2100", "decstation-3100", "decstation-5000-125", "decstation-5000-200"})
    void decstationsRunProgramsByThemselves(String machine) {
        exited(request(machine, "sum", "1x1", "64"));
        exited(request(machine, "hello", "1x1"));
    }
}
