package org.fugu.service.account;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.fugu.service.problem.Refusal;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The key that a request comes with, so that a pipeline needs to be told nothing else.
@RestController
@RequestMapping("/api/v1/key")
@Tag(name = "keys")
class CallingKeyController {
    private final RunKeys keys;

    CallingKeyController(RunKeys keys) {
        this.keys = keys;
    }

    @Operation(summary = "The API key of this request, and the project it is for")
    @ApiResponse(responseCode = "200", description = "The key")
    @ApiResponse(responseCode = "404", description = "The request came without a key, in a session")
    @GetMapping
    KeyDetail getCallingKey(@AuthenticationPrincipal Account account) {
        var key = account.key();
        if (key == null) throw Refusal.notFound("key");
        return keys.detail(key).orElseThrow(() -> Refusal.notFound("key"));
    }
}
