package org.fugu.service.bundle;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleBounds;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.body.MaxBody;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// Uploading bundles and looking at them.
@RestController
@RequestMapping("/api/v1/bundles")
@Tag(name = "bundles")
class BundleController {
    private static final String ZIP = "application/zip";

    private final Bundles bundles;
    private final BundleReader reader;
    private final UploadFolder folder;
    private final BundleRemoval removal;
    private final AuditLog audit;

    BundleController(Bundles bundles, BundleReader reader, UploadFolder folder, BundleRemoval removal, AuditLog audit) {
        this.bundles = bundles;
        this.reader = reader;
        this.folder = folder;
        this.removal = removal;
        this.audit = audit;
    }

    @ApiResponse(responseCode = "201", description = "Stored; Location names it")
    @ApiResponse(responseCode = "200", description = "You had it already")
    @ApiResponse(responseCode = "409", description = "Your bundles take all that they may")
    @ApiResponse(responseCode = "429", description = "Too many of your uploads are under way")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<UploadedBundle> uploadBundle(
            @RequestPart("file") MultipartFile file, @AuthenticationPrincipal Account account) {
        return reader.read(account, file.getResource(), bundle -> store(bundle, account));
    }

    @ApiResponse(responseCode = "201", description = "Stored; Location names it")
    @ApiResponse(responseCode = "200", description = "You had it already")
    @ApiResponse(responseCode = "409", description = "Your bundles take all that they may")
    @ApiResponse(responseCode = "429", description = "Too many of your uploads are under way")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @MaxBody(value = BundleBounds.MAX_ARCHIVE_BYTES, code = "bundle-too-large")
    @PutMapping(path = "/{digest}", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<UploadedBundle> putBundle(
            @PathVariable String digest,
            @RequestBody InputStreamResource archive,
            @AuthenticationPrincipal Account account)
            throws IOException {
        try (var received = folder.receive(archive.getInputStream())) {
            return reader.read(account, received.archive(), bundle -> {
                BundleReader.requireIdentity(bundle, digest);
                return store(bundle, account);
            });
        }
    }

    private ResponseEntity<UploadedBundle> store(Bundle bundle, Account account) {
        var stored = bundles.store(account.id(), bundle);
        if (!stored.isNew()) return ResponseEntity.ok(stored.bundle());
        audit.record(
                Act.BUNDLE_UPLOADED,
                account.id(),
                bundle.identity(),
                stored.bundle().name());
        return ResponseEntity.created(URI.create("/api/v1/bundles/" + bundle.identity()))
                .body(stored.bundle());
    }

    @GetMapping
    ResponseEntity<Page<UploadedBundle>> listBundles(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(bundles.list(account.id(), paging), Bundles.Row::number, Bundles.Row::bundle);
    }

    @GetMapping("/{digest}")
    UploadedBundle getBundle(@PathVariable String digest, @AuthenticationPrincipal Account account) {
        return bundles.find(account.id(), digest).orElseThrow(() -> Refusal.notFound("bundle"));
    }

    @Operation(summary = "Whether the bundle is there, without its description")
    @ApiResponse(responseCode = "200", description = "It is there")
    @RequestMapping(path = "/{digest}", method = RequestMethod.HEAD)
    ResponseEntity<Void> hasBundle(@PathVariable String digest, @AuthenticationPrincipal Account account) {
        getBundle(digest, account);
        return ResponseEntity.ok().build();
    }

    @ApiResponse(
            responseCode = "200",
            description = "The archive in its canonical form",
            headers = @Header(name = "Content-Disposition", schema = @Schema(type = "string")),
            content = @Content(mediaType = ZIP))
    // Answers whatever is accepted: clients that prefer JSON name the type of refusals alone.
    @GetMapping("/{digest}/archive")
    void getArchive(@PathVariable String digest, @AuthenticationPrincipal Account account, HttpServletResponse response)
            throws IOException {
        var bytes = bundles.archiveBytes(account.id(), digest).orElseThrow(() -> Refusal.notFound("bundle"));
        response.setContentType(ZIP);
        response.setContentLength(bytes);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + digest + ".zip\"");
        bundles.writeArchive(digest, response.getOutputStream());
    }

    @Operation(
            summary = "Deletes your bundle",
            description = "One that your runs need answers 409 and names some; with `cascade` those are deleted too,"
                    + " unless one is under way. One that is published as a library OS stays (409, which names it). It can"
                    + " be uploaded again; deleted runs do not come back.")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "409", description = "Runs need it, or it is published")
    @DeleteMapping("/{digest}")
    ResponseEntity<Void> deleteBundle(
            @PathVariable String digest,
            @RequestParam(defaultValue = "false") boolean cascade,
            @AuthenticationPrincipal Account account) {
        removal.remove(account, digest, cascade);
        return ResponseEntity.noContent().build();
    }
}
