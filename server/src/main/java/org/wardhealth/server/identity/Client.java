package org.wardhealth.server.identity;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An application that may call Ward.
 *
 * @param id made by Ward, never reused
 * @param name what people call it; unique
 * @param purposes what it may ask for
 * @param models what it may ask; {@code *} is every model
 * @param rights what else it may do
 * @param limits how much
 * @param certificate the one that its key is bound to, where it is: the key alone opens nothing
 *     then
 */
public record Client(
    String id,
    String name,
    Set<Purpose> purposes,
    Set<String> models,
    Set<Right> rights,
    Limits limits,
    Optional<Thumbprint> certificate) {
  private static final Pattern MODEL = Pattern.compile("[^\\s,]{1,200}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,99}");

  public Client {
    purposes = Set.copyOf(purposes);
    models = Set.copyOf(models);
    rights = Set.copyOf(rights);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "An application's name has 1 to 100 letters, digits, spaces, '.', '_' or '-'.");
    }
    if (!models.stream().allMatch(model -> MODEL.matcher(model).matches())) {
      throw new IllegalArgumentException(
          "A model's name has 1 to 200 characters, none of them a space or a comma.");
    }
  }

  /** Whether this application may ask {@code model}. */
  public boolean mayAsk(String model) {
    return models.contains("*") || models.contains(model);
  }
}
