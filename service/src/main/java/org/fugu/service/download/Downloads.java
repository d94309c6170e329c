package org.fugu.service.download;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Serves the command line as one archive, with its checksum, to anybody: a pipeline so need not build
/// it. What else is in their folder is nobody's business.
@Configuration(proxyBeanMethods = false)
class Downloads implements WebMvcConfigurer {
    private static final String FILES = "/downloads/{file:fugu[.]zip(?:[.]sha256)?}";

    private final String folder;

    /// @param folder empty where there is nothing to download
    Downloads(@Value("${fugu.downloads}") String folder) {
        this.folder = folder;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        if (folder.isEmpty()) return;
        var place = Path.of(folder).toAbsolutePath().toUri().toString();
        registry.addResourceHandler(FILES)
                .addResourceLocations(place.endsWith("/") ? place : place + "/")
                // Asked for each time: a new version has the same name.
                .setCacheControl(CacheControl.noCache());
    }
}
