package org.wardhealth.server.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.Profile;
import org.wardhealth.deid.Surrogates;
import org.wardhealth.server.gateway.Exchange.Permitted;
import org.wardhealth.server.gateway.Exchange.Protected;
import org.wardhealth.server.guard.Passage;
import org.wardhealth.server.guard.Passage.Channel;
import tools.jackson.databind.node.ObjectNode;

/** Takes out what identifies, wherever the form of the request says that words are. */
final class Protect {
  /** What a model never sees. */
  private static final Profile PROFILE = Profile.SAFE_HARBOR;

  private final Deid deid;

  Protect(Deid deid) {
    this.deid = deid;
  }

  Protected apply(Permitted permitted) {
    Surrogates surrogates = new Surrogates();
    RequestForm form = permitted.asked().form();
    ObjectNode request = permitted.asked().request();
    Gathering gathering = new Gathering(surrogates);
    form.rewrite(request, gathering);
    Replacing replacing =
        new Replacing(surrogates, permitted.identity(), gathering.find(deid, permitted.identity()));
    ObjectNode safe = form.rewrite(request, replacing);
    permitted.arrived().timings().mark("protect");
    return new Protected(
        permitted,
        safe,
        surrogates,
        new TreeMap<>(replacing.found),
        new TreeMap<>(replacing.layers),
        replacing.passages);
  }

  /**
   * First pass: every text is well-formed, and no surrogate will look like what stands in one. All
   * passages are gathered into one text, each behind its label, so that a name that gives itself
   * away in one message is found in the others.
   */
  private static final class Gathering implements Words {
    private static final String BETWEEN = "\n\n";

    private final Surrogates surrogates;
    private final StringBuilder all = new StringBuilder();
    private final List<Span> spans = new ArrayList<>();

    Gathering(Surrogates surrogates) {
      this.surrogates = surrogates;
    }

    /** Where a passage lies in the gathered text. */
    private record Span(int start, int end) {}

    @Override
    public String text(Channel channel, String where, String label, String value) {
      Characters.requireWellFormed(where, value);
      surrogates.reserve(value);
      if (!label.isEmpty()) {
        all.append(label).append(": ");
      }
      int start = all.length();
      all.append(value);
      spans.add(new Span(start, all.length()));
      Words.requireFew(spans.size());
      all.append(BETWEEN);
      return value;
    }

    /** The findings of each passage, in the order of the passages. */
    Iterator<List<Finding>> find(Deid deid, CompiledIdentity known) {
      List<Finding> found = PROFILE.concerned(deid.find(all, known));
      List<List<Finding>> bySpan = new ArrayList<>(spans.size());
      int next = 0;
      for (Span span : spans) {
        List<Finding> within = new ArrayList<>();
        while (next < found.size() && found.get(next).end() <= span.start()) {
          next++;
        }
        for (int i = next; i < found.size() && found.get(i).start() < span.end(); i++) {
          within.add(clipped(found.get(i), span));
        }
        bySpan.add(within);
      }
      return bySpan.iterator();
    }

    private static Finding clipped(Finding finding, Span span) {
      return new Finding(
          Math.max(finding.start(), span.start()) - span.start(),
          Math.min(finding.end(), span.end()) - span.start(),
          finding.type(),
          finding.source(),
          finding.score());
    }

    @Override
    public void fixed(String where, String value) {
      Characters.requireWellFormed(where, value);
      surrogates.reserve(value);
    }

    @Override
    public String callId(String id) {
      return id;
    }
  }

  /** Second pass, over the same passages in the same order: replaces what was found. */
  private final class Replacing implements Words {
    private final Surrogates surrogates;
    private final CompiledIdentity known;
    private final Iterator<List<Finding>> findingsByPassage;
    private final Map<String, Integer> found = new HashMap<>();
    private final Map<String, Integer> layers = new HashMap<>();
    private final List<Passage> passages = new ArrayList<>();
    private final Map<String, String> callIds = new HashMap<>();

    Replacing(
        Surrogates surrogates, CompiledIdentity known, Iterator<List<Finding>> findingsByPassage) {
      this.surrogates = surrogates;
      this.known = known;
      this.findingsByPassage = findingsByPassage;
    }

    @Override
    public String text(Channel channel, String where, String label, String value) {
      List<Finding> findings = findingsByPassage.next();
      for (Finding finding : findings) {
        found.merge(finding.type().name(), 1, Integer::sum);
        layers.merge(finding.source().name(), 1, Integer::sum);
      }
      String safe = surrogates.replace(value, findings);
      passages.add(new Passage(channel, safe));
      return safe;
    }

    @Override
    public void fixed(String where, String value) {
      if (!PROFILE.concerned(deid.find(value, known)).isEmpty()) {
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
