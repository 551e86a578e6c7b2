package org.wardhealth.server.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wardhealth.server.guard.Passage.Channel;
import org.wardhealth.server.guard.Verdict.Action;

/**
 * Sees text that plays a role it has not: the control tokens of chat templates ({@code
 * <|im_start|>}, {@code [INST]}, {@code <<SYS>>} …) anywhere, and lines that open another speaker's
 * turn ({@code System:}, {@code ### Instruction}) in documents and tool answers. MITRE ATLAS
 * AML.T0051.001.
 *
 * <p>Does not understand language: an instruction in plain words passes.
 */
final class ChatTemplateScreen implements Screen {
  private static final List<String> TOKENS =
      List.of(
          "<|im_start|>",
          "<|im_end|>",
          "<|system|>",
          "<|user|>",
          "<|assistant|>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<|begin_of_text|>",
          "<|start_header_id|>",
          "<|end_header_id|>",
          "<|eot_id|>",
          "<|channel|>",
          "<|message|>",
          "<start_of_turn>",
          "<end_of_turn>",
          "[inst]",
          "[/inst]",
          "<<sys>>",
          "<</sys>>",
          "[system_prompt]",
          "[available_tools]",
          "[tool_calls]");

  private static final List<String> TURNS =
      List.of(
          "system:",
          "assistant:",
          "developer:",
          "### system",
          "### instruction",
          "### assistant",
          "<system>",
          "</system>",
          "[system]",
          "human:");

  @Override
  public String name() {
    return "chat-template";
  }

  @Override
  public List<Verdict> screen(Screening screening) {
    int tokens = 0;
    int turns = 0;
    for (Passage passage : screening.passages()) {
      if (passage.channel() == Channel.INSTRUCTION) {
        continue;
      }
      String text = passage.text();
      tokens += tokens(text);
      if (passage.channel() != Channel.ANSWER) {
        turns += turns(text);
      }
    }
    List<Verdict> verdicts = new ArrayList<>(2);
    if (tokens > 0) {
      verdicts.add(new Verdict(name(), Action.FLAG, "control-token", tokens));
    }
    if (turns > 0) {
      verdicts.add(new Verdict(name(), Action.FLAG, "foreign-turn", turns));
    }
    return verdicts;
  }

  private static int tokens(String text) {
    int found = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '<' || c == '[') {
        for (String token : TOKENS) {
          if (text.regionMatches(true, at, token, 0, token.length())) {
            found++;
            break;
          }
        }
      }
    }
    return found;
  }

  private static int turns(String text) {
    int found = 0;
    int line = 0;
    while (line < text.length()) {
      int end = text.indexOf('\n', line);
      int stop = end < 0 ? text.length() : end;
      int at = line;
      while (at < stop && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      String start = text.substring(at, Math.min(stop, at + 16)).toLowerCase(Locale.ROOT);
      if (TURNS.stream().anyMatch(start::startsWith)) {
        found++;
      }
      line = stop + 1;
    }
    return found;
  }
}
