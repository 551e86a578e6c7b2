package org.wardhealth.server.gateway;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whatever no door answered: in OpenAI's form below {@code /v1}, as RFC 9457 elsewhere. */
@RestController
final class ErrorDoor implements ErrorController {
  @RequestMapping("/error")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    Refusal refusal = refusal(status instanceof Integer code ? code : 500);
    if (path instanceof String uri && uri.startsWith("/v1")) {
      OpenAiErrors.headers(refusal, response);
      Http.json(response, refusal.code().status(), OpenAiErrors.body(refusal, ""));
    } else {
      Http.problem(response, refusal);
    }
  }

  private static Refusal refusal(int status) {
    return switch (status) {
      case 404 -> new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this path.");
      case 405 -> new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This path does not take this method.");
      case 415 -> new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send JSON.");
      default ->
          status >= 400 && status < 500
              ? new Refusal(ErrorCode.INVALID_FIELD, "This is not a request that Ward understands.")
              : new Refusal(
                  ErrorCode.INTERNAL_ERROR, "Something in Ward failed. Tell the operator.");
    };
  }
}
