package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /console/stay}: keeps the session of somebody who is told that it is about to end, without
 * leaving the page. Answers with the seconds that are left then.
 */
@RestController
final class StayDoor {
  private final Pages pages;

  StayDoor(Pages pages) {
    this.pages = pages;
  }

  @PostMapping("/console/stay")
  void stay(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.export(
        Place.NOW,
        Place.SEEING,
        request,
        response,
        looking -> {
          byte[] left = Long.toString(pages.left(request)).getBytes(StandardCharsets.UTF_8);
          response.setContentType("text/plain; charset=utf-8");
          response.setContentLength(left.length);
          response.getOutputStream().write(left);
        });
  }
}
