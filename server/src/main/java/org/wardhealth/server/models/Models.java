package org.wardhealth.server.models;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The models that may be asked, by the names that callers use.
 *
 * <p>Guarantee: what {@link #find} says of a suspension is what the database says at that moment.
 */
public final class Models implements AutoCloseable {
  private final Map<String, Provider> providers;
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Suspensions suspensions;

  /**
   * The built-in model and those of the configured providers.
   *
   * @param nanos time that only goes forward, as {@link System#nanoTime} has it
   * @param random spreads the retries of many Wards
   * @param pause waits between retries
   * @throws IllegalArgumentException if two providers offer a model by the same name
   */
  public static Models of(
      List<ProviderSettings> settings,
      Suspensions suspensions,
      LongSupplier nanos,
      RandomGenerator random,
      Pause pause) {
    List<Provider> providers = new java.util.ArrayList<>();
    providers.add(new ExtractiveProvider());
    settings.stream()
        .map(one -> new OpenAiProvider(one, nanos, random, pause))
        .forEach(providers::add);
    return new Models(providers, suspensions);
  }

  Models(List<Provider> providers, Suspensions suspensions) {
    this.suspensions = suspensions;
    this.providers =
        providers.stream().collect(Collectors.toUnmodifiableMap(Provider::name, p -> p));
    for (Provider provider : providers) {
      for (Model model : provider.models()) {
        Model other = models.putIfAbsent(model.id(), model);
        if (other != null) {
          throw new IllegalArgumentException(
              "Model '"
                  + model.id()
                  + "' is offered by '"
                  + other.provider()
                  + "' and by '"
                  + model.provider()
                  + "': give one of them another name.");
        }
      }
    }
  }

  /** The model that callers name {@code id}. */
  public Optional<Model> find(String id) {
    return Optional.ofNullable(models.get(id))
        .map(model -> suspensions.of(id).map(model::suspended).orElse(model));
  }

  /** All models, the built-in first. */
  public List<Model> list() {
    Map<String, Suspension> suspended =
        suspensions.list().stream()
            .collect(Collectors.toUnmodifiableMap(Suspension::model, one -> one));
    return models.values().stream()
        .map(
            model ->
                Optional.ofNullable(suspended.get(model.id())).map(model::suspended).orElse(model))
        .toList();
  }

  /**
   * Asks {@code model}. The answer must be closed.
   *
   * @throws ProviderException if there is no answer
   */
  public Answer ask(Model model, Call call) throws ProviderException {
    Provider provider = providers.get(model.provider());
    if (provider == null) {
      throw new IllegalArgumentException("No provider is named '" + model.provider() + "'.");
    }
    return provider.ask(model, call);
  }

  /** Whether the model runs on this machine. */
  public boolean local(Model model) {
    Provider provider = providers.get(model.provider());
    return provider != null && provider.local();
  }

  /** What is wrong with the providers now: name -> problem. Empty if all are well. */
  public Map<String, String> problems() {
    Map<String, String> problems = new LinkedHashMap<>();
    providers.forEach(
        (name, provider) -> provider.problem().ifPresent(problem -> problems.put(name, problem)));
    return problems;
  }

  @Override
  public void close() {
    providers.values().forEach(Provider::close);
  }
}
