package org.fugu.service.run;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.fugu.service.account.Account;
import org.fugu.service.input.InputBytes;
import org.fugu.service.problem.Refusal;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a run reads, for all who see the run.
@RestController
@RequestMapping("/api/v1/runs/{id}/inputs")
@Tag(name = "runs")
class RunInputController {
    private final RunRows rows;
    private final RunInputContents contents;

    RunInputController(RunRows rows, RunInputContents contents) {
        this.rows = rows;
        this.contents = contents;
    }

    @Operation(
            summary = "The bytes of something that the run reads",
            description = "By their SHA-256, as in `inputs` of the run. Who sees the run has them, as its console.")
    @InputBytes.Answered
    @GetMapping("/{digest}")
    ResponseEntity<byte[]> getRunInput(
            @PathVariable String id, @PathVariable String digest, @AuthenticationPrincipal Account account) {
        var run = rows.find(account.id(), id)
                .orElseThrow(() -> Refusal.notFound("run"))
                .run();
        return InputBytes.answer(digest, contents.find(run, digest));
    }
}
