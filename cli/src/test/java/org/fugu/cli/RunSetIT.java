package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RunSetIT {
    private static final Path PREBUILT =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest/prebuilt");
    private static final Path SUM = PREBUILT.resolve("sum.zip");
    private static final Path APART = PREBUILT.resolve("test/apart.zip");
    private static final Path EXOS = PREBUILT.resolve("libos/exos-1.0.zip");

    @TempDir
    private Path folder;

    private static List<String> digests(JsonNode set) {
        var digests = new ArrayList<String>();
        for (var member : set.path("members")) digests.add(member.path("digest").asString());
        return digests;
    }

    /// What a set tells is what each of its runs tells alone: to be counted changes nothing.
    @Test
    void aMemberIsTheRunThatItWouldBeAlone() throws IOException {
        var csv = folder.resolve("set.csv");
        var set = Shell.run("run-set", SUM, "--vary", "nodes=1,4", "--vary", "network.hop=2,9", "--csv", csv, "--json");

        assertThat(set.exitCode()).as(set.err()).isZero();
        var alone = Shell.run("run", SUM, "--nodes", "4", "--set", "network.hop=9", "--json");
        var members = set.json().path("members");
        assertThat(members.size()).isEqualTo(4);
        var last = members.path(3);
        assertThat(last.path("at").path("nodes").asInt()).isEqualTo(4);
        assertThat(last.path("at").path("figures").path("network.hop").asInt()).isEqualTo(9);
        for (var field : List.of("digest", "resultDigest", "cycles", "instructions", "metrics", "outcome")) {
            assertThat(last.path(field)).as(field).isEqualTo(alone.json().path(field));
        }
        assertThat(last.path("systemCalls").asLong()).isPositive();
        assertThat(digests(set.json())).doesNotHaveDuplicates();
        assertThat(set.json().path("costs").size()).isZero();
        var lines = Files.readString(csv).split("\r\n");
        assertThat(lines).hasSize(5);
        assertThat(lines[4])
                .startsWith(",,4,,network.hop=9,")
                .contains(last.path("digest").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void aSetIsTheSameOnAnyNumberOfThreads(String fidelity) {
        var one = Shell.run("run-set", SUM, "--vary", "nodes=2,4", "--fidelity", fidelity, "--threads", "1");
        var two = Shell.run("run-set", SUM, "--vary", "nodes=2,4", "--fidelity", fidelity, "--threads", "2");

        assertThat(one.exitCode()).as(one.err()).isZero();
        assertThat(one.out()).isEqualTo(two.out()).contains("nodes", "all exited with 0");
    }

    @Test
    void placementsAreComparedBesideWhatWasPublished() {
        var set = Shell.run(
                "run-set",
                APART,
                "--libos",
                EXOS,
                "--vary",
                "page-table=flat,inverted",
                "--vary",
                "placement=library,monolithic",
                "--json");

        assertThat(set.exitCode()).as(set.err()).isZero();
        assertThat(set.json().path("sameOutput").asBoolean()).isTrue();
        var members = set.json().path("members");
        assertThat(members.size()).isEqualTo(4);
        for (int i = 0; i < 4; i += 2) {
            var library = members.path(i);
            var monolithic = members.path(i + 1);
            assertThat(library.path("differencePercent").isNull()).isTrue();
            assertThat(monolithic.path("differencePercent").asDouble()).isPositive();
            assertThat(library.path("crossings").asLong()).isZero();
            assertThat(monolithic.path("crossings").asLong()).isPositive();
            assertThat(monolithic.path("causes").path("kernel").asLong())
                    .isGreaterThan(library.path("causes").path("kernel").asLong());
        }
        // The crossing is charged what Ultrix' getpid took, which is what stands beside it.
        var cost = set.json().path("costs").path(2);
        assertThat(cost.path("placement").asString()).isEqualTo("monolithic");
        assertThat(cost.path("meanCycles").asDouble()).isBetween(430.0, 600.0);
        assertThat(cost.path("published").path(0).path("key").asString()).isEqualTo("ultrix.getpid.5000-125");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodes",
                "nodes=",
                "nodes=two",
                "nodes=99999999999",
                "nodes=1,1",
                "nodes=0",
                "color=red",
                "placement=moon",
                "page-table=three-level",
                "machine=moon",
                "no.figure=1",
                "network.hop=1000000",
                "network.hop=3kg",
                "seed=1.5",
                "=1"
            })
    void whatMakesNoSetIsRefusedAndNothingIsRun(String axis) {
        var refused = Shell.run("run-set", SUM, "--vary", axis, "--json");

        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
        assertThat(refused.json().path("error").path("message").asString()).isNotBlank();
    }

    @Test
    void allMembersAreCheckedBeforeTheFirstIsRun() {
        var refused = Shell.run("run-set", SUM, "--vary", "nodes=1,5000", "--json");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.json().path("error").path("message").asString()).contains("nodes 5000");
        assertThat(Shell.run("run-set", SUM, "--json")
                        .json()
                        .path("error")
                        .path("message")
                        .asString())
                .contains("--vary");
        var seeds = String.join(
                ",",
                java.util.stream.IntStream.range(0, 257)
                        .mapToObj(String::valueOf)
                        .toList());
        assertThat(Shell.run("run-set", SUM, "--vary", "seed=" + seeds, "--json")
                        .json()
                        .path("error")
                        .path("message")
                        .asString())
                .contains("257");
        assertThat(Shell.run("run-set", SUM, "--vary", "nodes=1", "--vary", "nodes=2", "--json")
                        .json()
                        .path("error")
                        .path("message")
                        .asString())
                .contains("twice");
    }
}
