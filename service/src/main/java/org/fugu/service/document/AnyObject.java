package org.fugu.service.document;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An endpoint that answers a JSON document of another description than ours.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ApiResponse(
        responseCode = "200",
        description = "The document",
        content =
                @Content(
                        mediaType = "application/json",
                        schema =
                                @Schema(type = "object", additionalProperties = Schema.AdditionalPropertiesValue.TRUE)))
public @interface AnyObject {}
