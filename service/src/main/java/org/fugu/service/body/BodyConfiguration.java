package org.fugu.service.body;

import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Lets the bounds look at a request first.
@Configuration(proxyBeanMethods = false)
class BodyConfiguration implements WebMvcConfigurer {
    private final BodyBounds bounds;

    BodyConfiguration(BodyBounds bounds) {
        this.bounds = bounds;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(bounds).order(Ordered.HIGHEST_PRECEDENCE);
    }
}
