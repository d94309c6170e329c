package org.fugu.service.bundle;

import jakarta.servlet.MultipartConfigElement;
import org.fugu.bundle.BundleBounds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// How the container takes in forms with files, and who looks at them first.
@Configuration(proxyBeanMethods = false)
class UploadConfiguration implements WebMvcConfigurer {
    /// For what a form has beside the file: its boundaries and a run as JSON.
    private static final int REST_OF_FORM = 1 << 20;

    private final UploadGate gate;

    UploadConfiguration(UploadGate gate) {
        this.gate = gate;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(gate);
    }

    /// Each part goes to disk at once.
    @Bean
    static MultipartConfigElement forms(UploadFolder folder) {
        return new MultipartConfigElement(
                folder.path().toString(),
                BundleBounds.MAX_ARCHIVE_BYTES,
                BundleBounds.MAX_ARCHIVE_BYTES + REST_OF_FORM,
                0);
    }
}
