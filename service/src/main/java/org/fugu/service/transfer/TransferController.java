package org.fugu.service.transfer;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.fugu.experiment.runfile.RunFile;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.body.MaxBody;
import org.fugu.service.bundle.UploadFolder;
import org.fugu.service.run.ExportedRuns;
import org.fugu.service.run.ImportedRuns;
import org.fugu.service.run.Run;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Gives runs away as files, and takes such files in.
@RestController
@RequestMapping("/api/v1/runs")
@Tag(name = "runs")
class TransferController {
    private static final String ZIP = "application/zip";

    private final ExportedRuns exports;
    private final ImportedRuns runs;
    private final Imports imports;
    private final RunFileReader reader;
    private final UploadFolder folder;
    private final AuditLog audit;

    TransferController(
            ExportedRuns exports,
            ImportedRuns runs,
            Imports imports,
            RunFileReader reader,
            UploadFolder folder,
            AuditLog audit) {
        this.exports = exports;
        this.runs = runs;
        this.imports = imports;
        this.reader = reader;
        this.folder = folder;
        this.audit = audit;
    }

    @Operation(
            summary = "The run as one file",
            description = "With its request, its bundle, what else it is carried out from, and its result: another"
                    + " installation, or `./fugu verify` on any computer, can carry it out again and compare. The same run"
                    + " is the same bytes. Nobody's name is in it.")
    @ApiResponse(
            responseCode = "200",
            description = "The file",
            headers = @Header(name = "Content-Disposition", schema = @Schema(type = "string")),
            content = @Content(mediaType = ZIP))
    @ApiResponse(
            responseCode = "409",
            description = "The run has no result, is a part of a co-run, came in a file and is not verified, or is on a"
                    + " library OS that is not yours to give away")
    @GetMapping("/{id}/export")
    void exportRun(@PathVariable String id, @AuthenticationPrincipal Account account, HttpServletResponse response)
            throws IOException {
        var export = exports.of(account.id(), id);
        audit.record(Act.RUN_EXPORTED, account.id(), id, null);
        response.setContentType(ZIP);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + id + ".fugu-run\"");
        export.write(response.getOutputStream());
    }

    @Operation(
            summary = "Takes in a run that came in a file",
            description = "It is a run of yours then, which counts for your quotas. Its result is what the file claims,"
                    + " until it is verified; with `verify` that begins at once, or nothing is stored.")
    @ApiResponse(
            responseCode = "201",
            description = "Stored; Location names it",
            headers = @Header(name = "Location", ref = "Location"))
    @ApiResponse(
            responseCode = "200",
            description = "You had it already",
            headers = @Header(name = "Location", ref = "Location"))
    @ApiResponse(
            responseCode = "409",
            description = "A quota of yours has no room for it, or it is to be verified and of another version of the"
                    + " machine")
    @ApiResponse(responseCode = "422", description = "It is no file of a run, or not as it was made")
    @ApiResponse(responseCode = "429", description = "Too many of your uploads are under way")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @MaxBody(value = RunFile.MAX_BYTES, code = "run-file-too-large")
    @PostMapping(path = "/import", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Run> importRun(
            @RequestBody InputStreamResource file,
            @RequestParam(defaultValue = "false") boolean verify,
            @AuthenticationPrincipal Account account)
            throws IOException {
        try (var received = folder.receive(file.getInputStream())) {
            var accepted = reader.read(
                    account, received.file(), received.bytes(), checked -> imports.accept(account, checked, verify));
            return ResponseEntity.status(accepted.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                    .location(URI.create("/api/v1/runs/" + accepted.id()))
                    .body(runs.find(account.id(), accepted.id()));
        }
    }
}
