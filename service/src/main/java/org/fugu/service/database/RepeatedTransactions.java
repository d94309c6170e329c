package org.fugu.service.database;

import java.time.Duration;
import java.util.Optional;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Repeats every transaction that PostgreSQL ended because of a deadlock or because it could not be
/// put in order with others (states 40P01 and 40001).
///
/// The one order of locks leaves no deadlock that we know of; this is for those that we do not.
/// Methods that are [Transactional] therefore change nothing but the database.
@Configuration(proxyBeanMethods = false)
class RepeatedTransactions {
    private static final RetryTemplate AGAIN = new RetryTemplate(RetryPolicy.builder()
            .includes(PessimisticLockingFailureException.class)
            .maxRetries(8)
            .delay(Duration.ofMillis(5))
            .multiplier(2)
            .maxDelay(Duration.ofMillis(200))
            .jitter(Duration.ofMillis(5))
            .build());

    /// Around the transaction, whose own advisor comes last.
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor repeatTransactions() {
        var advisor = new DefaultPointcutAdvisor(
                AnnotationMatchingPointcut.forMethodAnnotation(Transactional.class),
                (MethodInterceptor) RepeatedTransactions::repeat);
        advisor.setOrder(Ordered.LOWEST_PRECEDENCE - 1);
        return advisor;
    }

    private static @Nullable Object repeat(MethodInvocation call) throws Throwable {
        // Only the whole can be repeated: after a failure the outer transaction is over too.
        if (TransactionSynchronizationManager.isActualTransactionActive()) return call.proceed();
        try {
            return AGAIN.execute(() -> Optional.ofNullable(
                            ((ProxyMethodInvocation) call).invocableClone().proceed()))
                    .orElse(null);
        } catch (RetryException e) {
            throw e.getCause();
        }
    }
}
