package org.fugu.service.run;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The header `Prefer`: how long to wait for the end of what is asked for.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@Parameter(description = "`wait=N`", example = "wait=30")
public @interface PreferredWait {}
