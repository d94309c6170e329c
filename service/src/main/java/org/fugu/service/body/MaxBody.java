package org.fugu.service.body;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How many bytes of body an operation reads at the most, where [BodyBounds#USUAL] do not do. In a
/// multipart form it bounds each part that is read as JSON.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface MaxBody {
    int value();

    /// The code of the refusal.
    String code() default BodyBounds.TOO_LARGE;
}
