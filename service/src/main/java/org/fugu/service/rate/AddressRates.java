package org.fugu.service.rate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.fugu.service.account.SignInAddress;
import org.fugu.service.problem.ProblemWriter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Bounds the requests from one address, before anything is looked up for them. Health, metrics and the dashboard's
/// own files are not counted.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class AddressRates extends OncePerRequestFilter {
    private final Rates rates;
    private final ProblemWriter problems;

    AddressRates(RateSettings settings, ProblemWriter problems) {
        this.rates = new Rates("this address", settings.address());
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var refusal = rates.take(SignInAddress.of(request.getRemoteAddr()));
        if (refusal.isPresent()) problems.write(refusal.get(), request, response);
        else chain.doFilter(request, response);
    }
}
