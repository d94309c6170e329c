package org.fugu.service.run;

import org.fugu.service.worker.ChildCommand;
import org.fugu.service.worker.Children;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The processes that carry out runs. They are started by the first worker that prepares itself, so there are none
/// where there is no worker.
@Configuration(proxyBeanMethods = false)
class ChildConfiguration {
    @Bean(destroyMethod = "close")
    Children children(HostMemory memory) {
        return new Children(ChildCommand.ofThisProgram(memory.heapMegabytes()));
    }
}
