package org.fugu.cli.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.service.RemoteRuns;
import org.fugu.cli.service.ServiceAccess;
import org.fugu.cli.service.ServiceClient;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The whole product in one command.
@Command(
        name = "demo",
        header = "Start the service and run an example on it.",
        description = {
            "",
            "Starts the service with its embedded database in the folder .fugu, signs in, uploads the",
            "ping-pong bundle, leases two nodes of the machine 'fugu', submits a run, and shows what",
            "came of it. Then a second user, 'guest', joins: two jobs share one machine in a co-run.",
            "Then it stays up for the dashboard, until Ctrl-C. A service that ends by itself",
            "ends the demo; ./fugu serve starts it again.",
            "",
            "The environment may say:",
            "  FUGU_PORT              port; without it 8080, or a free one if that is taken",
            "  FUGU_BIND              address to listen on, 127.0.0.1",
            "  FUGU_DATA              another folder than .fugu",
            "  FUGU_ADMIN_PASSWORD    the first time only; without it one is made and kept in the folder",
            "What else the service reads (./fugu serve --help), it reads here too, except FUGU_ROLE.",
            "",
        },
        footer = {"", "Examples:", "  ./fugu demo", "  ./fugu demo --once --json"})
public final class DemoCommand implements Callable<Integer> {
    private static final String NAME = "admin";
    private static final String ROUND_TRIP = "round_trip_cycles";

    private final Terminal terminal;

    @Option(names = "--once", description = "Stop everything after the run.")
    private boolean once;

    @Mixin
    private JsonOption json = new JsonOption();

    public DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var root = Path.of(terminal.variable("FUGU_ROOT", "."));
        var data = terminal.variable("FUGU_DATA");
        try (var folder = open(data != null ? Path.of(data) : root.resolve(".fugu"))) {
            return folder.isOurs() ? onOwnService(root, folder) : onOtherService(root, folder);
        }
    }

    private static DemoFolder open(Path folder) {
        try {
            return DemoFolder.open(folder);
        } catch (IOException e) {
            throw CommandFailure.usage("the demo cannot keep its data in " + folder + ": " + NamedFile.reason(e)
                    + "; name another folder with FUGU_DATA");
        }
    }

    private int onOwnService(Path root, DemoFolder folder) throws IOException, InterruptedException {
        var address = ServiceAddress.of(terminal);
        var password = folder.password(terminal.variable("FUGU_ADMIN_PASSWORD"));
        var environment = Map.of(
                "FUGU_DATA",
                folder.path().toAbsolutePath().toString(),
                "FUGU_ADMIN_PASSWORD",
                password,
                "FUGU_ROLE",
                "all");
        var process = ServiceProcess.start(serviceJar(), address, folder.log(), environment);
        // Ctrl-C ends this process from outside: the service must not outlive it.
        var ending = new Thread(process::close, "stop the service");
        Runtime.getRuntime().addShutdownHook(ending);
        try (process;
                var service = new ServiceClient(new ServiceAccess(process.url(), null))) {
            say("starting the service on " + process.url() + " (log: " + folder.log() + ")");
            try (var progress = new Progress(terminal, "starting")) {
                process.awaitHealthy(service, progress);
            }
            folder.announce(process.url());
            int code = example(root, service, password);
            if (!once) stayUp(process, folder, password);
            return code;
        } finally {
            stopHook(ending);
        }
    }

    private static void stopHook(Thread ending) {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            // The process is already ending: the hook is at work.
            return;
        }
    }

    private Path serviceJar() {
        var jar = terminal.variable("FUGU_SERVICE_JAR");
        if (jar != null && Files.exists(Path.of(jar))) return Path.of(jar);
        throw CommandFailure.usage("the service is not built; start the demo with the script ./fugu");
    }

    /// The data folder has one service at a time, and a demo that is up can be used.
    private int onOtherService(Path root, DemoFolder folder) throws IOException {
        var url = folder.otherService();
        if (url == null) {
            throw CommandFailure.usage("another demo is just starting with the folder " + folder.path()
                    + "; wait until it is up, or end it with Ctrl-C");
        }
        say("another demo is up at " + url + "; using its service");
        try (var service = new ServiceClient(new ServiceAccess(url, null))) {
            if (!service.isHealthy()) {
                throw CommandFailure.unreachable("another demo holds the folder " + folder.path()
                        + ", but no service answers at " + url + "; end that demo with Ctrl-C");
            }
            var password = folder.password(null);
            int code = example(root, service, password);
            if (!once) invite(url, folder, password);
            return code;
        }
    }

    private int example(Path root, ServiceClient service, String password) throws IOException {
        service.signIn(NAME, password);
        var runs = new RemoteRuns(service, terminal);
        var bundle = BundleSource.load(root.resolve("guest/prebuilt/pingpong.zip"));
        runs.upload(bundle);
        var partition = lease(service);
        try {
            var request = Map.of("bundle", bundle.identity(), "partition", partition);
            var id = runs.submit(request).path("id").asString("");
            say("submitted " + id + " on " + partition);
            var run = runs.await(id);
            print(service.base(), runs, run);
            new DemoCompany(terminal, root.resolve("guest/prebuilt"), this::say).meet(service, password);
            return RemoteRuns.exitCode(run).number();
        } finally {
            release(service, partition);
        }
    }

    /// A lease that stays ends by itself: no reason to fail.
    private void release(ServiceClient service, String partition) {
        try {
            service.delete("/api/v1/partitions/" + partition);
        } catch (CommandFailure e) {
            say("the partition was not released: " + e.getMessage());
        }
    }

    private static String lease(ServiceClient service) {
        var wanted = new LinkedHashMap<String, Object>();
        wanted.put("machine", "fugu");
        wanted.put("columns", 2);
        wanted.put("rows", 1);
        wanted.put("minutes", 10);
        return service.post("/api/v1/partitions", wanted, Map.of()).path("id").asString("");
    }

    private void print(URI base, RemoteRuns runs, JsonNode run) {
        var id = run.path("id").asString("");
        var console = runs.console(id);
        var dashboard = base + "/runs/" + id;
        if (json.on) {
            var document = RemoteRuns.json(run, console);
            document.put("dashboardUrl", dashboard);
            document.put("roundTripCycles", roundTripCycles(run));
            document.put("roundTripMicros", roundTripMicros(run));
            terminal.out().println(Json.pretty(document));
        } else {
            runs.print(run, console);
            printRoundTrip(run);
            new ReportText(terminal.out()).row("dashboard", dashboard);
        }
        terminal.out().flush();
    }

    private void printRoundTrip(JsonNode run) {
        var cycles = roundTripCycles(run);
        if (cycles == null) return;
        new ReportText(terminal.out())
                .row(
                        "round trip",
                        ReportText.cycles(cycles, run.path("clockMegahertz").asDouble(1)));
    }

    private static @Nullable Long roundTripCycles(JsonNode run) {
        var cycles = run.path("metrics").path(ROUND_TRIP);
        var unit = run.path("metricUnits").path(ROUND_TRIP).asString("");
        return cycles.isNumber() && unit.equals("cycles") ? cycles.asLong() : null;
    }

    private static @Nullable Double roundTripMicros(JsonNode run) {
        var cycles = roundTripCycles(run);
        return cycles == null ? null : cycles / run.path("clockMegahertz").asDouble(1);
    }

    private void stayUp(ServiceProcess process, DemoFolder folder, String password) throws InterruptedException {
        invite(process.url(), folder, password);
        say("Ctrl-C stops the service; its data stay in " + folder.path());
        process.await();
    }

    private void invite(URI url, DemoFolder folder, String password) {
        say("");
        say("The dashboard:  " + url);
        say("Sign in as      " + NAME + ", or as " + DemoCompany.GUEST + ", who shared a machine with it,");
        say("with password   " + password + "   (kept in " + folder.passwordFile() + ")");
    }

    private void say(String line) {
        terminal.err().println(line);
        terminal.err().flush();
    }
}
