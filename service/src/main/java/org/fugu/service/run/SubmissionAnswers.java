package org.fugu.service.run;

import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a submission is answered, whichever way it came.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ApiResponse(
        responseCode = "200",
        description = "It has ended: while it was waited for, or because an earlier run is the same",
        headers = @Header(name = "Location", ref = "Location"))
@ApiResponse(
        responseCode = "202",
        description = "Accepted; Location names the run",
        headers = {@Header(name = "Location", ref = "Location"), @Header(name = "Retry-After", ref = "Retry-After")})
@ApiResponse(responseCode = "404", description = "There is no such bundle or partition that you can see")
@ApiResponse(
        responseCode = "409",
        description = "The lease has ended, you keep too much, or a submission with that key is being accepted",
        headers = @Header(name = "Retry-After", ref = "Retry-After"))
@ApiResponse(responseCode = "429", description = "Too many of your runs wait already, or of your uploads are under way")
@ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
@interface SubmissionAnswers {}
