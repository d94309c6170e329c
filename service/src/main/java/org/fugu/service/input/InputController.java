package org.fugu.service.input;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.net.URI;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.service.account.Account;
import org.fugu.service.body.MaxBody;
import org.fugu.service.bundle.UploadFolder;
import org.fugu.service.problem.Refusal;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// Uploading what runs are to read, and reading it again.
@RestController
@RequestMapping("/api/v1/inputs")
@Tag(name = "inputs")
class InputController {
    private final Inputs inputs;
    private final InputUploads uploads;
    private final UploadFolder folder;

    InputController(Inputs inputs, InputUploads uploads, UploadFolder folder) {
        this.inputs = inputs;
        this.uploads = uploads;
        this.folder = folder;
    }

    @Operation(
            summary = "Uploads bytes that runs can read",
            description =
                    "A submission names them by their SHA-256, as `stdinDigest` or in `inputs`. They stay with the"
                            + " runs that read them, and for a day without one.")
    @ApiResponse(responseCode = "201", description = "Stored; Location names it")
    @ApiResponse(responseCode = "200", description = "You had it already")
    @ApiResponse(responseCode = "409", description = "What you keep takes all that it may")
    @ApiResponse(responseCode = "429", description = "Too many of your uploads are under way")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @MaxBody(value = InputContents.MOST_BYTES, code = "input-too-large")
    @PutMapping(path = "/{digest}", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<UploadedInput> putInput(
            @PathVariable String digest,
            @RequestBody InputStreamResource bytes,
            @AuthenticationPrincipal Account account)
            throws IOException {
        try (var received = folder.receive(bytes.getInputStream())) {
            return answer(uploads.store(account.id(), digest, received.archive()));
        }
    }

    @Operation(
            summary = "Uploads bytes that runs can read, whose SHA-256 is not known",
            description = "The answer names it; the same as PUT otherwise.")
    @ApiResponse(responseCode = "201", description = "Stored; Location names it")
    @ApiResponse(responseCode = "200", description = "You had it already")
    @ApiResponse(responseCode = "409", description = "What you keep takes all that it may")
    @ApiResponse(responseCode = "429", description = "Too many of your uploads are under way")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @MaxBody(value = InputContents.MOST_BYTES, code = "input-too-large")
    @PostMapping(consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<UploadedInput> uploadInput(
            @RequestBody InputStreamResource bytes, @AuthenticationPrincipal Account account) throws IOException {
        try (var received = folder.receive(bytes.getInputStream())) {
            return answer(uploads.store(account.id(), null, received.archive()));
        }
    }

    private static ResponseEntity<UploadedInput> answer(InputUploads.Stored stored) {
        if (!stored.isNew()) return ResponseEntity.ok(stored.input());
        var place = URI.create("/api/v1/inputs/" + stored.input().digest());
        return ResponseEntity.created(place).body(stored.input());
    }

    @Operation(summary = "Whether you have uploaded it")
    @ApiResponse(responseCode = "200", description = "You have")
    @RequestMapping(path = "/{digest}", method = RequestMethod.HEAD)
    ResponseEntity<Void> hasInput(@PathVariable String digest, @AuthenticationPrincipal Account account) {
        var _ = inputs.bytes(account.id(), digest).orElseThrow(() -> Refusal.notFound("input"));
        return ResponseEntity.ok().build();
    }

    @InputBytes.Answered
    @GetMapping("/{digest}")
    ResponseEntity<byte[]> getInput(@PathVariable String digest, @AuthenticationPrincipal Account account) {
        return InputBytes.answer(digest, inputs.contents(account.id(), digest));
    }
}
