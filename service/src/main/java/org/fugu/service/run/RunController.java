package org.fugu.service.run;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.body.MaxBody;
import org.fugu.service.bundle.BundleReader;
import org.fugu.service.disk.Disks;
import org.fugu.service.disk.RunDisk;
import org.fugu.service.document.AnyObject;
import org.fugu.service.document.ConditionalGet;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.listing.TimeParameter;
import org.fugu.service.packing.Packing;
import org.fugu.service.problem.Refusal;
import org.fugu.service.signal.WaitForEnd;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartFile;

/// Submitting runs, watching them, reading what came of them.
@RestController
@RequestMapping("/api/v1/runs")
@Tag(name = "runs")
class RunController {
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final String TEXT = "text/plain;charset=UTF-8";

    private final Submissions submissions;
    private final BundleReader reader;
    private final Runs runs;
    private final RunRemoval removal;
    private final RunRows rows;
    private final RunLabels labels;
    private final RunOrders orders;
    private final PartRequests parts;
    private final RunResults results;
    private final RunTraces traces;
    private final Disks disks;
    private final EventStream stream;
    private final WaitForEnd waiting;
    private final ConsoleWriter console;
    private final AuditLog audit;

    RunController(
            Submissions submissions,
            BundleReader reader,
            Runs runs,
            RunRemoval removal,
            RunRows rows,
            RunLabels labels,
            RunOrders orders,
            PartRequests parts,
            RunResults results,
            RunTraces traces,
            Disks disks,
            EventStream stream,
            WaitForEnd waiting,
            ConsoleWriter console,
            AuditLog audit) {
        this.submissions = submissions;
        this.reader = reader;
        this.runs = runs;
        this.removal = removal;
        this.rows = rows;
        this.labels = labels;
        this.orders = orders;
        this.parts = parts;
        this.results = results;
        this.traces = traces;
        this.disks = disks;
        this.stream = stream;
        this.waiting = waiting;
        this.console = console;
        this.audit = audit;
    }

    @Operation(
            summary = "Submits a run",
            description = "With `Prefer: wait=N`, N up to 60, answers 200 if the run ends within N seconds.")
    @SubmissionAnswers
    @MaxBody(NewRun.MAX_BYTES)
    @PostMapping
    ResponseEntity<Run> submitRun(
            @Valid @RequestBody NewRun wanted,
            @SubmissionKey @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @PreferredWait @RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
            @AuthenticationPrincipal Account account) {
        return accepted(account, submissions.submit(account, wanted, key), prefer);
    }

    @Operation(
            summary = "Uploads a bundle and submits a run of it",
            description = "Both or neither: when the run is refused, the bundle is not kept.")
    @SubmissionAnswers
    @MaxBody(NewRun.MAX_BYTES)
    @PostMapping(path = "/upload", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<Run> uploadAndSubmitRun(
            @Valid @RequestPart("run") NewRun wanted,
            @RequestPart("file") MultipartFile file,
            @SubmissionKey @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @PreferredWait @RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
            @AuthenticationPrincipal Account account) {
        var id = reader.read(account, file.getResource(), bundle -> {
            BundleReader.requireIdentity(bundle, wanted.bundle());
            return submissions.submit(account, wanted, key, bundle);
        });
        return accepted(account, id, prefer);
    }

    private ResponseEntity<Run> accepted(Account account, String id, @Nullable String prefer) {
        var run = prefer == null ? whatWasAccepted(account, id) : ended(account, id, prefer);
        var answer = (prefer != null || run.from() != null) && run.state().hasEnded()
                ? ResponseEntity.ok()
                : ResponseEntity.accepted().header("Retry-After", "1");
        return answer.location(URI.create("/api/v1/runs/" + id)).body(run);
    }

    /// Without its place, which takes as long to find as the rest. One that was answered from cache is whole.
    private Run whatWasAccepted(Account account, String id) {
        var run = rows.findBriefly(account.id(), id)
                .orElseThrow(() -> Refusal.notFound("run"))
                .run();
        return run.state().hasEnded() ? row(account, id).run() : run;
    }

    private Run ended(Account account, String id, String prefer) {
        return waiting.until(
                id,
                prefer,
                LONGEST_WAIT_SECONDS,
                () -> row(account, id).run(),
                seen -> seen.state().hasEnded());
    }

    @Operation(
            summary = "Your runs, newest first",
            description = "Those for which all holds that is asked for. `label` is a key, or `key=value`, and can be"
                    + " given several times.")
    @Parameter(
            name = "label",
            in = ParameterIn.QUERY,
            description = "A key, or `key=value`",
            array = @ArraySchema(schema = @Schema(type = "string")))
    @Parameter(
            name = "argument",
            in = ParameterIn.QUERY,
            description = "All arguments of the program in their order, each as one; a single empty one for none",
            array = @ArraySchema(schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "200", description = "Runs, newest first")
    @GetMapping
    ResponseEntity<Page<Run>> listRuns(
            @Parameter(schema = @Schema(implementation = RunState.class)) @RequestParam(required = false) @Nullable
                    String state,
            @Parameter(description = "How the guest ended, as in `exited`") @RequestParam(required = false) @Nullable
                    String outcome,
            @RequestParam(required = false) @Nullable Integer exitCode,
            @Parameter(schema = @Schema(pattern = Identifiers.DIGEST_PATTERN)) @RequestParam(required = false) @Nullable
                    String bundle,
            @RequestParam(required = false) @Nullable String program,
            @RequestParam(required = false) @Nullable String machine,
            @Parameter(description = "Columns and rows, as in 2x1") @RequestParam(required = false) @Nullable
                    String mesh,
            @RequestParam(required = false) @Nullable Integer nodes,
            @RequestParam(required = false) @Nullable String fidelity,
            @RequestParam(required = false) @Nullable String partition,
            @RequestParam(required = false) @Nullable String runSet,
            @RequestParam(required = false) @Nullable String coRun,
            @RequestParam(required = false) @Nullable String commit,
            @RequestParam(required = false) @Nullable String branch,
            @Parameter(description = "Submitted then or later, as in 2026-01-31T12:00:00Z")
                    @RequestParam(required = false)
                    @Nullable
                    String from,
            @Parameter(description = "Submitted before") @RequestParam(required = false) @Nullable String until,
            @Parameter(description = "A part of the name of the bundle or the program")
                    @RequestParam(required = false)
                    @Nullable
                    String search,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            @AuthenticationPrincipal Account account) {
        // Read here, since the framework would divide a value at its commas.
        var labels = request.getParameterValues("label");
        var arguments = request.getParameterValues("argument");
        var filter = new RunFilter(
                state,
                outcome,
                exitCode,
                bundle,
                program,
                machine,
                mesh,
                nodes,
                arguments == null ? List.of() : List.of(arguments),
                fidelity,
                partition,
                runSet,
                coRun,
                commit,
                branch,
                labels == null ? List.of() : List.of(labels),
                TimeParameter.read("from", from),
                TimeParameter.read("until", until),
                search);
        var paging = Paging.of(limit, cursor);
        return paging.answer(rows.list(account.id(), filter, paging), RunRows.Row::number, RunRows.Row::run);
    }

    @ConditionalGet
    @ApiResponse(
            responseCode = "200",
            description = "The labels, with an ETag of their own",
            headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{id}/labels")
    ResponseEntity<Labels> getLabels(@PathVariable String id, @AuthenticationPrincipal Account account) {
        return shown(labels.find(account.id(), id).orElseThrow(() -> Refusal.notFound("run")));
    }

    private static ResponseEntity<Labels> shown(Labels labels) {
        return ResponseEntity.ok().eTag(labels.etag()).body(labels);
    }

    @Operation(
            summary = "Gives the run other labels in place of those that it has",
            description = "`If-Match` has the ETag of the labels. Whether the run has ended does not matter.")
    @ApiResponse(responseCode = "200", description = "Changed", headers = @Header(name = "ETag", ref = "ETag"))
    @PutMapping("/{id}/labels")
    ResponseEntity<Labels> changeLabels(
            @PathVariable String id,
            @Valid @RequestBody Labels wanted,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        return shown(labels.change(account.id(), id, match, wanted));
    }

    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The run", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{id}")
    ResponseEntity<Run> getRun(@PathVariable String id, @AuthenticationPrincipal Account account) {
        var row = row(account, id);
        return ResponseEntity.ok().eTag(row.etag()).body(row.run());
    }

    private RunRows.Row row(Account account, String id) {
        return rows.find(account.id(), id).orElseThrow(() -> Refusal.notFound("run"));
    }

    @Operation(
            summary = "What the run was asked for, with every figure of its machine",
            description = "The text from which it is carried out; the same bytes every time. Its form is that of"
                    + " `fugu-run-request`, version 1. For a part of a co-run it is `fugu-co-run-part`: the machine and"
                    + " your own job, of the others program, place and cycles, and the digest of the whole text.")
    @AnyObject
    @GetMapping(path = "/{id}/request", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getRequest(@PathVariable String id, @AuthenticationPrincipal Account account) {
        row(account, id);
        return ResponseEntity.ok(orders.request(id)
                .or(() -> parts.find(id))
                .orElseThrow(() -> Refusal.of(
                        404,
                        "request-not-kept",
                        "this run is older than the keeping of requests, or its co-run has not been started")));
    }

    @Operation(
            summary = "The system calls that the run was refused",
            description = "At most the first 256, all of them counted by error, with what would be allowed. A run that"
                    + " was refused nothing has empty lists.")
    @ApiResponse(responseCode = "200", description = "The refusals")
    @GetMapping("/{id}/refusals")
    RunRefusals getRefusals(@PathVariable String id, @AuthenticationPrincipal Account account) {
        var run = row(account, id).run();
        return results.refusals(id).orElseThrow(() -> notKept(run, "refusals-not-kept", "refusals"));
    }

    @Operation(
            summary = "What the run's system calls did to capabilities",
            description = "How they were made, granted, accepted, revoked and given up: at most the first 32 of each"
                    + " call, all of them counted by call. What another job or rank took away from the run stands with"
                    + " who did it.")
    @ApiResponse(responseCode = "200", description = "The events")
    @GetMapping("/{id}/capabilities")
    RunCapabilities getCapabilities(@PathVariable String id, @AuthenticationPrincipal Account account) {
        var run = row(account, id).run();
        return results.capabilities(id).orElseThrow(() -> notKept(run, "capabilities-not-kept", "capability events"));
    }

    private static Refusal notKept(Run run, String code, String what) {
        return Refusal.of(
                404,
                code,
                run.state() == RunState.FINISHED
                        ? "this run is older than the keeping of " + what + "; it has none"
                        : what + " are told when the run has finished, and this one is "
                                + run.state().wireName());
    }

    @Operation(
            summary = "The run's trace, if one was wanted",
            description = "In the trace-event format, for ui.perfetto.dev: at most 100,000 events. For a part of a"
                    + " co-run what happened on its own nodes; where it shares them, while it had the processor.")
    @ApiResponse(
            responseCode = "200",
            description = "The trace",
            headers =
                    @Header(
                            name = "Content-Disposition",
                            description = "The name of a file to save it in",
                            schema = @Schema(type = "string")),
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema =
                                    @Schema(
                                            type = "object",
                                            additionalProperties = Schema.AdditionalPropertiesValue.TRUE)))
    @GetMapping(path = "/{id}/trace", produces = MediaType.APPLICATION_JSON_VALUE)
    void getTrace(@PathVariable String id, @AuthenticationPrincipal Account account, HttpServletResponse response)
            throws IOException {
        var run = row(account, id).run();
        var packed = traces.packed(id).orElseThrow(() -> noTrace(run));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + id + ".trace.json\"");
        Packing.unpack(packed, response.getOutputStream());
    }

    private static Refusal noTrace(Run run) {
        var why = run.trace() == null
                ? "no trace was wanted of this run; submit it again with one, it will be the same"
                : "a trace is there when the run has finished, and this one is "
                        + run.state().wireName();
        return Refusal.of(404, "trace-not-kept", why);
    }

    @Operation(
            summary = "What the disk of the run's first node held at its end, if that was to be kept",
            description =
                    "The bytes from block 0 on, up to the last one that is not zero. `./fugu run --disk` takes such"
                            + " a file. The ETag is their SHA-256, as in `disk.after` of the run.")
    @ConditionalGet
    @ApiResponse(
            responseCode = "200",
            description = "The contents",
            headers = {
                @Header(name = "ETag", ref = "ETag"),
                @Header(
                        name = "Content-Disposition",
                        description = "The name of a file to save it in",
                        schema = @Schema(type = "string"))
            },
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @GetMapping(path = "/{id}/disk", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    void getDisk(
            @PathVariable String id,
            @AuthenticationPrincipal Account account,
            WebRequest request,
            HttpServletResponse response)
            throws IOException {
        var disk = row(account, id).run().disk();
        if (disk == null || !disk.kept() || disk.after() == null) throw noDisk(disk);
        if (request.checkNotModified("\"" + disk.after() + "\"")) return;
        var packed = disks.packed(disk.after()).orElseThrow(() -> Refusal.notFound("run"));
        response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        if (disk.afterBytes() != null) response.setContentLengthLong(disk.afterBytes());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + id + ".disk\"");
        Packing.unpack(packed, response.getOutputStream());
    }

    private static Refusal noDisk(@Nullable RunDisk disk) {
        if (disk == null) return diskNotKept("the run has no disk");
        if (!disk.keep()) {
            return diskNotKept("the disk was not to be kept; submit the run again with keepDisk, it will be the same");
        }
        return diskNotKept(disk.message() == null ? "the disk is there when the run has finished" : disk.message());
    }

    private static Refusal diskNotKept(String why) {
        return Refusal.of(404, "disk-not-kept", why);
    }

    @ApiResponse(responseCode = "202", description = "It will stop; what has not begun is canceled already")
    @ApiResponse(responseCode = "409", description = "The run has ended")
    @PostMapping("/{id}/cancel")
    ResponseEntity<Run> cancelRun(@PathVariable String id, @AuthenticationPrincipal Account account) {
        if (!runs.cancel(account.id(), id)) throw Refusal.notFound("run");
        audit.record(Act.RUN_CANCELED, account.id(), id, null);
        return ResponseEntity.accepted().body(row(account, id).run());
    }

    @Operation(
            summary = "Deletes a run that has ended, with its result and its console",
            description = "It does not come back; the same submission has the same digests again.")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "409", description = "The run has not ended")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> deleteRun(@PathVariable String id, @AuthenticationPrincipal Account account) {
        removal.remove(account.id(), id);
        audit.record(Act.RUN_DELETED, account.id(), id, null);
        return ResponseEntity.noContent().build();
    }

    @Operation(operationId = "getConsole", summary = "What the nodes wrote, as JSON or as text node by node")
    @ApiResponse(
            responseCode = "200",
            description = "The console",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = RunConsole.class)))
    @GetMapping(path = "/{id}/console", produces = MediaType.APPLICATION_JSON_VALUE)
    void getConsole(@PathVariable String id, @AuthenticationPrincipal Account account, HttpServletResponse response)
            throws IOException {
        row(account, id);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        console.writeJson(id, response.getOutputStream());
    }

    @Operation(operationId = "getConsole", summary = "What the nodes wrote, as JSON or as text node by node")
    @ApiResponse(
            responseCode = "200",
            description = "The console",
            content = @Content(mediaType = TEXT, schema = @Schema(type = "string")))
    @GetMapping(path = "/{id}/console", produces = TEXT)
    void getConsoleText(@PathVariable String id, @AuthenticationPrincipal Account account, HttpServletResponse response)
            throws IOException {
        row(account, id);
        response.setContentType(TEXT);
        console.writeText(id, response.getOutputStream());
    }

    @Operation(
            summary = "The run's events as they come",
            description = "`state`, `progress`, `console`, `metric` and `end`; `id` is a durable number, and"
                    + " `Last-Event-ID` goes on after it. A stream that was read to its end answers 204.")
    @ApiResponse(
            responseCode = "200",
            description = "Server-sent events",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "204", description = "There is nothing after that event, nor will be")
    @ApiResponse(responseCode = "429", description = "Too many of your streams are open")
    @GetMapping(path = "/{id}/events")
    void streamEvents(
            @PathVariable String id,
            @Parameter(
                            description = "The last event that you have",
                            schema = @Schema(type = "integer", format = "int64", minimum = "0"))
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    Long lastEventId,
            @AuthenticationPrincipal Account account,
            HttpServletResponse response)
            throws IOException {
        if (lastEventId != null && lastEventId < 0) {
            throw Refusal.of(400, "bad-parameter", "Last-Event-ID is " + lastEventId + ", but must be 0 or more");
        }
        var row = row(account, id);
        // A number that this run has not come to is another's: what comes from now on is new to whoever names it.
        var last = lastEventId == null ? 0 : Math.min(lastEventId, row.lastEvent());
        if (row.run().state().hasEnded() && last == row.lastEvent()) {
            // An EventSource comes back after every end, until it is told that there is no more.
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        stream.send(account.id(), row.run(), last, response);
    }
}
