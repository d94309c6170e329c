package org.fugu.service.input;

import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.fugu.service.problem.Refusal;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/// The answer of operations that give the bytes of an input.
public final class InputBytes {
    private InputBytes() {}

    /// What the document says of it.
    @ApiResponse(
            responseCode = "200",
            description = "The bytes",
            headers = @Header(name = "Content-Disposition", schema = @Schema(type = "string")),
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    public @interface Answered {}

    /// @throws Refusal `not-found` when there are none
    public static ResponseEntity<byte[]> answer(String digest, Optional<byte[]> found) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header("Content-Disposition", "attachment; filename=\"" + digest + "\"")
                .body(found.orElseThrow(() -> Refusal.notFound("input")));
    }
}
