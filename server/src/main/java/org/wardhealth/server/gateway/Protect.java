package org.wardhealth.server.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.Surrogates;
import org.wardhealth.server.gateway.Exchange.Permitted;
import org.wardhealth.server.gateway.Exchange.Protected;
import org.wardhealth.server.guard.Passage;
import org.wardhealth.server.guard.Passage.Channel;
import tools.jackson.databind.node.ObjectNode;

/** Takes out what identifies, wherever the form of the request says that words are. */
final class Protect {
  private final Deid deid;

  Protect(Deid deid) {
    this.deid = deid;
  }

  Protected apply(Permitted permitted) {
    Surrogates surrogates = new Surrogates();
    RequestForm form = permitted.asked().form();
    ObjectNode request = permitted.asked().request();
    form.rewrite(request, new Reserving(surrogates));
    Replacing replacing = new Replacing(surrogates, permitted.identity());
    ObjectNode safe = form.rewrite(request, replacing);
    permitted.arrived().timings().mark("protect");
    return new Protected(
        permitted, safe, surrogates, new TreeMap<>(replacing.found), replacing.passages);
  }

  /** First pass: every text is well-formed, and no surrogate will look like what stands in one. */
  private static final class Reserving implements Words {
    private final Surrogates surrogates;

    Reserving(Surrogates surrogates) {
      this.surrogates = surrogates;
    }

    @Override
    public String text(Channel channel, String where, String label, String value) {
      requireWellFormed(where, value);
      surrogates.reserve(value);
      return value;
    }

    @Override
    public void fixed(String where, String value) {
      requireWellFormed(where, value);
      surrogates.reserve(value);
    }

    @Override
    public String callId(String id) {
      return id;
    }

    private static void requireWellFormed(String where, String value) {
      for (int at = 0; at < value.length(); at++) {
        char c = value.charAt(at);
        boolean pair =
            Character.isHighSurrogate(c)
                && at + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(at + 1));
        if (pair) {
          at++;
        } else if (Character.isSurrogate(c) || c == 0) {
          throw new Refusal(
              ErrorCode.MALFORMED_TEXT,
              "'"
                  + where
                  + "' holds "
                  + (c == 0 ? "a NUL character" : "half of a UTF-16 pair")
                  + " at position "
                  + at
                  + ": that is no text.",
              where);
        }
      }
    }
  }

  /** Second pass: finds and replaces. */
  private final class Replacing implements Words {
    private final Surrogates surrogates;
    private final CompiledIdentity known;
    private final Map<String, Integer> found = new HashMap<>();
    private final List<Passage> passages = new ArrayList<>();
    private final Map<String, String> callIds = new HashMap<>();

    Replacing(Surrogates surrogates, CompiledIdentity known) {
      this.surrogates = surrogates;
      this.known = known;
    }

    @Override
    public String text(Channel channel, String where, String label, String value) {
      if (value.isEmpty()) {
        return value;
      }
      List<Finding> findings =
          label.isEmpty() ? deid.find(value, known) : findBehind(label + ": ", value);
      findings.forEach(finding -> found.merge(finding.type().name(), 1, Integer::sum));
      String safe = surrogates.replace(value, findings);
      passages.add(new Passage(channel, safe));
      return safe;
    }

    /** Finds in {@code value} what its label gives away, and moves the findings to it. */
    private List<Finding> findBehind(String label, String value) {
      List<Finding> moved = new ArrayList<>();
      for (Finding finding : deid.find(label + value, known)) {
        int end = finding.end() - label.length();
        if (end > 0) {
          int start = Math.max(0, finding.start() - label.length());
          moved.add(new Finding(start, end, finding.type(), finding.source(), finding.score()));
        }
      }
      return moved;
    }

    @Override
    public void fixed(String where, String value) {
      if (!deid.find(value, known).isEmpty()) {
        throw new Refusal(
            ErrorCode.CONTENT_NOT_PROTECTABLE,
            "A name in '"
                + where
                + "' looks like an identifier, and names of functions, fields and participants"
                + " cannot be replaced: choose another name.",
            where);
      }
    }

    @Override
    public String callId(String id) {
      return callIds.computeIfAbsent(id, _ -> "call_" + (callIds.size() + 1));
    }
  }
}
