package org.fugu.service.bundle;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fugu.service.account.Account;
import org.fugu.service.account.UserSlots;
import org.fugu.service.problem.Refusal;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.InputStreamResource;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.servlet.HandlerInterceptor;

/// Lets an upload in, before anything of it is read: few of one user at once, and none that the
/// disk has no room for. Then it looks whether a form has each part once and no other.
@Component
final class UploadGate implements HandlerInterceptor {
    static final int PER_USER = 4;
    private static final String SLOT = UploadGate.class.getName();

    private final UserSlots slots =
            new UserSlots(PER_USER, "too-many-uploads", "you have " + PER_USER + " uploads under way; let one end");
    private final Storage storage;

    UploadGate(Storage storage) {
        this.storage = storage;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws Exception {
        if (!(handler instanceof HandlerMethod method) || !takesUpload(method)) return true;
        storage.requireFreeDisk();
        var slot = slots.take(account().id());
        try {
            if (request instanceof MultipartHttpServletRequest form) requireParts(form, method);
            request.setAttribute(SLOT, slot);
            return true;
        } catch (Exception e) {
            slot.close();
            throw e;
        }
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (request.getAttribute(SLOT) instanceof UserSlots.Slot slot) slot.close();
    }

    private static Account account() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Account account) return account;
        throw new IllegalStateException("an upload of nobody");
    }

    private static boolean takesUpload(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .map(MethodParameter::getParameterType)
                .anyMatch(type -> type == MultipartFile.class || type == InputStreamResource.class);
    }

    /// The first look at the parts reads the form.
    private static void requireParts(MultipartHttpServletRequest form, HandlerMethod method) throws Exception {
        form.getFileMap();
        var known = parts(method);
        var seen = new HashSet<String>();
        for (var part : form.getParts()) {
            if (!known.contains(part.getName())) {
                throw badForm("the form has a part that is not read here; it may have " + String.join(" and ", known));
            }
            if (!seen.add(part.getName())) throw badForm("the form has the part " + part.getName() + " twice");
        }
    }

    private static Set<String> parts(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .map(parameter -> parameter.getParameterAnnotation(RequestPart.class))
                .filter(Objects::nonNull)
                .map(RequestPart::value)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Refusal badForm(String detail) {
        return Refusal.of(400, "bad-multipart", detail);
    }
}
