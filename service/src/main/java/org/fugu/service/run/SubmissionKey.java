package org.fugu.service.run;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The header `Idempotency-Key` of a submission.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@Parameter(
        description = "The same key and body name the same run",
        schema = @Schema(minLength = 1, maxLength = IdempotencyKeys.LONGEST))
@interface SubmissionKey {}
