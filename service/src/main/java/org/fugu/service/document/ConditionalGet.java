package org.fugu.service.document;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An endpoint whose answer has an ETag, and that is asked with `If-None-Match` whether it changed.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Parameter(
        in = ParameterIn.HEADER,
        name = "If-None-Match",
        description = "The ETag of an earlier answer",
        schema = @Schema(type = "string"))
@ApiResponse(responseCode = "304", description = "It is as it was", headers = @Header(name = "ETag", ref = "ETag"))
public @interface ConditionalGet {}
