package org.wardhealth.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.Cookie;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads pages in the machine's own Chromium, without a window and with an empty cache, and asks it
 * what came and when the largest thing on the page was painted (Largest Contentful Paint).
 */
final class FirstLoads implements AutoCloseable {
  private static final int TIMES = 5;

  /** The last candidate once two frames have passed: nothing larger comes by itself then. */
  private static final String PAINTED =
      """
      () => new Promise(done => {
        let last = 0;
        new PerformanceObserver(list => list.getEntries().forEach(one => { last = one.startTime; }))
          .observe({type: 'largest-contentful-paint', buffered: true});
        const seen = () => requestAnimationFrame(() => requestAnimationFrame(
          () => last > 0 ? done(last) : setTimeout(seen, 20)));
        seen();
      })""";

  private static final String CAME =
      """
      () => performance.getEntriesByType('navigation')
        .concat(performance.getEntriesByType('resource'))
        .filter(one => !one.name.endsWith('/events'))
        .map(one => one.encodedBodySize)""";

  private final Playwright playwright;
  private final Browser browser;

  private FirstLoads(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /**
   * A page as it was loaded.
   *
   * @param painted milliseconds from the beginning of the way there, the median
   * @param slowest the slowest of them
   * @param requests how many files, the page included
   * @param bytes what they have together on the wire, without headers
   */
  record Loaded(double painted, double slowest, int requests, long bytes) {}

  /** Starts the browser; nothing if this machine has none. */
  static Optional<FirstLoads> start() {
    Optional<Path> program =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    return program.map(
        found -> {
          Playwright playwright =
              Playwright.create(
                  new Playwright.CreateOptions()
                      .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
          return new FirstLoads(
              playwright,
              playwright
                  .chromium()
                  .launch(
                      new LaunchOptions()
                          .setExecutablePath(found)
                          .setArgs(List.of("--no-sandbox", "--disable-gpu"))));
        });
  }

  /** Loads a page a few times, each in a browser that knows nothing but its session. */
  Loaded load(URI page, Map<String, String> session) {
    Times times = new Times();
    List<Long> bytes = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      try (BrowserContext context = browser.newContext()) {
        session.forEach(
            (name, value) ->
                context.addCookies(
                    List.of(
                        new Cookie(name, value)
                            .setUrl("https://" + page.getAuthority() + "/")
                            .setHttpOnly(true)
                            .setSecure(true))));
        Page shown = context.newPage();
        int status = shown.navigate(page.toString()).status();
        if (status != 200) {
          throw new IllegalStateException("Ward answered " + status + " to " + page.getPath());
        }
        times.add((long) (((Number) shown.evaluate(PAINTED)).doubleValue() * 1e6));
        bytes.clear();
        for (Object one : (List<?>) shown.evaluate(CAME)) {
          bytes.add(((Number) one).longValue());
        }
      }
    }
    return new Loaded(
        times.millis(50),
        times.millis(100),
        bytes.size(),
        bytes.stream().mapToLong(Long::longValue).sum());
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
