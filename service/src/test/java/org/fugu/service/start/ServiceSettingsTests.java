package org.fugu.service.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/// The page of environment variables has a line for each setting of the service, and no other.
class ServiceSettingsTests {
    private static final Path PAGE = Path.of(System.getProperty("fugu.root", ".."), "docs/environment.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(FUGU_[A-Z0-9_]+)` \\|");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(FUGU_[A-Z_]+)[:}]");

    private static TreeSet<String> documented() throws IOException {
        var page = Files.readString(PAGE);
        int start = page.indexOf("\n## The service\n");
        var section = page.substring(start, page.indexOf("\n## ", start + 1));
        var names = new TreeSet<String>();
        ROW.matcher(section).results().forEach(row -> names.add(row.group(1)));
        return names;
    }

    /// By the name of the property that a variable of its own is put into.
    private static Map<String, String> named() {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        var variables = new TreeMap<String, String>();
        Objects.requireNonNull(yaml.getObject()).forEach((property, value) -> {
            var variable = PLACEHOLDER.matcher(value.toString());
            if (variable.find()) variables.put(property.toString(), variable.group(1));
        });
        return variables;
    }

    private static TreeSet<String> read() throws ClassNotFoundException {
        var named = named();
        var variables = new TreeSet<>(named.values());
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (var found : scanner.findCandidateComponents("org.fugu.service")) {
            var settings = Class.forName(found.getBeanClassName());
            var prefix = settings.getAnnotation(ConfigurationProperties.class).value();
            assertThat(settings.isRecord()).as(settings.getName()).isTrue();
            for (var setting : settings.getRecordComponents()) {
                var property = prefix + "." + kebab(setting.getName());
                if (setting.getType() == Map.class) variables.addAll(ofEach(property, setting));
                else variables.add(named.getOrDefault(property, variable(property)));
            }
        }
        return variables;
    }

    /// `NAME` stands for the key.
    private static TreeSet<String> ofEach(String property, RecordComponent setting) {
        var type = (java.lang.reflect.ParameterizedType) setting.getGenericType();
        var value = (Class<?>) type.getActualTypeArguments()[1];
        var variables = new TreeSet<String>();
        Arrays.stream(value.getRecordComponents())
                .forEach(part -> variables.add(variable(property + ".name." + kebab(part.getName()))));
        return variables;
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String variable(String property) {
        return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    @Test
    void everySettingOfTheServiceIsDocumentedAndNoOther() throws Exception {
        var read = read();

        assertThat(read).hasSizeGreaterThan(20);
        assertThat(documented()).isEqualTo(read);
    }
}
