package dev.herder.engine.lm;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.run.AtomicFiles;
import dev.herder.engine.checkpoint.Dtype;
import dev.herder.engine.checkpoint.NewTensor;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.checkpoint.SafetensorsWriter;
import dev.herder.engine.train.AdamW;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders {@code checkpoint-N} of a run: a checkpoint that transformers loads, and beside it
 * everything that exact resume needs.
 *
 * <p>{@code trainer_state.safetensors} holds the trained float32 values and both moments of the
 * optimiser, bit for bit; {@code trainer_state.json} the step and the run's fingerprint. A folder
 * appears whole or not at all.
 */
final class TrainState {
  private static final String TENSORS = "trainer_state.safetensors";
  private static final String STATE = "trainer_state.json";
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})");
  private static final Pattern PARTIAL = Pattern.compile("\\.checkpoint-\\d+\\.partial");

  private final CausalLm model;
  private final AdamW optimizer;
  private final Path out;
  private final Supplier<String> fingerprint;

  TrainState(CausalLm model, AdamW optimizer, Path out, Supplier<String> fingerprint) {
    this.model = model;
    this.optimizer = optimizer;
    this.out = out;
    this.fingerprint = fingerprint;
  }

  /**
   * Where a run stands.
   *
   * @param step optimiser steps done
   * @param tokens tokens seen
   */
  record Position(long step, long tokens) {}

  /** Saves the state after a step and removes the oldest folders beyond the limit. */
  void save(Position position, int limit) throws IOException {
    Path folder = out.resolve("checkpoint-" + position.step());
    Path partial = out.resolve(".checkpoint-" + position.step() + ".partial");
    AtomicFiles.deleteTree(partial);
    Files.createDirectories(partial);
    try {
      model.save(partial);
      SafetensorsWriter.write(partial.resolve(TENSORS), tensors(), Map.of());
      ObjectNode state = new ObjectMapper().createObjectNode();
      state.put("global_step", position.step());
      state.put("num_input_tokens_seen", position.tokens());
      state.put("fingerprint", fingerprint.get());
      AtomicFiles.writeString(partial.resolve(STATE), state.toPrettyString() + "\n");
      AtomicFiles.deleteTree(folder);
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      AtomicFiles.deleteTree(partial);
    }
    List<Path> all = folders();
    for (Path old : all.subList(0, Math.max(0, all.size() - limit))) {
      AtomicFiles.deleteTree(old);
    }
  }

  /**
   * Restores the newest state, if there is one.
   *
   * @throws UserError if it belongs to a run with other settings or data
   */
  Optional<Position> restore() throws IOException {
    removePartial();
    List<Path> all = folders();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Path newest = all.get(all.size() - 1);
    JsonNode state = new ObjectMapper().readTree(newest.resolve(STATE).toFile());
    if (!state.path("fingerprint").asText().equals(fingerprint.get())) {
      throw new UserError(
          newest
              + ": belongs to a run with other settings, data or model; choose another --out, or"
              + " give --overwrite to start anew");
    }
    try (SafetensorsFile file = SafetensorsFile.open(newest.resolve(TENSORS))) {
      List<FlatSource.Part> parts = new ArrayList<>();
      for (Named named : named()) {
        parts.add(FlatSource.Part.of(named.array(), file, named.name()));
      }
      FlatSource.fill(model.session().kernels(), model.session().manager(), parts);
    }
    model.weights().refresh();
    return Optional.of(
        new Position(
            state.path("global_step").asLong(), state.path("num_input_tokens_seen").asLong()));
  }

  /** Removes every state of the run's folder. */
  void clear() throws IOException {
    removePartial();
    for (Path folder : folders()) {
      AtomicFiles.deleteTree(folder);
    }
  }

  private void removePartial() throws IOException {
    for (Path path : matching(PARTIAL)) {
      AtomicFiles.deleteTree(path);
    }
  }

  private List<Path> folders() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path path : matching(NAME)) {
      if (Files.exists(path.resolve(STATE))) {
        found.add(path);
      }
    }
    found.sort(Comparator.comparingLong(TrainState::stepOf));
    return found;
  }

  private List<Path> matching(Pattern pattern) throws IOException {
    if (!Files.isDirectory(out)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(f -> pattern.matcher(String.valueOf(f.getFileName())).matches()).toList();
    }
  }

  private static long stepOf(Path folder) {
    Matcher matcher = NAME.matcher(String.valueOf(folder.getFileName()));
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  private List<NewTensor> tensors() {
    List<NewTensor> tensors = new ArrayList<>();
    for (Named named : named()) {
      tensors.add(
          NewTensor.floats(
              named.name(),
              Dtype.F32,
              List.of(named.array().size()),
              FlatSource.of(
                  model.session().kernels(), model.session().manager(), named.array(), 0)));
    }
    return tensors;
  }

  private List<Named> named() {
    List<Named> all = new ArrayList<>();
    for (int i = 0; i < optimizer.groups().size(); i++) {
      // A group without elements has nothing to store.
      if (optimizer.groups().get(i).values().size() > 0) {
        all.add(new Named("values." + i, optimizer.groups().get(i).values()));
        all.add(new Named("exp_avg." + i, optimizer.firstMoments().get(i)));
        all.add(new Named("exp_avg_sq." + i, optimizer.secondMoments().get(i)));
      }
    }
    return all;
  }

  private record Named(String name, NDArray array) {}
}
