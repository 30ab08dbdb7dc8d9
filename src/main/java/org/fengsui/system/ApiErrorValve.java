package org.fengsui.system;

import java.io.IOException;
import java.util.Locale;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;

/** Answers for requests under {@code /api/} that Tomcat itself refuses, e.g. an address that can not be decoded. */
class ApiErrorValve extends ErrorReportValve {

    private final ApiProblems problems;

    ApiErrorValve(ApiProblems problems) {
        this.problems = problems;
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        if (status == null || !status.is4xxClientError() || !ApiErrors.concerns(String.valueOf(request.getRequestURI()))
                || response.getContentWritten() > 0 || !response.setErrorReported()) {
            super.report(request, response, throwable);
            return;
        }
        try {
            problems.write(problems.worded(status, ApiErrors.code(status), Locale.SIMPLIFIED_CHINESE),
                    response.getResponse());
            response.finishResponse();
        } catch (IOException e) {
            container.getLogger().debug("No answer to a refused request: the client has gone", e);
        }
    }
}
