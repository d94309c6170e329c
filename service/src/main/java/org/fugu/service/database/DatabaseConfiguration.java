package org.fugu.service.database;

import javax.sql.DataSource;
import org.fugu.service.problem.CannotStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/// Puts the watch before the pool, and tells it what cannot be stored.
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

    @Bean
    static SQLExceptionTranslator watchedFailures(DatabaseWatch watch) {
        var usual = new SQLExceptionSubclassTranslator();
        return (task, sql, failure) -> {
            if (CannotStore.explains(failure)) watch.cannotStore(failure);
            return usual.translate(task, sql, failure);
        };
    }
}
