package org.wardhealth.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Drives wrk, whose own CPU is a fraction of a generator's in Java, with a script made for the
 * target.
 */
final class Wrk {
  /** What wrk says; latencies in milliseconds. */
  record Result(double perSecond, double p50, double p99, long requests, long errors) {}

  private static final String DONE =
      """
      done = function(summary, latency, requests)
        local e = summary.errors
        io.write(string.format("\\nRESULT %d %d %.3f %.3f %d\\n", summary.requests, summary.duration,
          latency:percentile(50) / 1000, latency:percentile(99) / 1000,
          e.connect + e.read + e.write + e.status + e.timeout))
      end
      """;

  private final Path program;
  private final Path script;
  private final Target target;

  Wrk(Path program, Path directory, Target target, byte[] body) throws IOException {
    this.program = program;
    this.target = target;
    script = directory.resolve(target.name() + ".lua");
    StringBuilder lua = new StringBuilder("wrk.method = \"POST\"\n");
    lua.append("wrk.body = ").append(quoted(new String(body, StandardCharsets.UTF_8))).append('\n');
    header(lua, "Content-Type", "application/json");
    target.headers().forEach((name, value) -> header(lua, name, value));
    Files.writeString(script, lua.append(DONE));
  }

  private static void header(StringBuilder lua, String name, String value) {
    lua.append("wrk.headers[")
        .append(quoted(name))
        .append("] = ")
        .append(quoted(value))
        .append('\n');
  }

  /**
   * A Lua string, with everything that is not a plain ASCII letter or digit written as a number.
   */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b == ' ' || (b > ' ' && b != '"' && b != '\\' && b != 127)) {
        quoted.append((char) b);
      } else {
        quoted.append(String.format(Locale.ROOT, "\\%03d", b & 0xff));
      }
    }
    return quoted.append('"').toString();
  }

  Result run(int connections, double seconds) throws IOException, InterruptedException {
    long whole = Math.max(1, Math.round(seconds));
    Process wrk =
        new ProcessBuilder(
                List.of(
                    program.toString(),
                    "-t1",
                    "-c" + connections,
                    "-d" + whole + "s",
                    "--timeout",
                    "30s",
                    "-s",
                    script.toString(),
                    target.endpoint().toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!wrk.waitFor(whole + 60, TimeUnit.SECONDS)) {
      wrk.destroyForcibly();
    }
    for (String line : said.split("\n", -1)) {
      if (line.startsWith("RESULT ")) {
        String[] f = line.split(" ", -1);
        long requests = Long.parseLong(f[1]);
        double took = Long.parseLong(f[2]) / 1e6;
        long errors = Long.parseLong(f[5]);
        double p50 = Double.parseDouble(f[3]);
        return new Result(requests / took, p50, Double.parseDouble(f[4]), requests, errors);
      }
    }
    throw new IOException("wrk said no result but: " + said);
  }
}
