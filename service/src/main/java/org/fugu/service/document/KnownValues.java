package org.fugu.service.document;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The text that a field holds today: the constants in small letters. More may come, so the document
/// lists them as `x-extensible-enum`, and a client must put up with others.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface KnownValues {
    Class<? extends Enum<?>> value();
}
