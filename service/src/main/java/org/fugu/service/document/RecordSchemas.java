package org.fugu.service.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.constraints.Size;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.fugu.experiment.runfile.RunFileClues;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads from the record types what their schemas leave out: that every field is there, which may
/// be null, and bounds that the reader of annotations does not know.
@Component
final class RecordSchemas implements ModelConverter {
    /// Values of today; see [KnownValues].
    static final String KNOWN_VALUES = "x-extensible-enum";

    RecordSchemas() {
        // They are of a module that knows of no document.
        var mapper = Json31.mapper();
        mapper.addMixIn(RunFileClues.RunRefusal.class, Happened.class);
        mapper.addMixIn(RunFileClues.CapabilityEvent.class, Happened.class);
    }

    /// Bounds of where and when something happened in a run.
    interface Happened {
        @io.swagger.v3.oas.annotations.media.Schema(minimum = "0")
        long cycle();

        @io.swagger.v3.oas.annotations.media.Schema(minimum = "0")
        int node();
    }

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
        Map<String, Schema> properties = model.getProperties();
        var required = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            var name = name(component);
            var property = properties.get(name);
            if (property == null) continue;
            required.add(name);
            bound(component, property);
            if (isNullable(component)) properties.put(name, orNull(property));
        }
        model.setRequired(required);
    }

    /// Some names are no names in Java.
    private static String name(RecordComponent component) {
        var given = component.getAccessor().getAnnotation(JsonProperty.class);
        return given == null ? component.getName() : given.value();
    }

    private static void bound(RecordComponent component, Schema<?> property) {
        var known = component.getAnnotation(KnownValues.class);
        if (known != null) property.addExtension(KNOWN_VALUES, names(known.value()));
        var size = component.getAccessor().getAnnotation(Size.class);
        if (size != null && Map.class.isAssignableFrom(component.getType())) property.setMaxProperties(size.max());
        anchor(property);
    }

    private static List<String> names(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .toList();
    }

    /// Here a pattern is for the whole text, and in JSON Schema for any part of it.
    private static void anchor(Schema<?> schema) {
        var pattern = schema.getPattern();
        if (pattern != null && !pattern.startsWith("^")) schema.setPattern("^(?:" + pattern + ")$");
        if (schema.getItems() != null) anchor(schema.getItems());
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
        var types = types(schema);
        if (!types.isEmpty()) types.add("null");
        if (!types.isEmpty()) schema.setTypes(types);
        return schema;
    }

    private static Set<String> types(Schema<?> schema) {
        Set<String> types = new LinkedHashSet<>(schema.getTypes() == null ? Set.of() : schema.getTypes());
        if (types.isEmpty() && schema.getType() != null) types.add(schema.getType());
        return types;
    }

    static boolean allowsNull(Schema<?> schema) {
        if (types(schema).contains("null")) return true;
        return schema.getOneOf() != null && schema.getOneOf().stream().anyMatch(RecordSchemas::allowsNull);
    }

    private static Schema<?> nothing() {
        Schema<?> none = new Schema<>();
        none.setTypes(Set.of("null"));
        return none;
    }
}
