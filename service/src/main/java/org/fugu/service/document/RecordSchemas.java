package org.fugu.service.document;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads from the record types what their schemas leave out: which fields are always there, and
/// which may be null.
///
/// A record that is sent to us has its nullable fields optional; one that we send has every field,
/// and null where there is nothing.
@Component
final class RecordSchemas implements ModelConverter {
    private static final String SENT_TO_US = "New";

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) return null;
        var resolved = chain.next().resolve(type, context, chain);
        var raw = rawClass(type);
        if (resolved != null && raw != null && raw.isRecord()) complete(raw, model(resolved, context));
        return resolved;
    }

    private static @Nullable Class<?> rawClass(AnnotatedType type) {
        var known = type.getType();
        if (known instanceof JavaType java) return java.getRawClass();
        if (known instanceof Class<?> plain) return plain;
        return Json31.mapper().constructType(known).getRawClass();
    }

    private static @Nullable Schema<?> model(Schema<?> resolved, ModelConverterContext context) {
        var reference = resolved.get$ref();
        if (reference == null) return resolved;
        return context.getDefinedModels().get(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static void complete(Class<?> type, @Nullable Schema<?> model) {
        if (model == null || model.getProperties() == null) return;
        var isSentToUs = type.getSimpleName().startsWith(SENT_TO_US);
        Map<String, Schema> properties = model.getProperties();
        var required = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            var name = component.getName();
            if (!properties.containsKey(name)) continue;
            if (!isNullable(component) || !isSentToUs) required.add(name);
            if (isNullable(component)) properties.put(name, orNull(properties.get(name)));
        }
        model.setRequired(required);
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                || Arrays.stream(
                                component.getAccessor().getAnnotatedReturnType().getAnnotations())
                        .anyMatch(annotation -> annotation.annotationType() == Nullable.class);
    }

    private static Schema<?> orNull(Schema<?> schema) {
        if (schema.get$ref() != null) {
            Schema<?> both = new Schema<>();
            both.setOneOf(List.of(schema, nothing()));
            return both;
        }
        Set<String> types = new LinkedHashSet<>(schema.getTypes() == null ? Set.of() : schema.getTypes());
        if (types.isEmpty() && schema.getType() != null) types.add(schema.getType());
        if (!types.isEmpty()) types.add("null");
        if (!types.isEmpty()) schema.setTypes(types);
        return schema;
    }

    private static Schema<?> nothing() {
        Schema<?> none = new Schema<>();
        none.setTypes(Set.of("null"));
        return none;
    }
}
