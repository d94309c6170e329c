package org.fugu.service.problem;

import org.apache.catalina.core.StandardHost;
import org.apache.coyote.ContinueResponseTiming;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Makes the servlet container refuse as everything else here does.
@Configuration(proxyBeanMethods = false)
class ContainerConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> requestIds() {
        return factory -> factory.addEngineValves(new RequestIds());
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemReports() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemReportValve.class.getName());
            }
        });
    }

    /// Who asks before sending (`Expect: 100-continue`) is told to go on when the body is read, and
    /// else keeps it.
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> bodiesWhenRead() {
        var onRead = ContinueResponseTiming.ON_REQUEST_BODY_READ.toString();
        return factory ->
                factory.addConnectorCustomizers(connector -> connector.setProperty("continueResponseTiming", onRead));
    }
}
