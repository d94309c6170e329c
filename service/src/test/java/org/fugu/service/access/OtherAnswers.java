package org.fugu.service.access;

import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.input.InputUploads;
import org.fugu.service.measurement.MeasuredProject;

/// Examples of what is answered where something is there already, or no place is free: successes that have another
/// status than what the table of endpoints asks for.
final class OtherAnswers {
    private static final String FILE = "application/octet-stream";

    private final RunningService service;
    private final MeasuredProject project;
    private final RecordedExamples examples;
    private final Caller user;

    OtherAnswers(RunningService service, MeasuredProject project, RecordedExamples examples) {
        this.service = service;
        this.project = project;
        this.examples = examples;
        this.user = service.newUser();
    }

    void record() throws Exception {
        uploads();
        submissions();
        library();
        measurement();
        waitingLease();
    }

    private void add(String endpoint, String request, int status, Caller.Answer answer) {
        examples.add(endpoint, request, answer.requireStatus(status));
    }

    private void uploads() {
        var hello = RunningService.prebuilt("hello.zip");
        var other = service.newUser();
        var bundle = "/api/v1/bundles/" + user.uploaded(hello);
        add("PUT /api/v1/bundles/{digest}", "", 201, other.send("PUT", bundle, hello, "Content-Type", FILE));
        add("POST /api/v1/bundles", "", 200, user.upload(hello));

        var words = Belongings.words();
        var input = "/api/v1/inputs/" + InputUploads.sha256(words);
        user.send("POST", "/api/v1/inputs", words, "Content-Type", FILE).requireStatus(201);
        add("POST /api/v1/inputs", "", 200, user.send("POST", "/api/v1/inputs", words, "Content-Type", FILE));
        add("PUT /api/v1/inputs/{digest}", "", 200, user.send("PUT", input, words, "Content-Type", FILE));
    }

    /// At a service of their own: the others want runs that run.
    private void submissions() {
        try (var answering = RunningService.start("--fugu.runs.answers-from-cache=true")) {
            submissions(answering.newUser(), answering.newUser());
        }
    }

    private void submissions(Caller user, Caller other) {
        var hello = RunningService.prebuilt("hello.zip");
        var run = "{\"bundle\":\"" + user.uploaded(hello) + "\"}";
        var id = user.submitted(run);
        user.awaitEnd(id);
        add("POST /api/v1/runs", run, 200, user.post("/api/v1/runs", run));
        add("POST /api/v1/runs/upload", run, 200, user.uploadAndSubmit(hello, run));

        var file = user.get("/api/v1/runs/" + id + "/export").bytes();
        var where = "/api/v1/runs/import";
        other.send("POST", where, file, "Content-Type", FILE).requireStatus(201);
        add("POST " + where, "", 200, other.send("POST", where, file, "Content-Type", FILE));
    }

    private void library() throws Exception {
        var has = new Belongings(service, project, "nobody", service.admin().withKey());
        var body = "{\"bundle\":\"" + has.get("libosBundle") + "\",\"visibility\":\"private\"}";
        project.owner.post("/api/v1/libraries", body).requireStatus(201);
        add("POST /api/v1/libraries", body, 200, project.owner.post("/api/v1/libraries", body));
    }

    private void measurement() throws Exception {
        var bundle = project.owner.uploaded(MeasuredProject.pingpong(617));
        project.ended(project.measure(bundle).json().path("id").asString());
        var again = MeasuredProject.body(bundle, MeasuredProject.commit(), "topic");
        add("POST /api/v1/projects/{id}/measurements", again, 200, project.owner.post(project.measurements(), again));
    }

    private void waitingLease() {
        service.admin()
                .withKey()
                .post("/api/v1/machines", "{\"name\":\"lab\",\"preset\":\"fugu\",\"columns\":2,\"rows\":1}")
                .requireStatus(201);
        var lease = "{\"machine\":\"lab\",\"columns\":2,\"rows\":1,\"minutes\":60%s}";
        user.post("/api/v1/partitions", lease.formatted("")).requireStatus(201);
        var waits = lease.formatted(",\"wait\":true");
        add("POST /api/v1/partitions", waits, 202, user.post("/api/v1/partitions", waits));
    }
}
