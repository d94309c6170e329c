package org.fugu.service.dashboard;

import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.EncodedResourceResolver;

/// Every route of the dashboard is the same page, which then shows what the address says.
@Configuration(proxyBeanMethods = false)
class DashboardRoutes implements WebMvcConfigurer {
    private static final String[] ROUTES = {
        "/",
        "/sign-in",
        "/bundles",
        "/bundles/{digest}",
        "/co-runs",
        "/co-runs/{id}",
        "/libraries",
        "/libraries/{name}",
        "/machines",
        "/machines/{name}",
        "/projects",
        "/projects/{id}/**",
        "/runs",
        "/runs/{id}",
        "/run-sets/{id}",
        "/shared/set",
        "/keys",
        "/users",
        // What was mistyped: the dashboard says in words that there is no such page. Programs ask below /api.
        "/{other:(?!api$)[A-Za-z0-9-]+}",
    };

    /// What has its content's hash in its name never changes; the page itself is asked for each time.
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations("classpath:/static/assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .resourceChain(true)
                .addResolver(new EncodedResourceResolver());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        for (var route : ROUTES) registry.addViewController(route).setViewName("forward:/index.html");
    }
}
