package org.fugu.cli.verify;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleRejectedException;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.run.LocalRun;
import org.fugu.cli.service.ServiceClient;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.WireForms;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Runs a run of the service again, in this process, and compares: nobody has to believe the service.
@Command(
        name = "verify",
        header = "Run a finished run of the service again, here or there, and compare the digests.",
        description = {
            "",
            "Fetches what the run was carried out from: its request, its bundle, a library OS of yours, and",
            "the disk that it began with. Nothing is submitted. With --by-service the service does it, and",
            "digests that differ are an incident there.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu verify run_…",
            "  ./fugu verify run_… --threads 2 --json",
            "  ./fugu verify run_… --by-service",
            "",
            "Exit codes: 0 both digests are the same; 6 they differ; 2 the run cannot be verified here: it has",
            "no result, is a part of a co-run, is of another version of the machine, or something that it",
            "needs is gone; 8 the service came to no result.",
        })
public final class VerifyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's identifier.")
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
        try (var service = ServiceClient.signedIn(terminal)) {
            var known = service.get(path(run));
            requireVerifiable(known);
            if (byService) return tell(known.path("digest").asString(""), digestThere(service));
            var plan = plan(service, known);
            requireSameMachine(known, plan);
            var report = LocalRun.of(plan, terminal, run).report();
            return tell(known.path("digest").asString(""), report.digest());
        }
    }

    /// Waits until a worker of the service has run it.
    private String digestThere(ServiceClient service) {
        if (threads.wanted != 1) throw CommandFailure.usage("--threads is for a run here, and not --by-service");
        var asked = ask(service);
        var path = path(run) + "/verifications/" + asked.path("id").asString("");
        var seen = asked;
        while (List.of("queued", "running").contains(seen.path("state").asString(""))) {
            seen = service.get(path, Map.of("Prefer", "wait=30"));
        }
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
        var bundles = new JobBundles(bundle(service, inputs.bundle(), "its bundle"), library, disk(service, known));
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

    private static CommandFailure gone(String what) {
        return CommandFailure.usage("the run cannot be verified here: " + what);
    }

    private static void requireSameMachine(JsonNode known, RunPlan plan) {
        var theirs = known.path("machineVersion").asString("");
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
