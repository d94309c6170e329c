package org.fugu.service.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.measurement.MeasuredProject;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// One user publishes a library OS, a project of another measures programs on it.
class BoundMeasurementIT {
    private static final String LIBRARIES = "/api/v1/libraries";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final RunningService service = RunningService.shared();
    private final Caller ann = service.newUser();
    private final Caller ben = service.newUser();
    private final MeasuredProject project = new MeasuredProject(ben);
    private final String os =
            "measured" + NAMES.incrementAndGet() + "-" + ProcessHandle.current().pid();

    private byte[] library(String version) throws IOException {
        return Libos.bundle(os, version, version);
    }

    private String published(String version) throws IOException {
        var name = ben.get("/api/v1/users/me").json().path("name").asString();
        var bundle = ann.uploaded(library(version));
        ann.post(LIBRARIES, "{\"bundle\":\"" + bundle + "\",\"visibility\":\"named\",\"users\":[\"" + name + "\"]}")
                .requireStatus(201);
        return bundle;
    }

    private Caller.Answer asked(String bundle, String commit, String version) {
        var on = version.isEmpty() ? "" : ",\"libos\":\"" + os + "@" + version + "\"";
        return ben.post(
                project.measurements(),
                MeasuredProject.body(bundle, commit, "main").replaceFirst("}$", on + "}"));
    }

    private JsonNode measured(String bundle, String version) {
        var asked = asked(bundle, MeasuredProject.commit(), version).requireStatus(202);
        var ended = project.ended(asked.json().path("id").asString());
        assertThat(ended.path("succeeded").asBoolean(false))
                .as(ended.toString())
                .isTrue();
        return ended;
    }

    private byte[] results(JsonNode measurement) {
        return ben.get(project.measurements() + "/" + measurement.path("id").asString() + "/results")
                .requireStatus(200)
                .bytes();
    }

    private static byte[] measuredHere(byte[] program, byte[] library) throws IOException {
        var bound = new BoundBundle(Bundle.ofFile(program), Bundle.ofFile(library));
        var measured = new ArrayList<Measurement>();
        for (var benchmark : bound.benchmarks()) {
            measured.add(BenchmarkRun.measure(bound, benchmark, 1, RunObserver.NONE));
        }
        return ResultsFile.write(BenchmarkResults.of(bound, measured));
    }

    @Test
    void itIsBoundAsARunIsAndRepeatedOnTheSameLibraryOsAlone() throws IOException {
        var first = published("1.0");
        var program = Libos.program();
        var bundle = ben.uploaded(program);

        var on = measured(bundle, "1.0");
        assertThat(on.path("libos").path("name").asString()).isEqualTo(os);
        assertThat(on.path("libos").path("version").asString()).isEqualTo("1.0");
        assertThat(on.path("libos").path("digest").asString()).isEqualTo(first);
        assertThat(results(on)).isEqualTo(measuredHere(program, library("1.0")));

        published("1.1");
        var commit = on.path("commit").asString();
        var other = asked(bundle, commit, "1.1").requireStatus(202).json();
        assertThat(other.path("id")).isNotEqualTo(on.path("id"));
        assertThat(project.ended(other.path("id").asString()).path("from").isNull())
                .isTrue();
        assertThat(asked(bundle, commit, "1.0").requireStatus(200).json()).isEqualTo(on);
        var repeated = asked(bundle, MeasuredProject.commit(), "1.0")
                .requireStatus(200)
                .json();
        assertThat(repeated.path("from")).isEqualTo(on.path("id"));
        assertThat(repeated.path("libos")).isEqualTo(on.path("libos"));

        var history = ben.get(project.path() + "/benchmarks/structures/history?measure=cycles&branch=main")
                .requireStatus(200)
                .json();
        assertThat(history.path("points"))
                .hasSize(3)
                .anySatisfy(point -> assertThat(point.path("libos").asString()).isEqualTo(os + "@1.1"));
    }

    @Test
    void aComparisonSaysThatTheLibraryOsIsAnotherAndIsExplainedWithBoth() throws IOException {
        var first = published("1.0");
        var second = published("1.1");
        // The manifest names it as well as a submission does.
        var base = measured(ben.uploaded(Libos.programLike("test/apart", os + "@1.0")), "");
        var head = measured(ben.uploaded(Libos.programLike("bench/structures", os + "@1.0")), "1.1");
        assertThat(base.path("libos").path("digest").asString()).isEqualTo(first);
        assertThat(head.path("libos").path("digest").asString()).isEqualTo(second);

        var comparisons = project.path() + "/comparisons";
        var begun = ben.post(
                        comparisons,
                        "{\"base\":\"" + base.path("id").asString() + "\",\"head\":\""
                                + head.path("id").asString() + "\"}")
                .requireStatus(202)
                .json();
        var path = comparisons + "/" + begun.path("id").asString();
        var compared = begun;
        for (int tries = 0; tries < 10 && compared.path("finishedAt").isNull(); tries++) {
            compared = ben.get(path, "Prefer", "wait=30").requireStatus(200).json();
        }
        assertThat(compared.path("state").asString()).as(compared.toString()).isEqualTo("finished");
        assertThat(compared.path("unexplained").isNull())
                .as(compared.toString())
                .isTrue();

        var report = ben.get(path + "/report").requireStatus(200).json();
        assertThat(report.path("base").path("libos").path("bundle").asString()).isEqualTo(first);
        assertThat(report.path("head").path("libos").path("bundle").asString()).isEqualTo(second);
        var why =
                ben.get(path + "/explanation?benchmark=run").requireStatus(200).json();
        var explained = why.path("benchmarks").path(0);
        assertThat(explained.path("base").path("libos").path("version").asString())
                .isEqualTo("1.0");
        assertThat(explained.path("head").path("libos").path("version").asString())
                .isEqualTo("1.1");
        assertThat(explained.path("parts")).hasSize(2);
    }

    @Test
    void whatCannotBeNamedForARunCannotBeNamedHere() throws IOException {
        published("1.0");
        var bundle = ben.uploaded(Libos.program());
        var commit = MeasuredProject.commit();
        asked(bundle, commit, "9.9").requireProblem(422, "unknown-libos");
        var strangers = new MeasuredProject(service.newUser());
        var theirs = strangers.owner.uploaded(Libos.programThatAsksFor(os + "@1.0"));
        strangers.measure(theirs).requireProblem(422, "unknown-libos");
        // Without one its programs begin, and find nothing to call.
        var ended = project.ended(
                asked(bundle, commit, "").requireStatus(202).json().path("id").asString());
        assertThat(ended.path("succeeded").asBoolean(true)).isFalse();
        assertThat(ended.path("libos").isNull()).isTrue();
    }

    @Test
    void aRetiredOneTakesWhatTheProjectHasMeasuredOnItAlone() throws IOException {
        var library = published("1.0");
        var known = ben.uploaded(Libos.programLike("test/apart", os + "@1.0"));
        var before = measured(known, "");
        ann.post(LIBRARIES + "/" + os + "@1.0/retire", "{}").requireStatus(200);

        var again = project.measure(known).requireStatus(200).json();
        assertThat(again.path("from")).isEqualTo(before.path("id"));
        var unknown = ben.uploaded(Libos.programLike("bench/structures", os + "@1.0"));
        project.measure(unknown).requireProblem(409, "library-retired");
        new MeasuredProject(ben).measure(known).requireProblem(409, "library-retired");
        // What was published stays, so that it can be explained and measured again.
        ann.delete("/api/v1/bundles/" + library).requireProblem(409, "bundle-published");
    }
}
