package org.fugu.service.dashboard;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Every route of the dashboard is the same page, which then shows what the address says.
@Configuration(proxyBeanMethods = false)
class DashboardRoutes implements WebMvcConfigurer {
    private static final String[] ROUTES = {
        "/",
        "/sign-in",
        "/bundles",
        "/bundles/{digest}",
        "/machines",
        "/machines/{name}",
        "/runs",
        "/runs/{id}",
        "/keys",
        "/users",
        // What was mistyped: the dashboard says in words that there is no such page.
        "/{other:[A-Za-z0-9-]+}",
    };

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        for (var route : ROUTES) registry.addViewController(route).setViewName("forward:/index.html");
    }
}
