package org.wardhealth.server.guard;

import java.util.ArrayList;
import java.util.List;
import org.wardhealth.deid.Deid;

/** Runs the screens that every exchange passes. Their order and number are fixed in code. */
public final class Guard {
  private final List<Screen> screens;

  /** The screens of this version; identifiers in answers are found by {@code deid}. */
  public Guard(Deid deid) {
    this(
        List.of(
            new ChatTemplateScreen(),
            new HiddenCharacterScreen(),
            new UnsentIdentifierScreen(deid)));
  }

  Guard(List<Screen> screens) {
    this.screens = List.copyOf(screens);
  }

  /**
   * What all screens say.
   *
   * @throws RuntimeException if a screen fails: the caller must deny then
   */
  public List<Verdict> screen(Screening screening) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Screen screen : screens) {
      verdicts.addAll(screen.screen(screening));
    }
    return List.copyOf(verdicts);
  }
}
