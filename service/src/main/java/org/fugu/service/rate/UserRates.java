package org.fugu.service.rate;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.fugu.service.account.Account;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Bounds the requests of one user, once it is known who asks and before anything is done for them.
@Component
final class UserRates implements HandlerInterceptor, WebMvcConfigurer {
    private final Rates rates;

    UserRates(RateSettings settings) {
        this.rates = new Rates("this user", settings.user());
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // What is answered later comes by once more.
        if (request.getDispatcherType() != DispatcherType.REQUEST) return true;
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof Account account)) return true;
        rates.take(account.id()).ifPresent(refusal -> {
            throw refusal;
        });
        return true;
    }
}
