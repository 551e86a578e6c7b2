package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.models.Pause;

/**
 * {@code /console/now/events}: tells a page that stands open that there is something new to ask
 * for, as server-sent events. At most one a second, and one at least every ten, since a page says
 * how long ago things were.
 *
 * <p>Guarantees: an event says nothing, so that everything shown still goes through the page's own
 * checks; a stream ends by itself after a minute, and the browser's next one is checked anew; so
 * many streams at once and no more, the others have the page's slow refresh. Exchanges of another
 * node are seen with the ten seconds.
 */
@RestController
final class LiveEvents {
  static final int MOST = 64;
  private static final int TICKS = 60;
  private static final int QUIET_TICKS = 10;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final byte[] CHANGED =
      "event: changed\ndata: now\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Pages pages;
  private final Audit audit;
  private final Pause pause;
  private final Semaphore free = new Semaphore(MOST);
  private volatile boolean closing;

  LiveEvents(Pages pages, Audit audit, Pause pause) {
    this.pages = pages;
    this.audit = audit;
    this.pause = pause;
  }

  @GetMapping("/console/now/events")
  void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.download(
        Place.NOW,
        Place.SEEING,
        request,
        response,
        _ -> {
          if (!free.tryAcquire()) {
            response.setStatus(503);
            return;
          }
          try {
            response.setContentType("text/event-stream");
            response.setHeader("Cache-Control", "no-store");
            stream(response.getOutputStream());
          } finally {
            free.release();
          }
        });
  }

  private void stream(OutputStream out) throws IOException {
    Object told = stamp();
    int quiet = 0;
    out.write(": here\n\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
    for (int tick = 0; tick < TICKS && !closing; tick++) {
      try {
        pause.sleep(TICK);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      Object now = stamp();
      quiet = now.equals(told) ? quiet + 1 : QUIET_TICKS;
      if (quiet >= QUIET_TICKS) {
        out.write(CHANGED);
        out.flush();
        told = now;
        quiet = 0;
      }
    }
  }

  /** Whatever happens in Ward is an entry, so this changes with it. */
  private Object stamp() {
    return List.of(audit.state(), audit.witnesses());
  }

  /** A stream that stands open holds no stop up. */
  @EventListener
  void close(ContextClosedEvent closed) {
    closing = true;
  }
}
