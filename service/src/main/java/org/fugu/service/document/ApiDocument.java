package org.fugu.service.document;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import java.util.Map;
import org.fugu.service.problem.FieldProblem;
import org.fugu.service.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the document says beyond what the controllers show: how to sign in, and what is a file.
@Configuration(proxyBeanMethods = false)
class ApiDocument {
    private static final List<String> FILES = List.of("application/octet-stream", "application/zip");

    @Bean
    OpenAPI fuguApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Fugu")
                        .version("1")
                        .description("Submit bundles, run them on partitions of simulated machines, read the results."))
                // The address it was asked at is nobody else's business, and would differ each time.
                .servers(List.of(new Server().url("/")))
                .addSecurityItem(new SecurityRequirement().addList("key"))
                .addSecurityItem(new SecurityRequirement().addList("session"));
    }

    /// In this order: what a later one reads an earlier one wrote.
    @Bean
    OpenApiCustomizer completion() {
        List<OpenApiCustomizer> steps =
                List.of(ApiDocument::securityAndFiles, new SchemaDirections(), new Answers(), new Examples());
        return document -> steps.forEach(step -> step.customise(document));
    }

    private static void securityAndFiles(OpenAPI document) {
        ModelConverters.getInstance(true).read(Problem.class).forEach(document.getComponents()::addSchemas);
        ModelConverters.getInstance(true).read(FieldProblem.class).forEach(document.getComponents()::addSchemas);
        schemes().forEach(document.getComponents()::addSecuritySchemes);
        document.getPaths().values().forEach(path -> path.readOperationsMap().forEach(ApiDocument::complete));
    }

    private static Map<String, SecurityScheme> schemes() {
        return Map.of(
                "key",
                new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("An API key: fugu_user_…, or fugu_run_… for one project"),
                "session",
                new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.COOKIE)
                        .name("FUGU_SESSION")
                        .description("The cookie that signing in sets"),
                "csrf",
                new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.HEADER)
                        .name("X-XSRF-TOKEN")
                        .description("The value of the cookie XSRF-TOKEN, which `GET /api/v1/session` sets"));
    }

    private static void complete(HttpMethod method, Operation operation) {
        if (Answers.CHANGES.contains(method)) operation.setSecurity(forChange(operation.getSecurity()));
        if (operation.getRequestBody() != null) files(operation.getRequestBody().getContent());
        operation.getResponses().values().forEach(response -> files(response.getContent()));
    }

    /// A browser proves with each change that it was made on a page of ours.
    private static List<SecurityRequirement> forChange(@Nullable List<SecurityRequirement> given) {
        var fromBrowser = new SecurityRequirement().addList("csrf");
        if (given != null && given.isEmpty()) return List.of(fromBrowser);
        return List.of(new SecurityRequirement().addList("key"), fromBrowser.addList("session"));
    }

    /// Bytes as they are: without this, generators make base64 of them.
    private static void files(@Nullable Content content) {
        if (content == null) return;
        content.forEach((type, body) -> {
            if (!FILES.contains(type)) return;
            Schema<?> bytes = new StringSchema().format("binary");
            bytes.addType("string");
            bytes.setContentMediaType(type);
            body.setSchema(bytes);
        });
    }
}
