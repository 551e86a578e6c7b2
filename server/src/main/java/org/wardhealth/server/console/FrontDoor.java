package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Leads to the first page, and says of every path of the console that no page has so. */
@RestController
final class FrontDoor {
  private final Pages pages;

  FrontDoor(Pages pages) {
    this.pages = pages;
  }

  @GetMapping({"/", "/console", "/console/"})
  void first(HttpServletResponse response) {
    response.setStatus(303);
    response.setHeader("Location", Place.NOW.path());
  }

  @RequestMapping("/console/**")
  void other(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.fault(Pages.Fault.NOT_FOUND, request, response);
  }
}
