package org.fugu.service.database;

import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the watch before the pool.
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    @Bean
    static BeanPostProcessor watchedPool(ObjectProvider<DatabaseWatch> watch) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource pool ? new WatchedDataSource(pool, watch.getObject()) : bean;
            }
        };
    }
}
