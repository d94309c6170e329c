package org.fugu.service.library;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A parameter that is a [LibraryName].
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@Parameter(
        description = "Name and version, as in `exos@1.0`",
        schema = @Schema(type = "string", pattern = "^" + LibraryName.FORM + "$"))
@interface Named {}
