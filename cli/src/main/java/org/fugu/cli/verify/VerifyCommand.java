package org.fugu.cli.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleRejectedException;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.run.RunPlan;
import org.fugu.bundle.stored.BadArchiveException;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.run.LocalRun;
import org.fugu.cli.service.ServiceClient;
import org.fugu.cli.service.VerificationWait;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.WireForms;
import org.fugu.experiment.runfile.RunFile;
import org.fugu.experiment.runfile.RunFileTrace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Runs a run of the service, or of a file, again, in this process, and compares: nobody has to believe either.
@Command(
        name = "verify",
        header = "Run a finished run of the service, or of a file, again, and compare.",
        description = {
            "",
            "Of a run: fetches what the run was carried out from: its request, its bundle, a library OS of yours, and",
            "the disk that it began with. Nothing is submitted. With --by-service the service does it, and",
            "digests that differ are an incident there.",
            "",
            "Of a file as ./fugu export writes it: needs no service. All that the file claims is compared, its",
            "console and every figure.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu verify run_…",
            "  ./fugu verify run_… --threads 2 --json",
            "  ./fugu verify run_… --by-service",
            "  ./fugu verify table3.fugu-run",
            "",
            "Exit codes: 0 both digests are the same; 6 they differ; 2 the run cannot be verified here: it has",
            "no result, is a part of a co-run, is of another version of the machine, or something that it",
            "needs is gone, or the file is none; 8 the service came to no result.",
        })
public final class VerifyCommand implements Callable<Integer> {
    private final Terminal terminal;

    private static final Pattern IDENTIFIER = Pattern.compile("run_[0-9a-z]+");

    @Parameters(index = "0", paramLabel = "RUN|FILE", description = "A run's identifier, or an exported file.")
    private String run;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Option(names = "--by-service", description = "Have one of the service's workers run it again.")
    private boolean byService;

    @Mixin
    private JsonOption json = new JsonOption();

    public VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!IDENTIFIER.matcher(run).matches()) return verify(NamedFile.named(run));
        try (var service = ServiceClient.signedIn(terminal)) {
            var known = service.get(path(run));
            requireVerifiable(known);
            if (byService) return tell(known.path("digest").asString(""), digestThere(service));
            var plan = plan(service, known);
            requireSameMachine(known.path("machineVersion").asString(""), plan);
            var report = LocalRun.of(plan, terminal, run).report();
            return tell(known.path("digest").asString(""), report.digest());
        }
    }

    private Integer verify(Path path) {
        if (byService)
            throw CommandFailure.usage("--by-service is for a run; give the service a file by ./fugu import");
        try (var file = RunFile.open(path)) {
            var claimed = file.result();
            RunPlan plan;
            try {
                plan = RunPlan.of(List.of(file.bundles()), file.inputs(), threads.wanted);
            } catch (IllegalArgumentException e) {
                throw notARunFile(path, "its parts do not belong together: " + e.getMessage());
            }
            requireSameMachine(claimed.machineVersion(), plan);
            var wanted = file.trace() == null ? null : file.trace().part();
            var traces = new JobTraces(plan.request(), Collections.singletonList(wanted), RunFileTrace.MOST_EVENTS);
            var found = LocalRun.of(plan, traces.order(), terminal, path.getFileName() + "")
                    .report();
            traces.close();
            return tell(path, file, found.digest(), file.differences(found, traces.packed(0)));
        } catch (BadArchiveException e) {
            throw notARunFile(path, String.valueOf(e.getMessage()));
        } catch (BundleRejectedException e) {
            throw CommandFailure.rejected(e);
        } catch (IOException e) {
            throw NamedFile.unreadable("the run", path, e);
        }
    }

    private static CommandFailure notARunFile(Path path, String why) {
        return new CommandFailure(
                ExitCode.USAGE,
                "not-a-run-file",
                "'" + path + "' is no file of a run, or was changed: " + why,
                List.of());
    }

    private int tell(Path path, RunFile file, String digest, List<String> differences) {
        if (json.on) {
            var result = new LinkedHashMap<String, Object>();
            result.put("run", file.manifest().run());
            result.put("installation", file.manifest().installation());
            result.put("same", differences.isEmpty());
            result.put("differences", differences);
            result.put("digest", file.result().digest());
            result.put("digestHere", digest);
            terminal.out().println(Json.pretty(result));
        } else if (differences.isEmpty()) {
            terminal.out()
                    .println("verified: all that '" + path + "' claims of "
                            + file.manifest().run() + " of " + file.manifest().installation()
                            + " is the same here, digest " + digest);
        }
        terminal.out().flush();
        if (differences.isEmpty()) return ExitCode.DONE.number();
        throw new CommandFailure(
                ExitCode.NOT_DETERMINISTIC,
                "not-as-claimed",
                "'" + path + "' claims what is not so here: " + String.join(", ", differences)
                        + ". It was changed, or made by a machine that is at fault; or this one is",
                List.of());
    }

    /// Waits until a worker of the service has run it.
    private String digestThere(ServiceClient service) {
        if (threads.wanted != 1) throw CommandFailure.usage("--threads is for a run here, and not --by-service");
        var asked = ask(service);
        var path = path(run) + "/verifications/" + asked.path("id").asString("");
        var seen = VerificationWait.end(service, terminal, path, asked);
        var digest = seen.path("digest");
        if (digest.isString()) return digest.asString();
        throw new CommandFailure(
                ExitCode.UNREACHABLE,
                "verification-failed",
                "the service came to no result: "
                        + seen.path("failure").asString(seen.path("state").asString("")),
                List.of());
    }

    private JsonNode ask(ServiceClient service) {
        try {
            return service.post(path(run) + "/verify", Map.of(), Map.of());
        } catch (CommandFailure refusal) {
            // As when it is another version here.
            if (!refusal.code().equals("model-version")) throw refusal;
            throw new CommandFailure(
                    ExitCode.USAGE, refusal.code(), String.valueOf(refusal.getMessage()), refusal.violations());
        }
    }

    private static String path(String run) {
        return "/api/v1/runs/" + run;
    }

    private void requireVerifiable(JsonNode known) {
        if (!known.path("state").asString("").equals("finished")) {
            throw CommandFailure.usage(
                    run + " is " + known.path("state").asString("") + ", so there is no result to compare with");
        }
        if (known.path("coRun").isString()) {
            throw CommandFailure.usage(
                    run + " is a part of a co-run, which has the others' jobs in it and cannot be carried out here");
        }
    }

    private RunPlan plan(ServiceClient service, JsonNode known) {
        var inputs = inputs(service.document(path(run) + "/request").getBytes(StandardCharsets.UTF_8));
        var digest = known.path("libos").path("digest");
        var library = digest.isString() ? bundle(service, digest.asString(), "its library OS") : null;
        var bundles = new JobBundles(
                bundle(service, inputs.bundle(), "its bundle"),
                library,
                disk(service, known),
                given(service, run, known));
        try {
            return RunPlan.of(List.of(bundles), inputs, threads.wanted);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private static RunInputs inputs(byte[] request) {
        try {
            return WireForms.REQUEST.read(request);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("the run's request cannot be read: " + e.getMessage());
        }
    }

    private static Bundle bundle(ServiceClient service, String digest, String what) {
        var path = "/api/v1/bundles/" + digest;
        if (!service.exists(path)) throw gone(what + " is not, or no longer, a bundle of yours: " + digest);
        try {
            return Bundle.read(service.bytes(path + "/archive"));
        } catch (BundleRejectedException e) {
            throw CommandFailure.rejected(e);
        }
    }

    /// What its disk held at the beginning; null for what the bundle says.
    private static byte @Nullable [] disk(ServiceClient service, JsonNode known) {
        var source = known.path("disk").path("source").asString("manifest");
        if (source.equals("manifest")) return null;
        if (source.equals("blank")) return new byte[0];
        if (!service.exists(path(source))) throw gone("the run that left its disk behind is deleted: " + source);
        return service.bytes(path(source) + "/disk");
    }

    /// What it read besides what is in its bundle; null for nothing.
    private static @Nullable InputContents given(ServiceClient service, String run, JsonNode known) {
        byte[] standard = null;
        var files = new TreeMap<String, byte[]>();
        for (var input : known.path("inputs")) {
            if (!input.path("source").asString("").equals("upload")) continue;
            var bytes =
                    service.bytes(path(run) + "/inputs/" + input.path("digest").asString(""));
            var name = input.path("name");
            if (name.isString()) files.put(name.asString(), bytes);
            else standard = bytes;
        }
        return standard == null && files.isEmpty() ? null : InputContents.of(standard, files);
    }

    private static CommandFailure gone(String what) {
        return CommandFailure.usage("the run cannot be verified here: " + what);
    }

    private static void requireSameMachine(String theirs, RunPlan plan) {
        var ours = plan.request().machineVersion();
        if (ours.equals(theirs)) return;
        throw new CommandFailure(
                ExitCode.USAGE,
                "model-version",
                "the run is of machine version " + theirs + ", and this program simulates " + ours
                        + ": its figures are not comparable. Verify it with the program of that version",
                List.of());
    }

    private int tell(String theirs, String ours) {
        boolean same = ours.equals(theirs);
        if (json.on) {
            var result = new LinkedHashMap<String, Object>();
            result.put("run", run);
            result.put("same", same);
            result.put("digest", theirs);
            result.put(byService ? "digestThere" : "digestHere", ours);
            terminal.out().println(Json.pretty(result));
        } else if (same) {
            terminal.out()
                    .println("verified: " + run + " has the same digest " + (byService ? "again" : "here") + ", "
                            + ours);
        }
        terminal.out().flush();
        if (same) return ExitCode.DONE.number();
        throw new CommandFailure(
                ExitCode.NOT_DETERMINISTIC,
                "not-deterministic",
                "the digest of " + run + " is " + theirs + ", and " + (byService ? "now" : "here") + " it is "
                        + ours
                        + ". This is a fault of the machine: please report it with the bundle",
                List.of());
    }
}
