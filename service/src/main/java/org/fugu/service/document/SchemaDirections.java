package org.fugu.service.document;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springdoc.core.customizers.OpenApiCustomizer;

/// What is sent to us is closed: an unknown field is refused, and a field that may be null may be
/// left out. What we send is open: it has every field, and values may be added to a list of values.
final class SchemaDirections implements OpenApiCustomizer {
    private static final String SCHEMAS = "#/components/schemas/";

    @Override
    public void customise(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        var sentToUs = sentToUs(document, schemas);
        schemas.forEach((name, schema) -> {
            if (sentToUs.contains(name)) close(schema);
            else open(schema);
        });
    }

    private static Set<String> sentToUs(OpenAPI document, Map<String, Schema> schemas) {
        var found = new TreeSet<String>();
        document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .filter(operation -> operation.getRequestBody() != null)
                .map(operation -> operation.getRequestBody().getContent())
                .flatMap(content -> schemasOf(content).stream())
                .forEach(schema -> gather(schema, schemas, found));
        return found;
    }

    private static List<Schema> schemasOf(Content content) {
        return content.values().stream().map(type -> (Schema) type.getSchema()).toList();
    }

    private static void gather(Schema<?> schema, Map<String, Schema> schemas, Set<String> found) {
        var reference = schema.get$ref();
        if (reference != null) {
            var name = reference.substring(SCHEMAS.length());
            var named = schemas.get(name);
            if (named != null && found.add(name)) gather(named, schemas, found);
        }
        if (schema.getItems() != null) gather(schema.getItems(), schemas, found);
        if (schema.getOneOf() != null) schema.getOneOf().forEach(part -> gather(part, schemas, found));
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> gather(property, schemas, found));
        }
        if (schema.getAdditionalProperties() instanceof Schema<?> values) gather(values, schemas, found);
    }

    private static void close(Schema<?> schema) {
        if (schema.getProperties() == null) return;
        schema.setAdditionalProperties(false);
        schema.setRequired(schema.getProperties().entrySet().stream()
                .filter(property -> !RecordSchemas.allowsNull(property.getValue()))
                .map(Map.Entry::getKey)
                .toList());
    }

    private static void open(Schema<?> schema) {
        if (schema.getProperties() == null) return;
        for (Schema<?> property : schema.getProperties().values()) {
            if (property.getEnum() == null) continue;
            property.addExtension(RecordSchemas.KNOWN_VALUES, property.getEnum());
            property.setEnum(null);
        }
    }
}
