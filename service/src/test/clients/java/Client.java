import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.TreeMap;
import org.fugu.client.ApiClient;
import org.fugu.client.ApiException;
import org.fugu.client.api.BundlesApi;
import org.fugu.client.api.RunsApi;
import org.fugu.client.model.NewRun;

/// Uploads, submits, waits, reads and downloads with the client generated from the document.
final class Client {
    private Client() {}

    public static void main(String[] arguments) throws Exception {
        var archive = Path.of(arguments[2]);
        var digest = arguments[3];
        var client = new ApiClient();
        client.setBasePath(arguments[0]);
        client.setBearerToken(arguments[1]);
        var bundles = new BundlesApi(client);
        var runs = new RunsApi(client);

        require(status(() -> bundles.getBundle(digest, null)) == 404, "the bundle is there before it was uploaded");
        require(bundles.putBundle(digest, archive.toFile()).getDigest().equals(digest), "the upload was not taken");
        require(bundles.uploadBundle(archive.toFile()).getDigest().equals(digest), "the form was not taken");

        var run = runs.submitRun(new NewRun().bundle(digest), "java", "wait=1");
        for (long deadline = System.nanoTime() + 120_000_000_000L;
                run.getFinishedAt() == null && System.nanoTime() < deadline; ) {
            Thread.sleep(200);
            run = runs.getRun(run.getId(), null);
        }
        run = runs.getRun(run.getId(), null);
        // State, outcome, exit code, bundle, program, machine, mesh, nodes, fidelity, partition, run-set, co-run,
        // commit, branch, from, until, search, limit, cursor, labels, arguments and the tag of an earlier answer.
        var listed = runs.listRuns(
                        "finished", null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                        null, null, 1, null, null, null, null)
                .getItems()
                .getFirst();
        require(listed.getId().equals(run.getId()), "the list does not begin with the run");
        require(listed.getLatencies() == null, "a list has latencies");
        require(status(() -> runs.getRun("run_" + "0".repeat(20), null)) == 404, "a run that nobody submitted");

        var latencies = new TreeMap<String, Long>();
        run.getLatencies().forEach((name, latency) -> latencies.put(name, latency.getCount()));
        var seen = new LinkedHashMap<String, Object>();
        seen.put("run", run.getId());
        seen.put("state", run.getState());
        seen.put("outcome", run.getOutcome());
        seen.put("exitCode", run.getExitCode());
        seen.put("cycles", run.getCycles());
        seen.put("latencies", latencies);
        seen.put("console", runs.getConsole(run.getId()).getNodes());
        var download = Files.readAllBytes(bundles.getArchive(digest).toPath());
        seen.put("archive", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(download)));
        System.out.println(new ObjectMapper().writeValueAsString(seen));
    }

    private interface Call {
        void make() throws ApiException;
    }

    private static int status(Call call) {
        try {
            call.make();
            return 200;
        } catch (ApiException refused) {
            return refused.getCode();
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) throw new IllegalStateException(otherwise);
    }
}
