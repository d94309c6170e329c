package org.fugu.service.request;

import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RequestConfiguration {
    /// Far more than processors, since most of them wait for the database.
    private static final int THREADS = 100;

    @Bean
    RequestThreads requestThreads() {
        return new RequestThreads(THREADS);
    }

    @Bean
    TomcatProtocolHandlerCustomizer<?> requestsInTheirThreads(RequestThreads threads) {
        return handler -> handler.setExecutor(threads);
    }
}
