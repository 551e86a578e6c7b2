package org.wardhealth.server.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.wardhealth.server.guard.Passage.Channel;
import org.wardhealth.server.guard.Verdict.Action;

/**
 * Sees text that plays a role it has not: the control tokens of chat templates ({@code
 * <|im_start|>}, {@code [INST]}, {@code <<SYS>>} …) anywhere, and lines that open another speaker's
 * turn in documents and tool answers: {@code ### Instruction:} and its like, and {@code System:}
 * before words that speak to a model ("you", "ignore", "reveal"), since clinical notes have {@code
 * System: respiratory} and {@code Assistant: Dr. X} too. MITRE ATLAS AML.T0051.001.
 *
 * <p>Does not understand language: an instruction in other words passes.
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

  /** At the start of a line, these are nobody's but a prompt's. */
  private static final List<String> MARKS =
      List.of(
          "### system:",
          "### instruction:",
          "### assistant:",
          "### human:",
          "### response:",
          "<system>",
          "</system>",
          "[system]");

  /** At the start of a line, a turn, or "System: respiratory", or who assisted the surgeon. */
  private static final List<String> SPEAKERS =
      List.of("system:", "assistant:", "developer:", "human:");

  private static final Pattern ADDRESSED =
      Pattern.compile(
          "\\b(?:you|your|yourself|ignore|disregard|forget|override|obey|disclose|reveal|pretend"
              + "|prompt)\\b");

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
    List<String> lines = text.lines().map(line -> line.strip().toLowerCase(Locale.ROOT)).toList();
    int found = 0;
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at);
      if (MARKS.stream().anyMatch(line::startsWith)) {
        found++;
      } else if (SPEAKERS.stream().anyMatch(line::startsWith)
          && ADDRESSED.matcher(said(lines, at)).find()) {
        found++;
      }
    }
    return found;
  }

  /**
   * What follows the speaker's name: on its line, or, if nothing does, on the next that is not
   * blank.
   */
  private static String said(List<String> lines, int at) {
    String line = lines.get(at);
    String rest = line.substring(line.indexOf(':') + 1);
    for (int next = at + 1; rest.isBlank() && next < lines.size(); next++) {
      rest = lines.get(next);
    }
    return rest;
  }
}
